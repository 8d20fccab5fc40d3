#include "tests/support/dayfleet.h"

#include <algorithm>
#include <array>

namespace checkwatch::support {

using base::Duration;
using base::Timestamp;

namespace {

constexpr std::size_t perBackend = 20;
constexpr Duration outageLength = std::chrono::minutes{2};
constexpr std::array<const char*, 5> statuses{"DOWN", "UP", "MAINT", "DRAIN", "NOLB"};
constexpr std::array<const char*, 9> checkStatuses{"L7OK",   "L4CON", "L7STS", "L4TOUT", "L4OK",
                                                   "L7TOUT", "L7RSP", "L6OK",  "SOCKERR"};
constexpr std::array<const char*, 6> codes{"2xx", "1xx", "3xx", "4xx", "5xx", "other"};

/// The families in HAProxy's order; the series of a place is `place × servers + server`.
enum Place : std::size_t {
    Status = 0,
    CheckStatus = Status + statuses.size(),
    Responses = CheckStatus + checkStatuses.size(),
    Failures = Responses + codes.size(),
    UpDown,
    CheckCode,
    CheckDuration,
    Weight,
    Sessions,
    Queue,
    ResponseErrors,
    ConnectionErrors,
    MaxSessions,
    LimitSessions,
    PlaceCount,
};
constexpr std::array<const char*, PlaceCount - Failures> plainNames{"haproxy_server_check_failures_total",
                                                                    "haproxy_server_check_up_down_total",
                                                                    "haproxy_server_check_code",
                                                                    "haproxy_server_check_duration_seconds",
                                                                    "haproxy_server_weight",
                                                                    "haproxy_server_current_sessions",
                                                                    "haproxy_server_current_queue",
                                                                    "haproxy_server_response_errors_total",
                                                                    "haproxy_server_connection_errors_total",
                                                                    "haproxy_server_max_sessions",
                                                                    "haproxy_server_limit_sessions"};
constexpr std::array<const char*, 6> backendNames{
    "haproxy_backend_active_servers",       "haproxy_backend_backup_servers", "haproxy_backend_connection_errors_total",
    "haproxy_backend_retry_warnings_total", "haproxy_backend_current_queue",  "haproxy_backend_max_total_time_seconds"};
constexpr std::array<const char*, 5> synthetic{"up", "scrape_duration_seconds", "scrape_samples_scraped",
                                               "scrape_samples_post_metric_relabeling", "scrape_series_added"};

using Pairs = std::vector<std::pair<std::string, std::string>>;

metrics::Labels named(const char* name, Pairs labels)
{
    labels.insert(labels.end(), {{"__name__", name}, {"instance", "lb-01:8404"}, {"job", "haproxy"}});
    return metrics::Labels(std::move(labels));
}

/// Failed checks of a burst of three.
double burst(std::int64_t ms, std::int64_t apart)
{
    return static_cast<double>(std::min<std::int64_t>(3, 1 + ms / apart));
}

} // namespace

std::string dayProxy(std::size_t server)
{
    return "app-" + std::to_string(server / perBackend);
}

std::string dayServer(std::size_t server)
{
    return "web-" + std::to_string(server);
}

/// How a server is at one moment of an incident.
struct DayFleet::Moment
{
    std::size_t status = 1; ///< index into statuses
    std::size_t check = 0;  ///< index into checkStatuses
    double failures = 0;    ///< since the incident began
    double downs = 0;
};

DayFleet::Moment DayFleet::momentOf(const Incident& incident, Timestamp time)
{
    const std::int64_t ms = (std::min(time, incident.end) - incident.begin).count();
    switch (incident.kind) {
    case IncidentKind::HardDown: return {ms >= 4000 ? 0UL : 1UL, 1, burst(ms, 2000), ms >= 4000 ? 1.0 : 0.0};
    case IncidentKind::SlowDeath: return {ms >= 20'000 ? 0UL : 1UL, 3, burst(ms, 10'000), ms >= 20'000 ? 1.0 : 0.0};
    case IncidentKind::Lossy: return {1, ms % 20'000 < 2000 ? 2UL : 0UL, static_cast<double>(1 + ms / 20'000), 0};
    case IncidentKind::Flapping: {
        const std::int64_t within = ms % 12'000;
        const auto cycles = static_cast<double>(ms / 12'000);
        const bool down = within >= 4000 && within < 8000;
        return {down ? 0UL : 1UL, within < 8000 ? 1UL : 0UL, cycles * 3 + burst(within, 2000),
                cycles + (within >= 4000 ? 1.0 : 0.0)};
    }
    case IncidentKind::Maint: return {2, 0, 0, 0};
    }
    return {};
}

DayFleet::DayFleet(const DayOptions& options)
    : m_servers(options.servers), m_backends((options.servers + perBackend - 1) / perBackend),
      m_incidents(dayIncidents(options)), m_reload(dayReload(options)), m_outage(dayOutage(options)),
      m_failures(m_servers, 0), m_downs(m_servers, 0)
{
    m_values.assign(startTime() + 1 + synthetic.size(), 0);
    for (std::size_t server = 0; server < m_servers; ++server) {
        show(server, Moment{});
        at(Weight, server) = 100;
        at(CheckCode, server) = 200;
        at(CheckDuration, server) = 0.001;
        at(LimitSessions, server) = 1000;
        m_values[serverSeries() + server / perBackend] += 1;
    }
    m_values[startTime()] = base::unixSeconds(dayStart) - 10'000;
    m_values[startTime() + 1] = 1;
}

std::size_t DayFleet::serverSeries() const
{
    return PlaceCount * m_servers;
}

std::size_t DayFleet::startTime() const
{
    return serverSeries() + backendNames.size() * m_backends;
}

std::uint64_t DayFleet::random()
{
    m_random = m_random * 6364136223846793005ULL + 1442695040888963407ULL;
    return m_random >> 33U;
}

void DayFleet::addServerLabels(std::size_t place, std::vector<metrics::Labels>& out) const
{
    for (std::size_t server = 0; server < m_servers; ++server) {
        Pairs more{{"proxy", dayProxy(server)}, {"server", dayServer(server)}};
        if (place >= Failures) {
            out.push_back(named(plainNames.at(place - Failures), std::move(more)));
        } else if (place >= Responses) {
            more.emplace_back("code", codes.at(place - Responses));
            out.push_back(named("haproxy_server_http_responses_total", std::move(more)));
        } else if (place >= CheckStatus) {
            more.emplace_back("state", checkStatuses.at(place - CheckStatus));
            out.push_back(named("haproxy_server_check_status", std::move(more)));
        } else {
            more.emplace_back("state", statuses.at(place));
            out.push_back(named("haproxy_server_status", std::move(more)));
        }
    }
}

std::vector<metrics::Labels> DayFleet::labels() const
{
    std::vector<metrics::Labels> out;
    for (std::size_t place = 0; place < PlaceCount; ++place) {
        addServerLabels(place, out);
    }
    for (const char* name : backendNames) {
        for (std::size_t backend = 0; backend < m_backends; ++backend) {
            out.push_back(named(name, {{"proxy", dayProxy(backend * perBackend)}}));
        }
    }
    out.push_back(named("haproxy_process_start_time_seconds", {}));
    for (const char* name : synthetic) {
        out.push_back(named(name, {}));
    }
    return out;
}

metrics::ScrapeBatch DayFleet::scrape(Timestamp time)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.firstAdded = m_announced ? static_cast<std::uint32_t>(m_values.size()) : 0;
    if (!m_announced) {
        batch.added = labels();
        m_announced = true;
    }
    batch.report.up = time < m_outage || time >= m_outage + outageLength;
    if (!batch.report.up) {
        return unanswered(std::move(batch));
    }
    m_staleTold = false;
    reload(time);
    incidents(time);
    traffic();
    batch.column = m_values;
    batch.report.samplesScraped = m_values.size() - synthetic.size();
    return batch;
}

metrics::ScrapeBatch DayFleet::unanswered(metrics::ScrapeBatch batch)
{
    batch.report.error = {base::ErrorCode::Timeout, "no answer within 5s"};
    batch.column.assign(m_values.size(), m_staleTold ? metrics::missingValue() : metrics::staleValue());
    m_staleTold = true;
    std::fill(batch.column.end() - static_cast<std::ptrdiff_t>(synthetic.size()), batch.column.end(), 0);
    return batch;
}

void DayFleet::reload(Timestamp time)
{
    if (time < m_reload || m_reloaded) {
        return;
    }
    m_reloaded = true;
    m_values[startTime()] = base::unixSeconds(m_reload);
    std::ranges::fill(m_failures, 0);
    std::ranges::fill(m_downs, 0);
    for (std::size_t server = 0; server < m_servers; ++server) {
        show(server, Moment{});
        for (std::size_t code = 0; code < codes.size(); ++code) {
            at(Responses + code, server) = 0;
        }
    }
}

void DayFleet::incidents(Timestamp time)
{
    for (; m_next < m_incidents.size() && m_incidents[m_next].begin <= time; ++m_next) {
        m_active.push_back(m_incidents[m_next]);
    }
    std::erase_if(m_active, [&](const Incident& incident) {
        const Moment moment = momentOf(incident, time);
        if (time < incident.end) {
            show(incident.server, moment);
            return false;
        }
        m_failures[incident.server] += moment.failures;
        m_downs[incident.server] += moment.downs;
        show(incident.server, Moment{});
        return true;
    });
}

void DayFleet::show(std::size_t server, const Moment& moment)
{
    for (std::size_t i = 0; i < statuses.size(); ++i) {
        at(Status + i, server) = i == moment.status ? 1 : 0;
    }
    for (std::size_t i = 0; i < checkStatuses.size(); ++i) {
        at(CheckStatus + i, server) = i == moment.check ? 1 : 0;
    }
    at(Failures, server) = m_failures[server] + moment.failures;
    at(UpDown, server) = m_downs[server] + moment.downs;
}

void DayFleet::traffic()
{
    for (std::size_t server = 0; server < m_servers; ++server) {
        if (at(Status + 1, server) != 1) {
            continue;
        }
        const std::uint64_t dice = random();
        at(Responses, server) += static_cast<double>(dice & 15U);
        at(Responses + 3, server) += (dice >> 4U & 31U) == 0 ? 1 : 0;
        at(Responses + 4, server) += (dice >> 9U & 255U) == 0 ? 1 : 0;
        at(Sessions, server) = static_cast<double>(dice >> 17U & 7U);
        at(MaxSessions, server) = std::max(at(MaxSessions, server), at(Sessions, server));
        if ((dice >> 20U & 1U) == 0) {
            at(CheckDuration, server) = static_cast<double>(1 + (dice >> 21U & 3U)) / 1000;
        }
    }
}

} // namespace checkwatch::support
