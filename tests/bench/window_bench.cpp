#include "models/session/livesession.h"
#include "tests/bench/servedpage.h"
#include "ui/common/theme.h"
#include "ui/workstation/workstationwindow.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QThread>

using namespace checkwatch;
using bench::seconds;
using bench::waitFor;
using namespace std::chrono_literals;

// The whole program at its daily work: an exporter of 1,000 servers, every series that HAProxy 2.6 has for one, polled
// each second, the workstation window shown. Limits: 8 % of a core, the GUI thread never busy for more than 16 ms at a
// stretch, 100 ms from the body's last byte to painted pixels.
namespace {

constexpr int serverCount = 1000;

/// Keeps the longest stretch of CPU time that the GUI thread spent on one event.
class Application : public QApplication
{
public:
    using QApplication::QApplication;
    double longest = 0;

protected:
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (QThread::currentThread() != thread() || m_depth > 0) { // every thread's events come through here
            return QApplication::notify(receiver, event);
        }
        ++m_depth;
        const double before = seconds(CLOCK_THREAD_CPUTIME_ID);
        const bool done = QApplication::notify(receiver, event);
        longest = std::max(longest, seconds(CLOCK_THREAD_CPUTIME_ID) - before);
        --m_depth;
        return done;
    }

private:
    int m_depth = 0;
};

/// From the end of each scrape to the first paint after the snapshot that holds it.
class Latency : public QObject
{
public:
    Latency(const session::LiveSession& session, QWidget& window) : m_session(session)
    {
        window.installEventFilter(this);
        for (QWidget* child : window.findChildren<QWidget*>()) {
            child->installEventFilter(this);
        }
    }
    double longest = 0; ///< seconds
    int painted = 0;
    void take()
    {
        const fleet::TargetRow& target = m_session.snapshot()->targets.front();
        if (target.lastGood != m_scraped) {
            m_waiting = m_scraped != base::Timestamp{}; // the first may be of some time ago
            m_scraped = target.lastGood;
            m_received = m_scraped + base::Duration{static_cast<std::int64_t>(target.scrapeSeconds * 1000)};
        }
    }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && m_waiting) {
            m_waiting = false;
            ++painted;
            longest = std::max(longest, static_cast<double>((m_session.now() - m_received).count()) / 1000);
        }
        return false;
    }

private:
    const session::LiveSession& m_session;
    base::Timestamp m_scraped{};
    base::Timestamp m_received{};
    bool m_waiting = false;
};

config::Config configuration(const std::string& address)
{
    config::Config config;
    config.evaluationInterval = 1s;
    config::ScrapeConfig job;
    job.jobName = "haproxy";
    job.interval = 1s;
    job.timeout = 1s;
    job.staticConfigs.push_back({{address}, {}});
    config.scrapeConfigs.push_back(job);
    return config;
}

void thousandServersEachSecond(benchmark::State& state)
{
    const bench::Page page(serverCount);
    if (page.empty()) {
        state.SkipWithError("not run: ../shared/data/captures/demo is not here");
        return;
    }
    const bench::Exporter exporter(page);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    int argc = 1;
    char name[] = "window_bench";
    char* argv[] = {name, nullptr};
    Application application(argc, argv);
    common::applyTheme(application, common::ThemeKind::Dark);
    auto session = session::LiveSession::create(configuration(exporter.address()));
    if (!session) {
        state.SkipWithError(session.error().text().c_str());
        return;
    }
    workstation::WorkstationWindow window(session->get());
    window.setNotificationsEnabled(false);
    window.resize(1600, 1000);
    window.show();
    (*session)->start();
    for (auto _ : state) {
        waitFor(5s);
        Latency latency(**session, window);
        QObject::connect(session->get(), &session::Session::snapshotReady, &latency, [&latency] { latency.take(); });
        application.longest = 0;
        const double before = seconds(CLOCK_PROCESS_CPUTIME_ID);
        const double gui = seconds(CLOCK_THREAD_CPUTIME_ID);
        const double wall = seconds(CLOCK_MONOTONIC);
        waitFor(20s);
        const double passed = seconds(CLOCK_MONOTONIC) - wall;
        state.counters["core_percent"] = 100 * (seconds(CLOCK_PROCESS_CPUTIME_ID) - before) / passed;
        state.counters["gui_percent"] = 100 * (seconds(CLOCK_THREAD_CPUTIME_ID) - gui) / passed;
        state.counters["gui_longest_ms"] = application.longest * 1000;
        state.counters["received_to_painted_ms"] = latency.longest * 1000;
        if (latency.painted < 15) {
            state.SkipWithError("the window was not painted with every scrape");
        }
        const auto snapshot = (*session)->snapshot();
        state.counters["servers"] = snapshot->targets.empty() ? 0 : snapshot->targets.front().servers;
    }
    window.setSession(nullptr);
}
BENCHMARK(thousandServersEachSecond)->Iterations(1)->Unit(benchmark::kMillisecond);

} // namespace
