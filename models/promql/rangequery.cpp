#include "models/promql/rangequery.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr milliseconds pieceWanted{5};
constexpr std::int64_t stepsAtMost = 4096;

} // namespace

RangeQuery::RangeQuery(Engine& engine, const tsdb::Querier& data, ExprPtr expr, const Times& times,
                       base::CancelToken cancel)
    : m_engine(engine), m_data(data), m_expr(std::move(expr)), m_times(times), m_cancel(std::move(cancel)),
      m_next(times.start)
{
}

bool RangeQuery::advance(base::Duration stepLimit)
{
    if (m_error || m_next > m_times.end) {
        return false;
    }
    const base::Timestamp last = std::min(m_times.end, m_next + m_times.step * (m_steps - 1));
    const base::Duration left = m_engine.options().timeout - std::chrono::duration_cast<base::Duration>(m_used);
    const auto begin = std::chrono::steady_clock::now();
    auto part = m_engine.rangePart(m_data, m_expr, {m_next, last, m_times.step, m_times.start, m_times.end},
                                   std::min(stepLimit, left), m_cancel);
    const nanoseconds took = std::chrono::steady_clock::now() - begin;
    m_used += took;
    m_touched += m_engine.touched();
    if (!part && part.error().code == base::ErrorCode::Timeout && m_steps > 1 && m_used < m_engine.options().timeout) {
        m_steps = 1; // too many at a time; one alone may well be in time
        return true;
    }
    if (!part) {
        m_error = std::move(part).error();
        return false;
    }
    join(std::move(*part));
    m_next = last + m_times.step;
    m_steps = took < pieceWanted / 2 ? std::min(m_steps * 2, stepsAtMost)
        : took > pieceWanted         ? std::max<std::int64_t>(m_steps / 2, 1)
                                     : m_steps;
    return m_next <= m_times.end;
}

void RangeQuery::join(Matrix part)
{
    for (Series& series : part.series) {
        const auto [at, isNew] = m_places.try_emplace(series.labels, m_matrix.series.size());
        if (isNew && m_matrix.series.size() >= m_engine.options().maxSeries) {
            m_places.erase(at);
            m_left.insert(std::move(series.labels));
        } else if (isNew) {
            m_matrix.series.push_back(std::move(series));
        } else {
            auto& samples = m_matrix.series[at->second].samples;
            samples.insert(samples.end(), series.samples.begin(), series.samples.end());
        }
    }
    m_mostOmitted = std::max(m_mostOmitted, part.omitted);
}

base::Result<Matrix> RangeQuery::take()
{
    if (m_error) {
        return *m_error;
    }
    std::sort(m_matrix.series.begin(), m_matrix.series.end(),
              [](const Series& a, const Series& b) { return a.labels < b.labels; });
    m_matrix.omitted = std::max(m_mostOmitted, m_left.size());
    return std::move(m_matrix);
}

} // namespace checkwatch::promql
