#include "app/headless/commands.h"
#include "app/headless/expositionfile.h"
#include "app/headless/json.h"
#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/promql/engine.h"
#include "models/recording/recordeddata.h"
#include "models/recording/verify.h"
#include "models/session/recordingfacts.h"

#include <QJsonArray>

#include <algorithm>

namespace checkwatch::app {
namespace {

/// As in Prometheus' API.
constexpr std::int64_t mostSteps = 11'000;

/// When an expression is asked about: one time, or with a step a range of them.
struct Times
{
    base::Timestamp start{};
    base::Timestamp end{};
    base::Duration step{0};
};

/// The times of the command line; `begin` is what offsets count from, `newest` what is asked about if nothing is said.
base::Result<Times> timesOf(const Options& options, base::Timestamp begin, base::Timestamp newest)
{
    const bool range = !options.start.empty() || !options.end.empty() || options.step;
    const auto of = [begin](const char* option, const std::string& text, base::Timestamp otherwise) {
        auto time = text.empty() ? base::Result(otherwise) : base::parseTime(text, begin);
        return time ? time : base::Error{time.error().code, std::string(option) + ": " + time.error().message};
    };
    if (!range) {
        const auto time = of("--time", options.time, newest);
        return time ? base::Result(Times{*time, *time, {}}) : time.error();
    }
    const auto start = of("--start", options.start, begin);
    const auto end = of("--end", options.end, newest);
    if (!start || !end) {
        return start ? end.error() : start.error();
    }
    if (*end < *start) {
        return base::Error{base::ErrorCode::BadInput, "--end is before --start"};
    }
    // promtool's step where none is given.
    const base::Duration usual = std::max<base::Duration>((*end - *start) / 250'000 * 1000, std::chrono::seconds{1});
    const Times times{*start, *end, options.step.value_or(usual)};
    if ((times.end - times.start) / times.step > mostSteps) {
        return base::Error{base::ErrorCode::BadInput,
                           "exceeded maximum resolution of " + std::to_string(mostSteps)
                               + " points per timeseries: from " + base::formatTime(times.start) + " to "
                               + base::formatTime(times.end) + " there are "
                               + std::to_string((times.end - times.start) / times.step) + "; choose a longer --step"};
    }
    return times;
}

int print(std::FILE* out, const QJsonObject& answer, int code)
{
    const QByteArray line = jsonLine(answer);
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), out);
    return code;
}

int printError(std::FILE* out, const std::string& type, const base::Error& error, int code)
{
    return print(out, toApiError(type, error.text()), code);
}

base::Result<promql::Value> evaluate(promql::Engine& engine, const tsdb::Querier& data, const promql::ExprPtr& expr,
                                     const Times& times)
{
    if (times.step == base::Duration{0}) {
        return engine.instant(data, expr, times.start);
    }
    auto matrix = engine.range(data, expr, times.start, times.end, times.step);
    return matrix ? base::Result<promql::Value>(std::move(*matrix)) : std::move(matrix).error();
}

/// As Prometheus' query_range says it: a type that cannot be asked for over a range is a mistake of who asks.
std::string errorTypeOf(const promql::ExprPtr& expr, const Times& times)
{
    const bool answerable = expr->type == promql::ValueType::Scalar || expr->type == promql::ValueType::Vector;
    return times.step > base::Duration{0} && !answerable ? "bad_data" : "execution";
}

promql::EngineOptions engineOptions(const Options& options)
{
    return {.compat = options.compat.value_or(promql::Compat::Prometheus3), .experimental = options.experimental};
}

int queryExposition(const Options& options, const promql::ExprPtr& expr, std::FILE* out)
{
    const auto content = readMaybeGzip(options.exposition);
    if (!content) {
        return printError(out, "bad_data", content.error(), 2);
    }
    auto samples = parseSamples(*content, formatOf(*content));
    if (!samples) {
        base::Error error = samples.error();
        error.where = options.exposition;
        return printError(out, "bad_data", error, 2);
    }
    const base::Timestamp newest
        = samples->newestMs ? base::fromUnixMs(*samples->newestMs) : base::SystemClock().wall();
    const auto times = timesOf(options, samples->oldestMs ? base::fromUnixMs(*samples->oldestMs) : newest, newest);
    if (!times) {
        return printError(out, "bad_data", times.error(), 2);
    }
    const auto store = storeOf(std::move(*samples), times->end);
    promql::Engine engine(engineOptions(options));
    const auto value = evaluate(engine, *store, expr, *times);
    return value ? print(out, toApiJson(*value), 0) : printError(out, errorTypeOf(expr, *times), value.error(), 1);
}

QJsonArray warningsOf(const recording::Reader& reader)
{
    constexpr std::size_t most = 10;
    QJsonArray out;
    for (const recording::Damage& damage : reader.damage()) {
        if (out.size() == most) {
            out.append(QStringLiteral("… and %1 more").arg(reader.damage().size() - most));
            break;
        }
        out.append(QStringLiteral("the recording is damaged, what is lost is missing here: %1")
                       .arg(QString::fromStdString(recording::damageText(damage))));
    }
    return out;
}

int queryRecording(const Options& options, const promql::ExprPtr& expr, std::FILE* out)
{
    const auto reader = recording::Reader::open(session::recordingFile(options.files.front()));
    if (!reader) {
        return printError(out, "bad_data", reader.error(), 2);
    }
    recording::Reader& file = **reader;
    const auto times = timesOf(options, file.from(), file.to());
    if (!times) {
        return printError(out, "bad_data", times.error(), 2);
    }
    const recording::RecordedData data(file, file.from(), file.to());
    promql::EngineOptions wanted = engineOptions(options);
    if (const auto rules = file.rules(times->end, times->end);
        !rules.empty() && rules.back().evaluationInterval > base::Duration{0}) {
        wanted.defaultSubqueryStep = rules.back().evaluationInterval;
    }
    promql::Engine engine(wanted);
    const auto value = evaluate(engine, data, expr, *times);
    if (!value) {
        return printError(out, errorTypeOf(expr, *times), value.error(), 1);
    }
    QJsonObject answer = toApiJson(*value);
    if (!file.damage().empty()) {
        answer.insert(QStringLiteral("warnings"), warningsOf(file));
    }
    return print(out, answer, 0);
}

} // namespace

int query(const Options& options, std::FILE* out)
{
    const auto expr = promql::parse(options.expression, engineOptions(options).parsing());
    if (!expr) {
        return printError(out, "bad_data", expr.error(), 1);
    }
    return options.files.empty() ? queryExposition(options, *expr, out) : queryRecording(options, *expr, out);
}

} // namespace checkwatch::app
