#include "tests/support/fleetrig.h"

#include <algorithm>
#include <array>

namespace checkwatch::support {
namespace {

constexpr std::array statuses{"DOWN", "UP", "MAINT", "DRAIN", "NOLB"};
constexpr std::array checks{"HANA",   "SOCKERR", "L4OK", "L4TOUT", "L4CON", "L6OK",    "L6TOUT",   "L6RSP",
                            "L7TOUT", "L7RSP",   "L7OK", "L7OKC",  "L7STS", "PROCERR", "PROCTOUT", "PROCOK"};

std::string key(const NativeServer& server)
{
    return "{proxy=\"" + server.proxy + "\",server=\"" + server.server + '"';
}

template <std::size_t N>
void oneOf(std::string& out, const NativeScrape& scrape, const std::string& family,
           const std::array<const char*, N>& names, std::string NativeServer::*now)
{
    for (const NativeServer& server : scrape.servers) {
        for (const char* name : names) {
            if (server.*now != "-") {
                out += family + key(server) + ",state=\"" + name + "\"} " + (server.*now == name ? "1\n" : "0\n");
            }
        }
    }
}

void number(std::string& out, const NativeScrape& scrape, const std::string& family, std::string NativeServer::*now)
{
    for (const NativeServer& server : scrape.servers) {
        if (server.*now != "-") {
            out += family + key(server) + "} " + server.*now + '\n';
        }
    }
}

} // namespace

std::string nativeText(const NativeScrape& scrape)
{
    std::string out = "haproxy_process_start_time_seconds " + scrape.processStart
        + "\nhaproxy_process_build_info{version=\"2.6.12\"} 1\n";
    for (const auto& [proxy, count] : scrape.active) {
        out += "haproxy_backend_active_servers{proxy=\"" + proxy + "\"} " + std::to_string(count) + '\n';
        out += "haproxy_backend_backup_servers{proxy=\"" + proxy + "\"} 0\n";
    }
    oneOf(out, scrape, "haproxy_server_status", statuses, &NativeServer::status);
    number(out, scrape, "haproxy_server_weight", &NativeServer::weight);
    number(out, scrape, "haproxy_server_check_failures_total", &NativeServer::failures);
    number(out, scrape, "haproxy_server_check_last_change_seconds", &NativeServer::lastChange);
    number(out, scrape, "haproxy_server_current_throttle", &NativeServer::throttle);
    oneOf(out, scrape, "haproxy_server_check_status", checks, &NativeServer::check);
    number(out, scrape, "haproxy_server_check_code", &NativeServer::code);
    oneOf(out, scrape, "haproxy_server_agent_status", checks, &NativeServer::agent);
    return out;
}

FleetRig::FleetRig(fleet::TrackerOptions options) : m_tracker(std::move(options))
{
    m_group.file = "rules.yml";
    m_group.name = "group";
}

base::Timestamp FleetRig::at(double seconds)
{
    return base::fromUnixMs(1'800'000'000'000 + static_cast<std::int64_t>(seconds * 1000));
}

metrics::Labels FleetRig::serverLabels(std::string server, std::string proxy, std::string instance)
{
    return {{"job", "haproxy"},
            {"instance", std::move(instance)},
            {"proxy", std::move(proxy)},
            {"server", std::move(server)}};
}

void FleetRig::addTarget(std::uint32_t id, std::string instance, base::Duration interval)
{
    const metrics::Labels labels{{"job", "haproxy"}, {"instance", instance}};
    exposition::ScrapeOptions options;
    options.targetLabels = labels;
    m_targets[id] = {std::make_unique<exposition::ScrapeCache>(options), m_store.addGroup()};
    m_tracker.addTarget(
        {id, "haproxy", instance, "http://" + instance + "/metrics", interval, std::chrono::seconds{2}, labels}, at(0));
}

void FleetRig::take(std::uint32_t target, const metrics::ScrapeBatch& batch)
{
    m_store.append(m_targets[target].group, batch);
    m_tracker.onScrape(target, batch, m_store, m_targets[target].group);
}

void FleetRig::scrape(double seconds, std::string_view text, std::uint32_t target)
{
    take(target, m_targets[target].cache->ingest(text, exposition::Format::Text004, at(seconds), 0.01));
}

void FleetRig::scrape(double seconds, const NativeScrape& scrape, std::uint32_t target)
{
    this->scrape(seconds, std::string_view(nativeText(scrape)), target);
}

void FleetRig::fail(double seconds, std::string message, std::uint32_t target)
{
    take(target, m_targets[target].cache->fail({base::ErrorCode::Network, std::move(message)}, at(seconds), 0.01));
}

void FleetRig::setAlert(std::string name, metrics::Labels labels, rules::AlertState state, double activeAt,
                        double firedAt, double value)
{
    dropAlert(name, labels);
    auto& rule = m_rules[name];
    if (!rule) {
        auto made = std::make_shared<rules::Rule>();
        made->name = name;
        made->holdFor = std::chrono::minutes{1};
        m_group.rules.push_back(*made);
        rule = std::move(made);
    }
    const std::string severity(labels.has("severity") ? labels.get("severity") : "warning");
    const metrics::Labels all = metrics::LabelsBuilder(labels).set("alertname", name).set("severity", severity).build();
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->rule = rule;
    identity->group = m_group.name;
    identity->labels = all;
    identity->source = labels;
    // As the runner numbers them: one number from pending to the end.
    const std::string life = all.toString() + std::to_string(activeAt);
    identity->id = m_alertIds.try_emplace(life, m_alertIds.size() + 1).first->second;
    rules::Alert alert{std::move(identity), state, at(activeAt), {}, {}, {}, value};
    if (firedAt > 0) {
        alert.firedAt = at(firedAt);
    }
    m_alerts.push_back(std::move(alert));
}

void FleetRig::setHealthAlert(std::string server, rules::AlertState state, double activeAt, double firedAt)
{
    setAlert("HaproxyServerHealthcheckFailure", serverLabels(std::move(server)), state, activeAt, firedAt);
}

void FleetRig::dropAlert(std::string_view name, const metrics::Labels& labels)
{
    std::erase_if(m_alerts, [&](const rules::Alert& a) {
        return a.identity->labels.get("alertname") == name && a.identity->source == labels;
    });
}

void FleetRig::dropHealthAlert(std::string server)
{
    dropAlert("HaproxyServerHealthcheckFailure", serverLabels(std::move(server)));
}

void FleetRig::evaluate(double seconds, base::Duration interval)
{
    m_tracker.onEvaluation(m_group, {at(seconds), {}}, m_alerts, {}, interval);
}

fleet::SnapshotPtr FleetRig::snapshot(double seconds)
{
    return m_tracker.snapshot(at(seconds), m_store);
}

std::optional<fleet::ServerRow> FleetRig::row(double seconds, std::string_view server, std::string_view proxy)
{
    const fleet::SnapshotPtr now = snapshot(seconds);
    for (const auto& block : now->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->server == server && row.identity->proxy == proxy) {
                return row;
            }
        }
    }
    return std::nullopt;
}

std::vector<fleet::AlertRow> FleetRig::alerts(double seconds, fleet::AlertPhase phase)
{
    std::vector<fleet::AlertRow> out;
    std::ranges::copy_if(*snapshot(seconds)->alerts, std::back_inserter(out),
                         [phase](const fleet::AlertRow& row) { return row.phase == phase; });
    return out;
}

std::vector<std::string> FleetRig::news()
{
    constexpr std::array kinds{"server",      "pending",   "firing",   "resolved", "cleared_down", "unknown",
                               "target_down", "target_up", "reloaded", "clock",    "configuration"};
    std::vector<std::string> out;
    for (const fleet::Event& event : m_tracker.eventsSince(m_seenEvents)) {
        std::string line = kinds[static_cast<std::size_t>(event.kind)];
        if (event.kind == fleet::EventKind::ServerState) {
            line += ' ' + event.name + ' ' + event.before + '>' + event.after;
        }
        m_seenEvents = event.number;
        out.push_back(std::move(line));
    }
    return out;
}

} // namespace checkwatch::support
