#include "tests/support/processes.h"

#include <benchmark/benchmark.h>

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <sys/resource.h>

using namespace checkwatch;

namespace {

constexpr int firing = 10;
constexpr int minutes = 5;
constexpr int aMinute = 12; ///< evaluations, at 5 s
constexpr int evaluations = minutes * aMinute + 1;

/// 100; less in a run that only shows that it runs.
int percent()
{
    const char* set = std::getenv("CHECKWATCH_BENCH_PERCENT");
    return set == nullptr ? 100 : std::max(1, std::atoi(set));
}

bool write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

/// A unit test of the health-check rule over as many servers, of which ten keep failing.
class TestFolder
{
public:
    explicit TestFolder(int series, int length = minutes)
    {
        const QByteArray steps = QByteArray::number(length * aMinute);
        QByteArray test = "rule_files: [rules.yml]\nevaluation_interval: 5s\ntests:\n- interval: 5s\n  input_series:\n";
        QByteArray alerts;
        for (int i = 0; i < series; ++i) {
            const QByteArray server
                = "proxy=\"app" + QByteArray::number(i / 20) + "\",server=\"s" + QByteArray::number(i) + '"';
            test += "  - series: 'haproxy_server_check_failures_total{" + server + "}'\n    values: '"
                + (i < firing ? "0+1x" : "7x") + steps + "'\n";
            if (i < firing) {
                alerts
                    += "    - exp_labels: {severity: warning, proxy: app0, server: s" + QByteArray::number(i) + "}\n";
            }
        }
        test += "  alert_rule_test:\n  - eval_time: " + QByteArray::number(length)
            + "m\n    alertname: HaproxyServerHealthcheckFailure\n    exp_alerts:\n";
        m_good = write(file(), test + alerts)
            && write(m_folder.filePath("rules.yml"),
                     "groups:\n- name: headline\n  rules:\n  - alert: HaproxyServerHealthcheckFailure\n"
                     "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n    for: 1m\n"
                     "    labels: {severity: warning}\n");
    }
    [[nodiscard]] QString file() const { return m_folder.filePath("test.yml"); }
    [[nodiscard]] bool isGood() const { return m_good; }

private:
    QTemporaryDir m_folder;
    bool m_good = false;
};

/// What a whole run takes, in seconds.
struct Cost
{
    double elapsed = std::numeric_limits<double>::max();
    double processor = std::numeric_limits<double>::max(); ///< of all its threads
};

double processorOfChildren()
{
    rusage used{};
    getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Runs a program's `test rules`, and takes what cost less than before into `best`. False where the test fails.
bool run(const QString& program, const TestFolder& folder, Cost& best)
{
    const double before = processorOfChildren();
    QElapsedTimer timer;
    timer.start();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(program, {"test", "rules", folder.file()});
    if (!process.waitForFinished(-1) || process.exitCode() != 0) {
        return false;
    }
    best.elapsed = std::min(best.elapsed, static_cast<double>(timer.nsecsElapsed()) / 1e9);
    best.processor = std::min(best.processor, processorOfChildren() - before);
    return true;
}

/// The best of the runs.
Cost timed(benchmark::State& state, const TestFolder& folder, int series)
{
    Cost best;
    for (auto _ : state) {
        if (!folder.isGood() || !run(CHECKWATCH_PROGRAM, folder, best)) {
            state.SkipWithError("the test of the rules failed");
            return best;
        }
    }
    state.counters["series"] = series;
    state.counters["cpu_ms"] = best.processor * 1000;
    state.counters["ns_a_series_evaluation"] = best.elapsed * 1e9 / series / evaluations;
    return best;
}

void againstPromtool(benchmark::State& state)
{
    const int series = 10 * percent();
    const TestFolder folder(series);
    const Cost ours = timed(state, folder, series);
    const QString promtool = support::findProgram("promtool");
    Cost peer;
    for (int i = 0; i < 3; ++i) {
        if (promtool.isEmpty() || !run(promtool, folder, peer)) {
            state.SetLabel("promtool is not installed, or its test failed");
            return;
        }
    }
    state.counters["promtool_ms"] = peer.elapsed * 1000;
    state.counters["times_faster"] = peer.elapsed / ours.elapsed;
    state.counters["times_less_cpu"] = peer.processor / ours.processor;
}
BENCHMARK(againstPromtool)
    ->Name("test rules, 1,000 series, 5 min at 5 s | target 20x promtool")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(5);

/// What an evaluation of a series costs by itself: a test that is longer by 20 minutes, less what begins and ends a process.
void anEvaluation(benchmark::State& state)
{
    constexpr int more = 20;
    const int series = 10 * percent();
    const TestFolder shortTest(series);
    const TestFolder longTest(series, minutes + more);
    const auto times = [&](const QString& program, int runs) {
        Cost brief;
        Cost full;
        bool good = shortTest.isGood() && longTest.isGood() && !program.isEmpty();
        for (int i = 0; good && i < runs; ++i) {
            good = run(program, shortTest, brief) && run(program, longTest, full);
        }
        return good ? (full.processor - brief.processor) * 1e9 / (series * more * aMinute) : -1;
    };
    double ours = 0;
    for (auto _ : state) {
        ours = times(CHECKWATCH_PROGRAM, 10);
    }
    const double peer = times(support::findProgram("promtool"), 5);
    state.counters["cpu_ns_a_series_evaluation"] = ours;
    state.counters["promtool_ns"] = peer;
    state.counters["times_less_cpu"] = peer / ours;
    if (ours < 0 || peer < 0) {
        state.SkipWithError("promtool is not installed, or a test failed");
    }
}
BENCHMARK(anEvaluation)
    ->Name("test rules, an evaluation of a series | target 50x promtool")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

void beyondPromtool(benchmark::State& state)
{
    const int series = 1000 * percent();
    const TestFolder folder(series);
    timed(state, folder, series);
}
BENCHMARK(beyondPromtool)
    ->Name("test rules, 100,000 series, 5 min at 5 s | limit 3 s")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);

} // namespace
