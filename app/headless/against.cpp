#include "app/headless/against.h"

#include "app/headless/expositionfile.h"
#include "models/base/clock.h"
#include "models/sources/httpclient.h"

#include <QCoreApplication>
#include <QTimer>

#include <optional>

namespace checkwatch::app {
namespace {

constexpr base::Duration prometheusDefault = std::chrono::minutes{1};

base::Result<Exposed> exposedBy(std::string_view body, exposition::Format format, const std::string& where)
{
    auto samples = parseSamples(body, format);
    if (!samples) {
        base::Error error = std::move(samples).error();
        error.where = where;
        return error;
    }
    Exposed out;
    out.types = std::move(samples->types);
    out.series = samples->batch.added.size();
    out.time = samples->newestMs ? base::fromUnixMs(*samples->newestMs) : base::SystemClock().wall();
    out.store = storeOf(std::move(*samples), out.time);
    return out;
}

base::Result<Exposed> scrapeOnce(const std::string& url)
{
    const base::SystemClock clock;
    sources::HttpShared shared(clock);
    sources::HttpClient client(shared);
    sources::Target target;
    target.url = url;
    std::optional<base::Result<Exposed>> result;
    QTimer::singleShot(0, &client, [&] {
        client.get(target, [&](const base::Result<sources::HttpAnswer>& answer) {
            result = answer.ok() ? exposedBy(answer->body, exposition::formatFor(answer->contentType), url)
                                 : base::Result<Exposed>(answer.error());
            QCoreApplication::quit();
        });
    });
    QCoreApplication::exec();
    if (!result) {
        return base::Error{base::ErrorCode::Canceled, "ended before the answer came", url};
    }
    return std::move(*result);
}

} // namespace

base::Result<Exposed> readExposed(const std::string& fileOrUrl)
{
    if (fileOrUrl.find("://") != std::string::npos) {
        return scrapeOnce(fileOrUrl);
    }
    const auto content = readMaybeGzip(fileOrUrl);
    return content ? exposedBy(*content, formatOf(*content), fileOrUrl) : content.error();
}

rules::HealthConditions conditionsOf(const Options& options, const Exposed& exposed)
{
    rules::HealthConditions conditions;
    conditions.jobs = {{"", options.scrapeInterval.value_or(prometheusDefault)}};
    conditions.evaluationInterval = options.evaluationInterval.value_or(prometheusDefault);
    conditions.compat = options.compat.value_or(promql::Compat::Prometheus3);
    conditions.checks.inter = options.inter.value_or(conditions.checks.inter);
    conditions.checks.fall = options.fall;
    conditions.types = exposed.types;
    // Prometheus adds these; an exporter does not show them.
    conditions.addedLabels = {"job", "instance"};
    conditions.labelsComplete = false;
    return conditions;
}

} // namespace checkwatch::app
