#include "tests/bench/offscreen.h"
#include "ui/charts/failureschart.h"
#include "ui/common/theme.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QLineSeries>
#include <QTest>
#include <QValueAxis>

#include <random>

using namespace checkwatch;
using bench::needApplication;

// One frame of the failures chart, 1000x600 offscreen: new history to painted pixels. Beside it plain Qt Charts, a
// QLineSeries a server, which replaces and paints the same points. Limits: 10 x 600 points 10 ms, 100 x 600 15 ms,
// a million points 5 ms.
namespace {

constexpr int width = 1000;
constexpr int height = 600;
constexpr base::Duration step{5000};

base::Timestamp last(int points)
{
    return base::Timestamp{} + step * points;
}

fleet::HistoryPtr noise(int servers, int points, unsigned seed)
{
    auto history = std::make_shared<fleet::History>();
    std::mt19937 random(seed);
    history->to = last(points);
    history->step = step;
    history->threshold = 1;
    for (int s = 0; s < servers; ++s) {
        fleet::ServerHistory server{static_cast<fleet::ServerId>(s), {}, {}};
        for (int p = 0; p < points; ++p)
            server.increase.push_back({base::Timestamp{} + step * p, static_cast<double>(random() % 1000) / 100});
        history->servers.push_back(std::move(server));
    }
    return history;
}

void failuresChart(benchmark::State& state)
{
    needApplication();
    const int servers = static_cast<int>(state.range(0));
    const int points = static_cast<int>(state.range(1));
    charts::FailuresChart chart;
    chart.resize(width, height);
    chart.show();
    if (!QTest::qWaitForWindowExposed(&chart))
        state.SkipWithError("the window was not exposed");
    std::vector<charts::FailuresChart::Subject> subjects;
    for (int s = 0; s < servers; ++s)
        subjects.push_back({static_cast<fleet::ServerId>(s), QString::number(s), fleet::Shown::Up});
    chart.setSubjects(subjects, 0);
    chart.zoom().setNow(last(points));
    chart.zoom().setLength(step * points);
    const fleet::HistoryPtr frames[] = {noise(servers, points, 1), noise(servers, points, 2)};
    std::size_t frame = 0;
    for (auto _ : state) {
        chart.setHistory(frames[++frame % 2]);
        chart.flush();
        chart.viewport()->repaint();
    }
    state.SetLabel(chart.isDense() ? "own painter" : "Qt Charts' lines");
}

QList<QPointF> pointsOf(const fleet::ServerHistory& server)
{
    QList<QPointF> result;
    for (const fleet::Point& point : server.increase)
        result.append({static_cast<double>(point.time.time_since_epoch().count()), point.value});
    return result;
}

void plainQtCharts(benchmark::State& state)
{
    needApplication();
    const int servers = static_cast<int>(state.range(0));
    const int points = static_cast<int>(state.range(1));
    QChartView view;
    view.resize(width, height);
    auto* times = new QValueAxis;
    auto* values = new QValueAxis;
    times->setRange(0, static_cast<double>((step * points).count()));
    values->setRange(0, 10);
    view.chart()->addAxis(times, Qt::AlignBottom);
    view.chart()->addAxis(values, Qt::AlignLeft);
    view.chart()->legend()->hide();
    std::vector<QLineSeries*> lines;
    std::vector<std::vector<QList<QPointF>>> frames(2);
    const fleet::HistoryPtr histories[] = {noise(servers, points, 1), noise(servers, points, 2)};
    for (std::size_t s = 0; s < static_cast<std::size_t>(servers); ++s) {
        lines.push_back(new QLineSeries);
        lines.back()->setPen(QPen(Qt::black, 1));
        view.chart()->addSeries(lines.back());
        lines.back()->attachAxis(times);
        lines.back()->attachAxis(values);
        for (std::size_t f = 0; f < frames.size(); ++f)
            frames[f].push_back(pointsOf(histories[f]->servers[s]));
    }
    view.show();
    if (!QTest::qWaitForWindowExposed(&view))
        state.SkipWithError("the window was not exposed");
    std::size_t frame = 0;
    for (auto _ : state) {
        ++frame;
        for (std::size_t s = 0; s < lines.size(); ++s)
            lines[s]->replace(frames[frame % 2][s]);
        view.viewport()->repaint();
    }
}

void sizes(benchmark::internal::Benchmark* benchmark)
{
    benchmark->ArgNames({"servers", "points"})->Unit(benchmark::kMillisecond);
    benchmark->Args({10, 600})->Args({100, 600})->Args({1, 1'000'000})->Args({100, 10'000});
}
BENCHMARK(failuresChart)->Apply(sizes);
BENCHMARK(plainQtCharts)->Apply(sizes);

} // namespace
