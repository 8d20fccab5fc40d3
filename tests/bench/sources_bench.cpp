#include "models/sources/scraper.h"
#include "tests/support/faultserver.h"

#include <QCoreApplication>
#include <QTimer>

#include <benchmark/benchmark.h>

#include <csignal>
#include <ctime>
#include <fstream>
#include <memory>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace checkwatch;
using namespace checkwatch::sources;
using namespace checkwatch::support;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t pageBytes = 60UL * 1024;

std::string page()
{
    std::string body = "# TYPE haproxy_server_check_failures_total counter\n";
    for (int i = 0; body.size() < pageBytes; ++i) {
        body += "haproxy_server_check_failures_total{proxy=\"app\",server=\"s" + std::to_string(i) + "\"} 1\n";
    }
    return chunkedResponse(body, 16'000, "content-type: text/plain; version=0.0.4\r\n");
}

/// Servers in a process of their own, so that only the scraping is counted.
class Servers
{
public:
    explicit Servers(int count)
    {
        int ends[2];
        if (::pipe(ends) != 0) {
            return;
        }
        m_process = ::fork();
        if (m_process == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const std::string answer = page();
            std::vector<std::unique_ptr<FaultServer>> servers;
            for (int i = 0; i < count; ++i) {
                servers.push_back(
                    std::make_unique<FaultServer>([&answer](const Request&) { return Script().send(answer); }));
                const std::uint16_t port = servers.back()->port();
                [[maybe_unused]] const ssize_t written = ::write(ends[1], &port, sizeof(port));
            }
            while (true) {
                ::pause();
            }
        }
        for (int i = 0; i < count; ++i) {
            std::uint16_t port = 0;
            [[maybe_unused]] const ssize_t got = ::read(ends[0], &port, sizeof(port));
            addresses.push_back("127.0.0.1:" + std::to_string(port));
        }
        ::close(ends[0]);
        ::close(ends[1]);
    }
    ~Servers()
    {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    Servers(const Servers&) = delete;
    Servers& operator=(const Servers&) = delete;

    std::vector<std::string> addresses;

private:
    pid_t m_process = -1;
};

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int threadCount()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("Threads:")) {
            return std::stoi(line.substr(8));
        }
    }
    return 0;
}

/// Each target once a second, spread over the second by its offset, for five seconds: fetch, parse, batch.
void scrapeEachSecond(benchmark::State& state)
{
    int argc = 0;
    const Servers servers(static_cast<int>(state.range(0)));
    const QCoreApplication application(argc, nullptr);
    config::Config config;
    config::ScrapeConfig job;
    job.jobName = "haproxy";
    job.interval = 1s;
    job.timeout = 1s;
    job.staticConfigs.push_back({servers.addresses, {}});
    config.scrapeConfigs.push_back(job);
    const base::SystemClock clock;
    for (auto _ : state) {
        Scraper scraper(clock);
        std::uint64_t good = 0;
        std::uint64_t bad = 0;
        QObject::connect(&scraper, &Scraper::scraped, &scraper,
                         [&](std::uint32_t, const std::shared_ptr<const metrics::ScrapeBatch>& batch) {
                             ++(batch->report.up ? good : bad);
                         });
        scraper.setTargets(targetsOf(config));
        QTimer::singleShot(1500ms, &application, &QCoreApplication::quit); // connections and caches are warm then
        QCoreApplication::exec();
        good = 0;
        const double before = cpuSeconds();
        QTimer::singleShot(5s, &application, &QCoreApplication::quit);
        QCoreApplication::exec();
        const double cpu = cpuSeconds() - before;
        state.counters["cpu_us_per_request"] = cpu * 1e6 / static_cast<double>(good);
        state.counters["requests"] = static_cast<double>(good);
        state.counters["failed"] = static_cast<double>(bad);
        state.counters["threads"] = threadCount();
    }
}

} // namespace

BENCHMARK(scrapeEachSecond)->Arg(20)->Arg(200)->Arg(800)->Iterations(1)->Unit(benchmark::kMillisecond);
