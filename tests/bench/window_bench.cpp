#include "models/session/livesession.h"
#include "tests/support/expositions.h"
#include "tests/support/faultserver.h"
#include "ui/common/theme.h"
#include "ui/workstation/workstationwindow.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QThread>
#include <QTimer>

#include <csignal>
#include <ctime>
#include <sstream>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace checkwatch;
using namespace std::chrono_literals;

// The whole program at its daily work: an exporter of 1,000 servers, every series that HAProxy 2.6 has for one, polled
// each second, the workstation window shown. Limits: 8 % of a core, the GUI thread never busy for more than 16 ms at a
// stretch, 100 ms from the body's last byte to painted pixels.
namespace {

constexpr int serverCount = 1000;
constexpr int perBackend = 50;

/// The exposition of a real HAProxy, with the lines of one of its servers repeated for a thousand.
class Page
{
public:
    Page()
    {
        const std::string demo = support::readBody(support::capturesFolder() + "/demo/t000.native.prom.gz");
        std::istringstream lines(demo);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t name = line.find("proxy=\"web\",server=\"web1\"");
            if (name != std::string::npos) {
                m_lines.push_back({line.substr(0, name), line.substr(name + 25), counts(line)});
            } else if (line.find("server=\"") == std::string::npos) {
                m_lines.push_back({line, {}, false});
            }
        }
    }
    [[nodiscard]] bool empty() const { return m_lines.empty(); }
    [[nodiscard]] std::string at(int scrape) const
    {
        std::string body;
        for (const Line& line : m_lines) {
            if (line.tail.empty()) {
                body += line.head + '\n';
                continue;
            }
            const std::string tail = line.counts
                ? line.tail.substr(0, line.tail.rfind(' ') + 1) + std::to_string(1000 + scrape)
                : line.tail;
            for (int s = 0; s < serverCount; ++s) {
                body += line.head + "proxy=\"app" + std::to_string(s / perBackend) + "\",server=\"srv"
                    + std::to_string(s) + '"' + failing(line, tail, s, scrape) + '\n';
            }
        }
        return body;
    }

private:
    struct Line
    {
        std::string head;
        std::string tail; ///< from behind the server's name; "" = not a server's line
        bool counts;      ///< grows with every scrape
    };

    static bool counts(const std::string& line)
    {
        return line.starts_with("haproxy_server_bytes_") || line.starts_with("haproxy_server_sessions_total")
            || line.starts_with("haproxy_server_http_responses_total");
    }
    /// One server of fifty loses a check every ten seconds.
    static std::string failing(const Line& line, const std::string& tail, int server, int scrape)
    {
        const bool failures = line.head.starts_with("haproxy_server_check_failures_total");
        return failures && server % 50 == 7 ? tail.substr(0, tail.rfind(' ') + 1) + std::to_string(scrape / 10) : tail;
    }

    std::vector<Line> m_lines;
};

/// The exporter, in a process of its own, so that only the program is counted.
class Exporter
{
public:
    explicit Exporter(const Page& page)
    {
        int ends[2];
        if (::pipe(ends) != 0) {
            return;
        }
        m_process = ::fork();
        if (m_process == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const support::FaultServer server([&page](const support::Request& request) {
                return support::Script().send(support::chunkedResponse(page.at(request.number), 16'000,
                                                                       "content-type: text/plain; version=0.0.4\r\n"));
            });
            const std::uint16_t port = server.port();
            [[maybe_unused]] const ssize_t written = ::write(ends[1], &port, sizeof(port));
            while (true) {
                ::pause();
            }
        }
        [[maybe_unused]] const ssize_t got = ::read(ends[0], &m_port, sizeof(m_port));
        ::close(ends[0]);
        ::close(ends[1]);
    }
    ~Exporter()
    {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    Exporter(const Exporter&) = delete;
    Exporter& operator=(const Exporter&) = delete;
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }

private:
    pid_t m_process = -1;
    std::uint16_t m_port = 0;
};

double seconds(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

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

void waitFor(base::Duration time)
{
    QTimer::singleShot(time, qApp, [] { QCoreApplication::exit(); }); // quit() would close the window
    QCoreApplication::exec();
}

void thousandServersEachSecond(benchmark::State& state)
{
    const Page page;
    if (page.empty()) {
        state.SkipWithError("not run: ../shared/data/captures/demo is not here");
        return;
    }
    const Exporter exporter(page);
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
