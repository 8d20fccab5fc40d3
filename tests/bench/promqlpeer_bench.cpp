#include "models/base/numbers.h"
#include "models/promql/ast.h"
#include "models/promql/engine.h"
#include "models/tsdb/memorystore.h"
#include "tests/support/prometheus.h"

#include <benchmark/benchmark.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdlib>
#include <limits>

using namespace checkwatch;

namespace {

/// How much of the work is done; less in a run that only shows that it runs.
int percent()
{
    const char* set = std::getenv("CHECKWATCH_BENCH_PERCENT");
    return set == nullptr ? 100 : std::max(1, std::atoi(set));
}

/// A multiple of Prometheus' block length and an hour, so that one block holds all.
constexpr std::int64_t startSeconds = 1'700'006'400;
constexpr std::int64_t intervalSeconds = 5;

/// Counters that all move, in a store of ours and as text for Prometheus.
class Counters
{
public:
    Counters(std::size_t series, int scrapes) : m_series(series), m_scrapes(scrapes)
    {
        metrics::ScrapeBatch batch;
        for (std::size_t i = 0; i < series; ++i) {
            batch.added.push_back({{"__name__", "x_total"},
                                   {"code", codes.at(i % codes.size())},
                                   {"instance", "lb:8404"},
                                   {"job", "haproxy"},
                                   {"proxy", "app" + std::to_string(i / 500)},
                                   {"server", "s" + std::to_string(i / codes.size())}});
        }
        batch.column.resize(series);
        const tsdb::GroupId group = m_store.addGroup();
        for (int scrape = 0; scrape < scrapes; ++scrape) {
            for (std::size_t i = 0; i < series; ++i) {
                batch.column[i] = value(i, scrape);
            }
            batch.time = base::fromUnixMs(seconds(scrape) * 1000);
            m_store.append(group, batch);
            batch.firstAdded += static_cast<std::uint32_t>(batch.added.size());
            batch.added.clear();
        }
    }
    [[nodiscard]] const tsdb::MemoryStore& store() const { return m_store; }
    [[nodiscard]] std::int64_t lastSeconds() const { return seconds(m_scrapes - 1); }
    [[nodiscard]] QByteArray openMetrics() const
    {
        QByteArray out = "# TYPE x counter\n";
        for (std::size_t i = 0; i < m_series; ++i) {
            QByteArray metric = QByteArray::fromStdString(m_store.labels(static_cast<tsdb::SeriesRef>(i)).toString());
            metric.replace(", ", ","); // no blanks in OpenMetrics
            for (int scrape = 0; scrape < m_scrapes; ++scrape) {
                out += metric + ' ' + QByteArray::number(value(i, scrape), 'f', 0) + ' '
                    + QByteArray::number(qint64{seconds(scrape)}) + '\n';
            }
        }
        return out + "# EOF\n";
    }

private:
    inline static const std::vector<std::string> codes{"1xx", "2xx", "3xx", "4xx", "5xx"};
    [[nodiscard]] static std::int64_t seconds(int scrape) { return startSeconds + intervalSeconds * scrape; }
    [[nodiscard]] static double value(std::size_t series, int scrape)
    {
        const std::size_t perScrape = series % codes.size() == 4 ? series / codes.size() % 3 : 1 + series % 7;
        return static_cast<double>(series % 1000 + perScrape * static_cast<std::size_t>(scrape));
    }

    tsdb::MemoryStore m_store{{base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()}};
    std::size_t m_series;
    int m_scrapes;
};

/// Prometheus' best of three.
struct Peer
{
    double seconds = 0;     ///< over its API
    double execSeconds = 0; ///< by its own account, without writing the answer
    qsizetype resultSize = 0;
};

Peer askPeer(const Counters& data, const QString& path, std::vector<std::pair<QString, QString>> parameters)
{
    Peer best{std::numeric_limits<double>::max(), 0, 0};
    const auto prometheus = support::LocalPrometheus::start(data.openMetrics(), "global: {}\n");
    parameters.emplace_back("stats", "all");
    for (int i = 0; prometheus && i < 3; ++i) {
        const auto reply = prometheus->ask(path, parameters);
        const QJsonObject answer = QJsonDocument::fromJson(reply.body).object()["data"].toObject();
        const QJsonValue exec = answer["stats"].toObject()["timings"].toObject()["execTotalTime"];
        if (reply.status == 200 && reply.seconds < best.seconds) {
            best = {reply.seconds, exec.toDouble(), answer["result"].toArray().size()};
        }
    }
    return best;
}

void report(benchmark::State& state, const Peer& peer, double ours, double target, std::size_t resultSize)
{
    if (peer.execSeconds == 0) {
        state.SetLabel("Prometheus is not installed or did not answer");
        return;
    }
    if (static_cast<std::size_t>(peer.resultSize) != resultSize) {
        state.SkipWithError("another answer than Prometheus'");
        return;
    }
    state.counters["best_ms"] = ours * 1000;
    state.counters["prometheus_ms"] = peer.seconds * 1000;
    state.counters["prometheus_exec_ms"] = peer.execSeconds * 1000;
    state.counters["times_faster"] = peer.seconds / ours;
    state.counters["times_faster_exec"] = peer.execSeconds / ours;
    state.counters["target"] = target;
}

/// What the quickest call of `work` took, as the peer's number is its best too.
template <typename Work>
double timed(benchmark::State& state, Work work)
{
    double best = std::numeric_limits<double>::max();
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        best = std::min(best, took.count());
    }
    return best;
}

void ratioOfErrors(benchmark::State& state)
{
    static const Counters data(1000UL * static_cast<std::size_t>(percent()), 14);
    const std::string text
        = "sum by (proxy) (rate(x_total{code=\"5xx\"}[1m])) / sum by (proxy) (rate(x_total[1m])) * 100 > 5";
    static const Peer peer = askPeer(
        data, "query", {{"query", QString::fromStdString(text)}, {"time", QString::number(data.lastSeconds())}});
    const auto expr = *promql::parse(text);
    std::size_t size = 0;
    const double ours = timed(state, [&] {
        promql::Engine engine; // without what an earlier query has selected
        const auto value = engine.instant(data.store(), expr, base::fromUnixMs(data.lastSeconds() * 1000));
        size = std::get<promql::Vector>(*value).elements.size();
    });
    report(state, peer, ours, 30, size);
}
BENCHMARK(ratioOfErrors)->Name("ratio of 5xx, 100,000 series | target 30x Prometheus")->Unit(benchmark::kMillisecond);

void rangeOfIncreases(benchmark::State& state)
{
    static const Counters data(10UL * static_cast<std::size_t>(percent()), 733);
    const std::int64_t begin = data.lastSeconds() - 3600;
    static const Peer peer = askPeer(data, "query_range",
                                     {{"query", "increase(x_total[1m])"},
                                      {"start", QString::number(begin)},
                                      {"end", QString::number(data.lastSeconds())},
                                      {"step", QString::number(intervalSeconds)}});
    const auto expr = *promql::parse("increase(x_total[1m])");
    std::size_t size = 0;
    const double ours = timed(state, [&] {
        promql::Engine engine;
        const auto matrix
            = engine.range(data.store(), expr, base::fromUnixMs(begin * 1000),
                           base::fromUnixMs(data.lastSeconds() * 1000), std::chrono::seconds{intervalSeconds});
        size = matrix->series.size();
    });
    report(state, peer, ours, 10, size);
}
BENCHMARK(rangeOfIncreases)
    ->Name("increase(x[1m]), 1,000 series x 1 h at 5 s | target 10x Prometheus")
    ->Unit(benchmark::kMillisecond);

} // namespace
