#include "tests/session/enginerig.h"

#include "models/metrics/matcher.h"

#include <cstdlib>

namespace checkwatch::enginerig {

config::Config configuration()
{
    config::Config config;
    config.scrapeInterval = interval;
    config.evaluationInterval = interval;
    config.checkwatch.compat = promql::Compat::Prometheus2;
    config::ScrapeConfig& job = config.scrapeConfigs.emplace_back();
    job.jobName = std::string("demo");
    job.interval = interval;
    return config;
}

sources::Target target()
{
    sources::Target target;
    target.id = 7;
    target.url = "http://lb:8404/metrics";
    target.labels = metrics::Labels{{"job", "demo"}, {"instance", "lb:8404"}};
    target.config.jobName = std::string("demo");
    target.config.interval = interval;
    target.config.timeout = base::Duration{4000};
    return target;
}

std::string oneServer(std::string_view status, std::string_view check, int failures)
{
    const std::string server = "{proxy=\"app\",server=\"web\"";
    std::string text = "haproxy_process_start_time_seconds 1000\nhaproxy_backend_active_servers{proxy=\"app\"} 1\n"
                       "haproxy_backend_backup_servers{proxy=\"app\"} 0\n";
    const auto oneOf = [&](const std::string& name, const std::string& state, bool is) {
        text += name + server + ",state=\"" + state + "\"} " + (is ? "1\n" : "0\n");
    };
    for (const char* state : {"DOWN", "UP", "MAINT", "DRAIN", "NOLB"}) {
        oneOf("haproxy_server_status", state, status == state);
    }
    for (const char* state : {"L7OK", "L7STS", "L4CON"}) {
        oneOf("haproxy_server_check_status", state, check == state);
    }
    return text + "haproxy_server_weight" + server + "} 1\nhaproxy_server_check_failures_total" + server + "} "
        + std::to_string(failures) + '\n';
}

rules::Group groupOf(const std::string& rules)
{
    auto file = rules::parseRuleFile("groups:\n- name: g\n  rules:\n" + rules, "rules.yml");
    if (!file) {
        std::abort(); // the test is wrong
    }
    return file->groups.front();
}

Rig::Rig(base::Timestamp start, std::vector<rules::Group> groups)
    : now(start), engine(configuration(), std::move(groups), start)
{
    restartExporter();
    engine.setTargets({target()}, start);
}

void Rig::restartExporter(exposition::ScrapeOptions options)
{
    if (cache) {
        engine.onEnded(7, cache->end(now), now);
    }
    options.targetLabels = target().labels;
    cache = std::make_unique<exposition::ScrapeCache>(options);
}

void Rig::scrape(std::string_view body)
{
    engine.onScrape(7, cache->ingest(body, exposition::Format::Text004, now, 0.01), now);
    evaluate();
}

void Rig::failScrape()
{
    engine.onScrape(7, cache->fail({base::ErrorCode::Network, "connection refused"}, now, 0.01), now);
    evaluate();
}

void Rig::evaluate()
{
    engine.evaluateDue(std::chrono::duration_cast<std::chrono::nanoseconds>(now.time_since_epoch()));
}

void Rig::flap(int seconds, int& failures)
{
    for (int second = 0; second < seconds; second += 5) {
        scrape(oneServer("UP", second % 10 == 0 ? "L7STS" : "L7OK", ++failures));
        now += interval;
    }
}

const fleet::ServerRow* Rig::row(const std::string& name)
{
    snapshot = engine.snapshot(now);
    for (const auto& block : snapshot->blocks) {
        for (const fleet::ServerRow& r : block->rows) {
            if (r.identity->proxy + '/' + r.identity->server == name) {
                return &r;
            }
        }
    }
    return nullptr;
}

std::optional<double> Rig::value(const metrics::Labels& labels) const
{
    std::vector<metrics::Matcher> matchers;
    for (const metrics::Label label : labels) {
        matchers.push_back(metrics::Matcher::equal(std::string(label.name), std::string(label.value)));
    }
    for (const tsdb::SeriesRef series : engine.store().select(matchers)) {
        const auto newest = engine.store().newest(series, now - std::chrono::minutes{5}, now);
        if (newest && !metrics::isStale(newest->value)) {
            return newest->value;
        }
    }
    return std::nullopt;
}

} // namespace checkwatch::enginerig
