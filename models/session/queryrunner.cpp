#include "models/session/queryrunner.h"

#include "models/base/duration.h"
#include "models/promql/ast.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t seriesOf(const promql::Value& value)
{
    if (const auto* vector = std::get_if<promql::Vector>(&value)) {
        return vector->elements.size() + vector->omitted;
    }
    if (const auto* matrix = std::get_if<promql::Matrix>(&value)) {
        return matrix->series.size() + matrix->omitted;
    }
    return 1;
}

base::Error tooLong(std::size_t bytes, std::size_t most)
{
    return {base::ErrorCode::Limit,
            "the expression is too long: " + std::to_string(bytes) + " bytes, at most " + std::to_string(most)};
}

} // namespace

/// A query with what has been done of it.
struct QueryRunner::Job
{
    QueryRequest request;
    base::CancelToken cancel;
    promql::ExprPtr expr;
    std::shared_ptr<promql::Engine> engine;    ///< of `range`
    std::unique_ptr<promql::RangeQuery> range; ///< where it has begun
    std::chrono::nanoseconds used{0};
};

QueryRunner::QueryRunner(const tsdb::Querier& data, const promql::EngineOptions& options, const QueryLimits& limits)
    : m_data(data), m_limits(limits)
{
    setOptions(options);
}

QueryRunner::~QueryRunner() = default;

void QueryRunner::setOptions(const promql::EngineOptions& options)
{
    promql::EngineOptions limited = options;
    limited.maxSamples = m_limits.samples;
    limited.timeout = m_limits.moment;
    limited.maxSeries = m_limits.momentSeries;
    m_moments = std::make_shared<promql::Engine>(limited);
    limited.timeout = m_limits.total;
    limited.maxSeries = m_limits.rangeSeries;
    m_ranges = std::make_shared<promql::Engine>(limited);
}

void QueryRunner::add(QueryRequest request, base::CancelToken cancel)
{
    m_waiting.push_back({std::move(request), std::move(cancel), nullptr, nullptr, nullptr});
}

void QueryRunner::work(std::chrono::nanoseconds slice, const Answer& answer)
{
    const auto end = Clock::now() + slice;
    while (!m_waiting.empty()) {
        Job& job = m_waiting.front();
        const QueryAnswerPtr done = job.cancel.canceled() ? nullptr : advance(job);
        const bool canceled = job.cancel.canceled();
        if (done || canceled) {
            m_waiting.pop_front();
        }
        if (done && !canceled) {
            answer(done);
        }
        if (Clock::now() >= end) {
            return;
        }
    }
}

QueryAnswerPtr QueryRunner::advance(Job& job)
{
    const auto started = Clock::now();
    auto answer = std::make_shared<QueryAnswer>();
    bool done = job.range ? false : begin(job, *answer);
    if (!done && !job.range->advance(m_limits.moment)) {
        finishRange(job, *answer);
        done = true;
    }
    job.used += Clock::now() - started;
    if (!done) {
        return nullptr;
    }
    if (answer->error) {
        answer->error = plain(std::move(*answer->error), answer->samples);
    } else {
        answer->series = seriesOf(answer->value);
    }
    answer->took = std::chrono::duration_cast<std::chrono::microseconds>(job.used);
    answer->asked = std::move(job.request);
    return answer;
}

/// True where the answer is there already: a moment, or an error.
bool QueryRunner::begin(Job& job, QueryAnswer& answer)
{
    const QueryRequest& request = job.request;
    if (request.text.size() > m_limits.textBytes) {
        answer.error = tooLong(request.text.size(), m_limits.textBytes);
        return true;
    }
    auto parsed = promql::parse(request.text, m_moments->options().parsing());
    if (!parsed) {
        answer.error = std::move(parsed).error();
        return true;
    }
    job.expr = *parsed;
    if (request.step.count() > 0) {
        const promql::ValueType type = job.expr->type;
        if (type == promql::ValueType::Matrix || type == promql::ValueType::String) {
            answer.error
                = base::Error{base::ErrorCode::BadInput,
                              "a chart needs a number at every moment, and this is a "
                                  + std::string(type == promql::ValueType::String
                                                    ? "string"
                                                    : "range of samples: put a function around it, such as rate(…)")};
            return true;
        }
        job.engine = m_ranges;
        const promql::RangeQuery::Times times{request.from, request.to, request.step};
        job.range = std::make_unique<promql::RangeQuery>(*m_ranges, m_data, job.expr, times, job.cancel);
        return false;
    }
    auto value = m_moments->instant(m_data, job.expr, request.to, job.cancel);
    answer.samples = m_moments->touched();
    if (value) {
        answer.value = std::move(*value);
    } else {
        answer.error = std::move(value).error();
    }
    return true;
}

void QueryRunner::finishRange(Job& job, QueryAnswer& answer) const
{
    answer.samples = job.range->touched();
    auto matrix = job.range->take();
    if (matrix) {
        answer.value = std::move(*matrix);
    } else {
        answer.error = std::move(matrix).error();
    }
}

/// The engine speaks to a machine; here it is a person, who can do something about it.
base::Error QueryRunner::plain(base::Error error, std::size_t samples) const
{
    const std::string cure = ": name a metric and labels that fewer series have, or a shorter window";
    if (error.code == base::ErrorCode::Timeout) {
        error.message = "too much: " + base::formatDuration(m_limits.moment) + " for one moment, or "
            + base::formatDuration(m_limits.total) + " for all of a chart, were not enough (" + std::to_string(samples)
            + " samples were looked at); more would hold up the rules" + cure;
    } else if (error.code == base::ErrorCode::Limit && samples > m_limits.samples) {
        error.message = "too much: more than " + std::to_string(m_limits.samples) + " samples for one moment" + cure;
    }
    return error;
}

} // namespace checkwatch::session
