#include "models/sources/scraper.h"
#include "tests/support/faultserver.h"

#include <QCoreApplication>
#include <QTimer>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <fstream>
#include <map>
#include <memory>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
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

/// The limit: a blocking socket for each target, one request after another, and nothing done with the bytes.
double rawMicroseconds(const std::vector<std::string>& addresses)
{
    constexpr std::string_view request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    constexpr int rounds = 3;
    std::vector<int> sockets;
    for (const std::string& address : addresses) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
        sockets.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        if (::connect(sockets.back(), reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
            break; // its requests fail at once
        }
    }
    std::vector<char> buffer(1UL << 20U);
    const double before = cpuSeconds();
    for (int i = 0; i < rounds; ++i) {
        for (const int fd : sockets) {
            ssize_t got = ::send(fd, request.data(), request.size(), MSG_NOSIGNAL);
            std::size_t size = 0;
            while (got > 0 && !std::string_view(buffer.data(), size).ends_with("\r\n0\r\n\r\n")) {
                got = ::recv(fd, buffer.data() + size, buffer.size() - size, 0);
                size += got > 0 ? static_cast<std::size_t>(got) : 0;
            }
        }
    }
    const double cpu = cpuSeconds() - before;
    std::for_each(sockets.begin(), sockets.end(), ::close);
    return cpu * 1e6 / static_cast<double>(rounds * addresses.size());
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
        std::map<std::string, int> failures;
        QObject::connect(&scraper, &Scraper::scraped, &scraper,
                         [&](std::uint32_t, const std::shared_ptr<const metrics::ScrapeBatch>& batch) {
                             if (batch->report.up) {
                                 ++good;
                             } else {
                                 ++failures[batch->report.error.message];
                             }
                         });
        scraper.setTargets(targetsOf(config));
        QTimer::singleShot(1500ms, &application, &QCoreApplication::quit); // connections and caches are warm then
        QCoreApplication::exec();
        good = 0;
        failures.clear();
        const double before = cpuSeconds();
        QTimer::singleShot(5s, &application, &QCoreApplication::quit);
        QCoreApplication::exec();
        const double cpu = cpuSeconds() - before;
        std::string label;
        for (const auto& [reason, count] : failures) {
            state.counters["failed"] += count;
            label += (label.empty() ? "" : "; ") + std::to_string(count) + " × " + reason;
        }
        state.SetLabel(label);
        state.counters["cpu_us_per_request"] = cpu * 1e6 / static_cast<double>(good);
        state.counters["limit_us"] = 400;
        state.counters["raw_sockets_us"] = rawMicroseconds(servers.addresses);
        state.counters["requests"] = static_cast<double>(good);
        state.counters["threads"] = threadCount();
    }
}

} // namespace

BENCHMARK(scrapeEachSecond)->Arg(20)->Arg(200)->Arg(800)->Iterations(1)->Unit(benchmark::kMillisecond);
