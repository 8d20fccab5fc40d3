#include "app/headless/commands.h"
#include "app/headless/expositionfile.h"
#include "app/headless/json.h"
#include "models/base/clock.h"
#include "models/base/numbers.h"
#include "models/promql/engine.h"

#include <QDateTime>

namespace checkwatch::app {
namespace {

base::Result<base::Timestamp> evaluationTime(const Options& options, const FileSamples& samples)
{
    if (options.time.empty()) {
        return samples.newestMs ? base::fromUnixMs(*samples.newestMs) : base::SystemClock().wall();
    }
    if (const auto seconds = base::parseFloat(options.time); seconds && *seconds > -1e12 && *seconds < 1e12) {
        return base::fromUnixMs(static_cast<std::int64_t>(*seconds * 1000.0));
    }
    const QDateTime time = QDateTime::fromString(QString::fromStdString(options.time), Qt::ISODateWithMs);
    if (!time.isValid()) {
        return base::Error{base::ErrorCode::BadInput,
                           "--time: want Unix seconds or RFC 3339, for example 2026-11-21T03:14:25Z"};
    }
    return base::fromUnixMs(time.toMSecsSinceEpoch());
}

int printError(std::FILE* out, const std::string& type, const base::Error& error, int code)
{
    const QByteArray line = jsonLine(toApiError(type, error.text()));
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), out);
    return code;
}

} // namespace

int query(const Options& options, std::FILE* out)
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
    const auto time = evaluationTime(options, *samples);
    if (!time) {
        return printError(out, "bad_data", time.error(), 2);
    }
    promql::EngineOptions engineOptions;
    engineOptions.compat = options.compat.value_or(promql::Compat::Prometheus3);
    engineOptions.experimental = options.experimental;
    const auto expr = promql::parse(options.expression, engineOptions.parsing());
    if (!expr) {
        return printError(out, "bad_data", expr.error(), 1);
    }
    const auto store = storeOf(std::move(*samples), *time);
    promql::Engine engine(engineOptions);
    const auto value = engine.instant(*store, *expr, *time);
    if (!value) {
        return printError(out, "execution", value.error(), 1);
    }
    const QByteArray line = jsonLine(toApiJson(*value));
    std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), out);
    return 0;
}

} // namespace checkwatch::app
