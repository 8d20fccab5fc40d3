#include "tests/bench/offscreen.h"
#include "tests/bench/quietsession.h"
#include "tests/support/fakesnapshot.h"
#include "ui/wall/wallview.h"

#include <benchmark/benchmark.h>

#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <chrono>
#include <random>

using namespace checkwatch;
using bench::needApplication;
using bench::QuietSession;
using support::FakeFleet;
using support::FakeState;

// The wall at 1920x1080, offscreen: from a snapshot that arrives to the last painted pixel.
namespace {

constexpr QSize screen(1920, 1080);

struct Wall
{
    explicit Wall(fleet::SnapshotPtr first) : session(std::move(first)), pixels(screen)
    {
        view.resize(screen);
        view.setSession(&session);
    }
    void show(const fleet::SnapshotPtr& snapshot)
    {
        session.play(snapshot);
        view.compose();
        view.render(&pixels);
    }

    QuietSession session;
    wall::WallView view;
    QPixmap pixels;
};

/// So many behind ten exporters, 100 to a backend, every hundredth in a state of its own.
FakeFleet fleetOf(std::size_t servers)
{
    FakeFleet fleet;
    for (int exporter = 0; exporter < 10; ++exporter) {
        fleet.addTarget("lb-" + std::to_string(exporter + 1) + ":8404");
    }
    for (std::size_t i = 0; i < servers; ++i) {
        const FakeState state = i % 100 == 7 ? static_cast<FakeState>(i / 100 % 16) : FakeState::Up;
        fleet.addServer(i * 10 / servers, "be-" + std::to_string(i / 100), "srv-" + std::to_string(i % 100), state);
    }
    return fleet;
}

void change(FakeFleet& fleet, std::size_t servers, std::size_t changed, std::mt19937& random)
{
    for (std::size_t i = 0; i < changed; ++i) {
        fleet.setState(static_cast<fleet::ServerId>(random() % servers),
                       random() % 2 == 0 ? FakeState::DownSilent : FakeState::Up);
    }
}

/// Planned anew, every tile copied, everything painted: a screen that is a line shorter or taller.
void fullRepaint(benchmark::State& state)
{
    needApplication();
    const auto servers = static_cast<std::size_t>(state.range(0));
    FakeFleet fleet = fleetOf(servers);
    const fleet::SnapshotPtr snapshot = fleet.snapshot();
    Wall wall(snapshot);
    bool shorter = true;
    for (auto _ : state) {
        wall.view.resize(screen - QSize(0, shorter ? 1 : 0));
        wall.show(snapshot);
        shorter = !shorter;
    }
    state.counters["limit_ms"] = servers > 10'000 ? 10 : 5;
}

void onePercentChanges(benchmark::State& state)
{
    needApplication();
    const auto servers = static_cast<std::size_t>(state.range(0));
    FakeFleet fleet = fleetOf(servers);
    std::mt19937 random(1);
    std::vector<fleet::SnapshotPtr> course{fleet.snapshot()};
    for (int step = 0; step < 8; ++step) {
        change(fleet, servers, servers / 100, random);
        course.push_back(fleet.snapshot());
    }
    Wall wall(course.front());
    std::size_t at = 0;
    for (auto _ : state) {
        wall.show(course[++at % course.size()]);
    }
    state.counters["limit_ms"] = 2.5;
}

/// 10,000 servers, each with an alert that fires in one second and is gone in the next.
void allAlertsFlip(benchmark::State& state)
{
    needApplication();
    constexpr std::size_t servers = 10'000;
    FakeFleet fleet = fleetOf(servers);
    const auto all = [&](FakeState to) {
        for (fleet::ServerId id = 0; id < servers; ++id) {
            fleet.setState(id, to);
        }
        return fleet.snapshot();
    };
    const fleet::SnapshotPtr up = all(FakeState::Up);
    const fleet::SnapshotPtr firing = all(FakeState::Firing);
    Wall wall(up);
    bool fires = true;
    double longest = 0;
    for (auto _ : state) {
        const auto began = std::chrono::steady_clock::now();
        wall.show(fires ? firing : up);
        fires = !fires;
        longest = std::max(longest,
                           std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
    }
    state.counters["longest_ms"] = longest;
    state.counters["limit_ms"] = 100;
}

/// What it is measured against: each tile painted by itself.
void naiveTiles(benchmark::State& state)
{
    needApplication();
    FakeFleet fleet = fleetOf(static_cast<std::size_t>(state.range(0)));
    wall::Places places;
    places.update(*fleet.snapshot());
    QPixmap pixels(screen);
    for (auto _ : state) {
        QPainter painter(&pixels);
        int at = 0;
        for (const wall::Tile& tile : places.tiles()) {
            const QRectF box(at % 120 * 9.0, at / 120 * 9.0, 8, 8);
            wall::paintTile(painter, box, tile, wall::TilePlan::Level::Tiles, common::currentTheme());
            ++at;
        }
    }
}

} // namespace

BENCHMARK(fullRepaint)->Arg(100)->Arg(10'000)->Arg(50'000)->Unit(benchmark::kMillisecond);
BENCHMARK(onePercentChanges)->Arg(10'000)->Unit(benchmark::kMillisecond);
BENCHMARK(allAlertsFlip)->Unit(benchmark::kMillisecond);
BENCHMARK(naiveTiles)->Arg(10'000)->Unit(benchmark::kMillisecond);
