#include "tests/bench/offscreen.h"
#include "tests/bench/quietsession.h"
#include "tests/support/fakesnapshot.h"
#include "ui/common/font.h"
#include "ui/common/theme.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/workstationwindow.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QScrollBar>
#include <QTest>

#include <random>
#include <vector>

using namespace checkwatch;
using bench::needApplication;
using bench::QuietSession;
using support::FakeFleet;
using support::FakeState;

// The whole workstation window with 20,000 servers behind 40 exporters, painted offscreen at 2560x1440. Every time is how
// long the GUI thread is busy for one thing that happens, from the call to painted pixels.
namespace {

constexpr std::size_t servers = 20'000;
constexpr std::size_t exporters = 40;

/// Each differs from the one before in one server of a hundred.
const std::vector<fleet::SnapshotPtr>& course()
{
    static const std::vector<fleet::SnapshotPtr> snapshots = [] {
        FakeFleet fleet = FakeFleet::mixed(servers, exporters);
        std::mt19937 random(1);
        std::vector<fleet::SnapshotPtr> result{fleet.snapshot()};
        for (int step = 0; step < 8; ++step) {
            fleet.advance(std::chrono::seconds{1});
            for (std::size_t i = 0; i < servers / 100; ++i)
                fleet.setState(static_cast<fleet::ServerId>(random() % servers), static_cast<FakeState>(random() % 16));
            result.push_back(fleet.snapshot());
        }
        return result;
    }();
    return snapshots;
}

struct Screen
{
    Screen() : session(course().front()), window(&session)
    {
        window.setNotificationsEnabled(false);
        window.resize(2560, 1440);
        window.show();
        if (!QTest::qWaitForWindowExposed(&window))
            qFatal("the window was not exposed");
        window.selectServer(QStringLiteral("be-0/srv-8"));
        settle();
    }
    /// All that was asked of the event loop, painting among it.
    static void settle()
    {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }

    QuietSession session;
    workstation::WorkstationWindow window;
};

template <class Step>
void run(benchmark::State& state, Step step)
{
    needApplication();
    Screen screen;
    std::size_t at = 0;
    for (auto _ : state) {
        step(screen, ++at);
        Screen::settle();
    }
}

void snapshotOnePercent(benchmark::State& state)
{
    run(state, [](Screen& screen, std::size_t at) {
        const std::size_t step = at % (2 * course().size() - 2);
        screen.session.play(course()[step < course().size() ? step : 2 * course().size() - 2 - step]);
    });
}
BENCHMARK(snapshotOnePercent)->Unit(benchmark::kMillisecond);

void secondPasses(benchmark::State& state)
{
    run(state, [](Screen& screen, std::size_t) { screen.window.flush(); });
}
BENCHMARK(secondPasses)->Unit(benchmark::kMillisecond);

void scrollOnePage(benchmark::State& state)
{
    run(state, [](Screen& screen, std::size_t at) {
        QScrollBar* bar = screen.window.findChild<servers::ServerTable*>()->verticalScrollBar();
        bar->setValue(static_cast<int>(at) * bar->pageStep() % std::max(1, bar->maximum()));
    });
}
BENCHMARK(scrollOnePage)->Unit(benchmark::kMillisecond);

void filterTyped(benchmark::State& state)
{
    run(state, [](Screen& screen, std::size_t at) {
        static const std::vector<QString> texts{QStringLiteral("s"),          QStringLiteral("srv-1"),
                                                QStringLiteral("state:down"), QStringLiteral("backend:be-12*"),
                                                QStringLiteral("nothing"),    QString()};
        screen.window.findChild<servers::FilterEdit*>()->setFilterText(texts[at % texts.size()]);
    });
}
BENCHMARK(filterTyped)->Unit(benchmark::kMillisecond);

void themeChanged(benchmark::State& state)
{
    run(state, [](Screen&, std::size_t at) {
        common::applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()),
                           static_cast<common::ThemeKind>(at % 3));
    });
}
BENCHMARK(themeChanged)->Unit(benchmark::kMillisecond);

void serverSelected(benchmark::State& state)
{
    run(state,
        [](Screen& screen, std::size_t at) { screen.window.selectServer(QStringLiteral("be-%1/srv-8").arg(at % 40)); });
}
BENCHMARK(serverSelected)->Unit(benchmark::kMillisecond);

} // namespace
