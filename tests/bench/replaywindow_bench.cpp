// The replay window over a day of a thousand servers, as somebody meets it: opened until its first screen is painted, the
// film taken behind it, and positions at random with everything in it painted.
#include "models/session/replaysession.h"
#include "tests/bench/offscreen.h"
#include "tests/bench/processmemory.h"
#include "tests/bench/replayday.h"
#include "ui/replay/replaywindow.h"
#include "ui/workstation/fleetpanels.h"

#include <QElapsedTimer>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

using namespace checkwatch;

namespace {

constexpr const char* query = "sum by (proxy) (rate(haproxy_server_http_responses_total[1m]))";

/// CPU time of the threads that somebody who looks at the window waits for: not of the film's.
double waitedForSeconds()
{
    double ticks = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name;
        std::getline(std::ifstream(task.path() / "comm"), name);
        std::string line;
        std::getline(std::ifstream(task.path() / "stat"), line);
        if (name != "film" && line.rfind(')') != std::string::npos) {
            std::istringstream fields(line.substr(line.rfind(')') + 2));
            std::vector<std::string> all{std::istream_iterator<std::string>(fields), {}};
            ticks += std::stod(all[11]) + std::stod(all[12]);
        }
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

bool waitFor(const std::function<bool()>& done, qint64 atMostMs = 600'000)
{
    QElapsedTimer timer;
    for (timer.start(); !done();) {
        QCoreApplication::processEvents();
        std::this_thread::sleep_for(std::chrono::microseconds{200});
        if (timer.hasExpired(atMostMs)) {
            return false;
        }
    }
    return true;
}

/// A window on the day, and what came to it.
class Screen
{
public:
    explicit Screen(const std::string& path)
    {
        auto opened = session::ReplaySession::open(path);
        m_session = std::move(*opened);
        m_window = std::make_unique<replay::ReplayWindow>(m_session.get());
        m_window->resize(1600, 1000);
        QObject::connect(m_session.get(), &session::Session::completionsReady, [this] { m_fenced = true; });
        QObject::connect(m_session.get(), &session::Session::queryReady, [this] { ++queries; });
        QObject::connect(m_session.get(), &session::Session::historyReady, [this] { ++histories; });
        QObject::connect(m_session.get(), &session::Session::explanationReady, [this] { ++explanations; });
        QObject::connect(m_session.get(), &session::Replay::progress, [this](double share) { take(share); });
        m_window->show();
        m_sinceTold.start();
        m_session->start();
    }
    ~Screen() { m_window->setReplay(nullptr); }
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    session::ReplaySession& session() { return *m_session; }
    replay::ReplayWindow& window() { return *m_window; }
    /// Until all that was asked for has come; a query that was asked for at `since` answers or more.
    void waitForAnswers(std::optional<std::size_t> since)
    {
        m_fenced = false;
        m_session->requestCompletions({++m_fences, session::CompletionRequest::What::LabelNames, {}, {}, {}});
        waitFor([&] { return m_fenced && (!since || queries > *since); }, 5000);
    }
    /// All of it, on its own ground: a picture that is made anew each time costs pages that no window has to pay for.
    void paint()
    {
        m_window->panels().flush();
        m_window->repaint();
    }
    [[nodiscard]] bool filmed() const { return m_filmed; }
    [[nodiscard]] double longestSilence() const { return m_longestSilence; }
    /// Where in the film it ended.
    [[nodiscard]] double longestAt() const { return m_longestAt; }

    std::size_t histories = 0;
    std::size_t explanations = 0;
    std::size_t queries = 0;

private:
    void take(double share)
    {
        if (!m_filmed) {
            const double silence = static_cast<double>(m_sinceTold.nsecsElapsed()) / 1e6;
            m_longestAt = silence > m_longestSilence ? share : m_longestAt;
            m_longestSilence = std::max(m_longestSilence, silence);
        }
        m_sinceTold.start();
        m_filmed = m_filmed || share >= 1;
    }

    std::unique_ptr<session::ReplaySession> m_session;
    std::unique_ptr<replay::ReplayWindow> m_window;
    std::uint64_t m_fences = 0;
    bool m_fenced = false;
    bool m_filmed = false;
    QElapsedTimer m_sinceTold;
    double m_longestSilence = 0;
    double m_longestAt = 0;
};

/// From nothing to the first screen, painted, where the replay opens by itself and where somebody sends it.
void openToFirstFullScreen(benchmark::State& state)
{
    bench::needApplication();
    const std::string path = bench::replayDay(state);
    double cpu = 0;
    for (auto run : state) {
        const double before = waitedForSeconds();
        auto shown = std::make_unique<Screen>(path);
        Screen& screen = *shown;
        if (state.range(0) != 0) {
            const session::RecordingFacts facts = screen.session().facts();
            screen.session().seek(facts.from + facts.length() * state.range(0) / 100);
        }
        waitFor([&] { return screen.session().snapshot() != nullptr; });
        screen.waitForAnswers(std::nullopt);
        screen.paint();
        cpu = waitedForSeconds() - before;
        state.PauseTiming();
        shown.reset();
        state.ResumeTiming();
    }
    state.counters["cpu_s"] = cpu;
    state.counters["limit_s"] = 1;
}
BENCHMARK(openToFirstFullScreen)->Arg(0)->Arg(50)->ArgName("percent")->Unit(benchmark::kSecond)->Iterations(1);

/// What one position took, in ms, until it was answered and until it was painted.
struct Seek
{
    double at = 0; ///< share of the day
    double answered = 0;
    double painted = 0;
};

/// Every one counts, the first after the film too: which was the worst is said as well.
void tell(benchmark::State& state, const std::string& name, std::vector<Seek> seeks, double cpuSeconds)
{
    const auto worst = std::ranges::max_element(seeks, {}, &Seek::painted);
    state.counters[name + "_ms_first"] = seeks.front().painted;
    state.counters[name + "_ms_worst"] = worst->painted;
    state.counters[name + "_ms_worst_answered"] = worst->answered;
    state.counters[name + "_worst_number"] = static_cast<double>(worst - seeks.begin() + 1);
    state.counters[name + "_worst_at"] = worst->at;
    state.counters[name + "_cpu_ms_mean"] = cpuSeconds * 1e3 / static_cast<double>(seeks.size());
    std::ranges::sort(seeks, {}, &Seek::painted);
    state.counters[name + "_ms_p50"] = seeks[seeks.size() / 2].painted;
    state.counters[name + "_ms_p95"] = seeks[seeks.size() * 95 / 100].painted;
}

void seekAtRandom(Screen& screen, bool withQuery, int count, benchmark::State& state, const std::string& name)
{
    std::vector<Seek> seeks;
    std::mt19937 random(3);
    const session::RecordingFacts facts = screen.session().facts();
    const auto length = static_cast<std::uint64_t>(facts.length().count());
    const double before = waitedForSeconds();
    for (int i = 0; i < count; ++i) {
        const std::uint64_t after = random() * 7919ULL % length;
        const base::Timestamp time = facts.from + base::Duration{static_cast<std::int64_t>(after)};
        QElapsedTimer timer;
        timer.start();
        const std::size_t queries = screen.queries;
        screen.session().seek(time);
        waitFor([&] { return screen.session().now() == time; });
        screen.waitForAnswers(withQuery ? std::optional(queries) : std::nullopt);
        Seek seek{static_cast<double>(after) / static_cast<double>(length)};
        seek.answered = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        screen.paint();
        seek.painted = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        seeks.push_back(seek);
    }
    tell(state, name, std::move(seeks), waitedForSeconds() - before);
}

/// The film of the whole day behind the window, and then any position with all panels: history, Why and query pane too.
void filmThenSeekWithAllPanels(benchmark::State& state)
{
    bench::needApplication();
    const std::string path = bench::replayDay(state);
    for (auto run : state) {
        auto shown = std::make_unique<Screen>(path);
        Screen& screen = *shown;
        waitFor([&] { return screen.session().snapshot() != nullptr; });
        screen.window().panels().selectServerWhenThere(QStringLiteral("web-37"));
        waitFor([&] { return screen.filmed() && screen.session().timeline() != nullptr; }, 3'600'000);
        state.counters["progress_gap_ms"] = screen.longestSilence();
        state.counters["progress_gap_at"] = screen.longestAt();
        state.counters["film_peak_MB"] = bench::megabytes("VmHWM");
        const int count = 100;
        screen.histories = screen.explanations = 0;
        seekAtRandom(screen, false, count, state, "seek");
        state.counters["histories"] = static_cast<double>(screen.histories) / count;
        state.counters["explanations"] = static_cast<double>(screen.explanations) / count;
        screen.window().panels().openQuery(QString::fromLatin1(query));
        waitFor([&] { return screen.queries > 0; });
        screen.queries = 0;
        seekAtRandom(screen, true, count, state, "seek_query");
        state.counters["queries"] = static_cast<double>(screen.queries) / count;
        state.counters["peak_MB"] = bench::megabytes("VmHWM");
        state.PauseTiming();
        shown.reset();
        state.ResumeTiming();
    }
    state.counters["limit_ms"] = 50;
}
BENCHMARK(filmThenSeekWithAllPanels)->Unit(benchmark::kSecond)->Iterations(1);

} // namespace
