#include "models/rules/grouprunner.h"
#include "models/tsdb/memorystore.h"
#include "resources/builtin.h"
#include "tests/support/prometheus.h"
#include "tests/support/rulemetrics.h"

#include <benchmark/benchmark.h>

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <algorithm>
#include <cstdlib>
#include <memory>

using namespace checkwatch;

namespace {

constexpr std::int64_t intervalSeconds = 5;
constexpr int scrapesBefore = 30; ///< the longest range of the rules and more
constexpr int scrapesAfter = 24;  ///< what comes while Prometheus starts and evaluates

/// 1,000; less in a run that only shows that it runs.
int servers()
{
    const char* set = std::getenv("CHECKWATCH_BENCH_PERCENT");
    return set == nullptr ? 1000 : std::max(10, 10 * std::atoi(set));
}

/// The two published sets of 14 and 16 rules.
std::vector<resources::File> ruleFiles()
{
    std::vector<resources::File> out;
    for (const resources::File& file : resources::files()) {
        if (file.path.starts_with("rules/haproxy-")) {
            out.push_back(file);
        }
    }
    return out;
}

/// Every metric that the rules read, of all servers, backends of ten servers, and frontends.
std::vector<metrics::Labels> seriesOf(const std::set<std::string>& names)
{
    std::vector<metrics::Labels> out;
    for (const std::string& name : names) {
        const bool ofServers = name.starts_with("haproxy_server_");
        const bool byCode = name.find("http_responses") != std::string::npos;
        for (int i = 0; i < servers(); i += ofServers ? 1 : 10) {
            const std::string proxy = "app" + std::to_string(i / 10);
            for (const char* code : {"1xx", "2xx", "3xx", "4xx", "5xx", "other"}) {
                if (byCode || *code == '1') {
                    out.push_back({{"__name__", name},
                                   {"backend", proxy},
                                   {"code", byCode ? code : ""},
                                   {"frontend", proxy},
                                   {"instance", "lb:8404"},
                                   {"job", "haproxy"},
                                   {"proxy", proxy},
                                   {"server", ofServers ? "s" + std::to_string(i) : ""}});
                }
            }
        }
    }
    return out;
}

/// A fleet in service: answers move, some of them errors; one server in a hundred fails checks; the rest stands still.
double valueOf(const metrics::Labels& labels, std::size_t series, int scrape)
{
    const std::string_view name = labels.name();
    const auto has = [name](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (has("http_responses")) {
        const std::string_view code = labels.get("code");
        const int perScrape = code == "2xx" ? 50 + static_cast<int>(series % 7) : code == "4xx" ? 1 : 0;
        return static_cast<double>(series % 97) + perScrape * scrape;
    }
    if (has("check_failures")) {
        return static_cast<double>(series % 5) + (series % 100 == 0 ? scrape : 0);
    }
    if (has("limit_sessions")) {
        return 1000;
    }
    if (has("max_sessions") || has("current_sessions")) {
        return static_cast<double>((series + static_cast<std::size_t>(scrape)) % 100);
    }
    return has("_up") || has("active_servers") ? 1 : 0;
}

class Setting
{
public:
    Setting() : m_begin(QDateTime::currentSecsSinceEpoch() - scrapesBefore * intervalSeconds)
    {
        std::set<std::string> names;
        for (const resources::File& file : ruleFiles()) {
            auto read = rules::parseRuleFile(file.text, std::string(file.path));
            for (rules::Group& group : read->groups) {
                for (const rules::Rule& rule : group.rules) {
                    support::collectMetrics(*rule.expr, names);
                }
                m_rules += group.rules.size();
                m_groups.push_back(std::move(group));
            }
        }
        m_series = seriesOf(names);
        m_batch.column.resize(m_series.size());
        m_batch.added = m_series;
        for (const rules::Group& group : m_groups) {
            const tsdb::GroupId written = m_store.addGroup();
            rules::GroupContext context{
                &m_store,
                [this, written](const metrics::ScrapeBatch& batch) { m_store.append(written, batch); },
                {},
                {}};
            m_runners.push_back(std::make_unique<rules::GroupRunner>(group, std::chrono::seconds{intervalSeconds},
                                                                     promql::EngineOptions{}, std::move(context)));
            m_runners.back()->setRestored();
        }
    }

    void scrape()
    {
        for (std::size_t i = 0; i < m_series.size(); ++i) {
            m_batch.column[i] = valueOf(m_series[i], i, m_scrape);
        }
        m_batch.time = base::fromUnixMs((m_begin + intervalSeconds * m_scrape++) * 1000);
        m_store.append(m_scraped, m_batch);
        m_batch.firstAdded += static_cast<std::uint32_t>(m_batch.added.size());
        m_batch.added.clear();
        m_store.trim(m_batch.time);
    }
    void evaluate()
    {
        for (const auto& runner : m_runners) {
            runner->evaluate(m_batch.time);
        }
    }
    [[nodiscard]] std::size_t alerts() const
    {
        std::size_t count = 0;
        for (const auto& runner : m_runners) {
            count += runner->alerts().size();
        }
        return count;
    }
    [[nodiscard]] std::size_t rules() const { return m_rules; }
    [[nodiscard]] std::size_t series() const { return m_series.size(); }

    /// What Prometheus says its evaluations of all rules take together; 0 where it is not there. The best of some ticks.
    [[nodiscard]] double peerSeconds() const
    {
        const QTemporaryDir folder;
        QByteArray config = "global: {evaluation_interval: 1s}\nrule_files: ['" + folder.path().toUtf8() + "/*.yml']\n";
        for (const resources::File& file : ruleFiles()) {
            QFile copy(folder.filePath(QString::number(file.text.size()) + ".yml"));
            if (!copy.open(QIODevice::WriteOnly)
                || copy.write(file.text.data(), static_cast<qint64>(file.text.size())) < 0) {
                return 0;
            }
        }
        const auto prometheus = support::LocalPrometheus::start(openMetrics(), config);
        double best = 0;
        for (int i = 0; prometheus && i < 8; ++i) {
            QThread::sleep(1);
            const QJsonObject answer = QJsonDocument::fromJson(prometheus->ask("rules", {}).body).object();
            double sum = 0;
            int evaluated = 0;
            for (const QJsonValue& group : answer["data"].toObject()["groups"].toArray()) {
                for (const QJsonValue& rule : group["rules"].toArray()) {
                    sum += rule["evaluationTime"].toDouble();
                    evaluated += rule["health"] == QLatin1String("ok") ? 1 : 0;
                }
            }
            best = static_cast<std::size_t>(evaluated) == m_rules && (best == 0 || sum < best) ? sum : best;
        }
        return best;
    }

private:
    [[nodiscard]] QByteArray openMetrics() const
    {
        QByteArray out;
        for (std::size_t i = 0; i < m_series.size(); ++i) {
            QByteArray metric = QByteArray::fromStdString(m_series[i].toString());
            metric.replace(", ", ","); // no blanks in OpenMetrics
            for (int scrape = 0; scrape < scrapesBefore + scrapesAfter; ++scrape) {
                out += metric + ' ' + QByteArray::number(valueOf(m_series[i], i, scrape), 'f', 0) + ' '
                    + QByteArray::number(qint64{m_begin + intervalSeconds * scrape}) + '\n';
            }
        }
        return out + "# EOF\n";
    }

    std::int64_t m_begin;
    std::vector<rules::Group> m_groups;
    std::vector<metrics::Labels> m_series;
    std::size_t m_rules = 0;
    tsdb::MemoryStore m_store{{std::chrono::minutes{10}, 1024UL * 1024 * 1024}};
    tsdb::GroupId m_scraped = m_store.addGroup();
    metrics::ScrapeBatch m_batch;
    std::vector<std::unique_ptr<rules::GroupRunner>> m_runners;
    int m_scrape = 0;
};

void shippedRules(benchmark::State& state)
{
    Setting setting;
    static const double peer = setting.peerSeconds();
    for (int i = 0; i < scrapesBefore; ++i) {
        setting.scrape();
        setting.evaluate();
    }
    for (auto _ : state) {
        state.PauseTiming();
        setting.scrape();
        state.ResumeTiming();
        setting.evaluate();
    }
    state.counters["rules"] = static_cast<double>(setting.rules());
    state.counters["alerts"] = static_cast<double>(setting.alerts());
    state.counters["series"] = static_cast<double>(setting.series());
    if (peer == 0) {
        state.SetLabel("Prometheus is not installed or did not evaluate");
    } else {
        state.counters["prometheus_ms"] = peer * 1000;
    }
}
BENCHMARK(shippedRules)
    ->Name("the 30 shipped rules over 1,000 servers | limit 10 ms a tick")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(50);

} // namespace
