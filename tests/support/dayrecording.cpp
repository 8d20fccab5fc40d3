#include "tests/support/dayrecording.h"

#include "models/recording/writer.h"
#include "tests/support/dayfleet.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace checkwatch::support {

using base::Duration;
using base::Timestamp;
using std::chrono::minutes;

namespace {

constexpr int formatOfDay = 1; ///< another one makes kept recordings anew

} // namespace

base::Timestamp dayReload(const DayOptions& options)
{
    return dayStart + options.length / 3;
}

base::Timestamp dayOutage(const DayOptions& options)
{
    return dayStart + options.length / 2;
}

std::vector<Incident> dayIncidents(const DayOptions& options)
{
    struct Series
    {
        IncidentKind kind;
        Duration every;
        Duration length;
    };
    constexpr std::array<Series, 5> shapes{{{IncidentKind::HardDown, minutes{10}, minutes{7}},
                                            {IncidentKind::SlowDeath, minutes{30}, minutes{4}},
                                            {IncidentKind::Lossy, minutes{55}, minutes{11}},
                                            {IncidentKind::Flapping, minutes{110}, minutes{15}},
                                            {IncidentKind::Maint, minutes{170}, minutes{30}}}};
    std::vector<Incident> out;
    for (const Series& shape : shapes) {
        for (Timestamp time = dayStart + shape.every / 2; time < dayStart + options.length; time += shape.every) {
            // Not on the second of a scrape, so that every phase comes up.
            const Timestamp begin = time + Duration{static_cast<std::int64_t>(out.size()) * 1237 % 10'000};
            out.push_back({shape.kind, out.size() * 37 % options.servers, begin, begin + shape.length});
        }
    }
    std::ranges::stable_sort(out, {}, &Incident::begin);
    std::vector<Timestamp> busy(options.servers);
    std::erase_if(out, [&busy](const Incident& incident) {
        const bool still = incident.begin < busy[incident.server];
        busy[incident.server] = still ? busy[incident.server] : incident.end + minutes{1};
        return still;
    });
    return out;
}

base::Result<void> writeDay(const std::string& path, const DayOptions& options)
{
    recording::Writer writer({"day", true, {}});
    if (auto attached = writer.attach(path, dayStart, 0x0da7); !attached) {
        return attached;
    }
    recording::RulesRecord rules;
    rules.from = dayStart;
    rules.evaluationInterval = options.interval;
    rules.groups = options.groups;
    rules.healthAlerts = {"HaproxyServerHealthcheckFailure"};
    writer.setRules(std::move(rules));
    recording::StreamRecord target;
    target.labels = {{"instance", "lb-01:8404"}, {"job", "haproxy"}};
    target.url = "http://lb-01:8404/metrics";
    target.interval = options.interval;
    target.timeout = options.interval;
    writer.begin(1, target);
    DayFleet fleet(options);
    int scrapes = 0;
    for (Timestamp time = dayStart; time < dayStart + options.length; time += options.interval) {
        const metrics::ScrapeBatch batch = fleet.scrape(time);
        writer.add(1, batch);
        writer.addScrape(1, {0, time, time + Duration{40}, batch.report});
        if (++scrapes % 256 == 0) {
            if (auto done = writer.commit(time); !done) {
                return done;
            }
        }
    }
    return writer.close(dayStart + options.length);
}

base::Result<std::string> keptDay(const std::string& folder, const DayOptions& options)
{
    const std::filesystem::path path = std::filesystem::path(folder)
        / ("day-v" + std::to_string(formatOfDay) + "-" + std::to_string(options.servers) + "x"
           + std::to_string(options.length.count()) + "x" + std::to_string(options.interval.count()) + ".cwrec");
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        return path.string();
    }
    std::filesystem::create_directories(folder, error);
    const std::string part = path.string() + ".part";
    std::filesystem::remove(part, error);
    if (auto written = writeDay(part, options); !written) {
        return written.error();
    }
    std::filesystem::rename(part, path, error);
    return error ? base::Result<std::string>(base::Error{base::ErrorCode::Refused, error.message(), path.string()})
                 : base::Result<std::string>(path.string());
}

} // namespace checkwatch::support
