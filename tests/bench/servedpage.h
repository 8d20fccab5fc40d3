#pragma once

#include "models/base/time.h"
#include "tests/bench/repeatedpage.h"
#include "tests/support/faultserver.h"

#include <QCoreApplication>
#include <QTimer>

#include <csignal>
#include <ctime>
#include <string>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/// For benchmarks of the whole program at its daily work.
namespace checkwatch::bench {

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

inline double seconds(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

inline void waitFor(base::Duration time)
{
    QTimer::singleShot(time, qApp, [] { QCoreApplication::exit(); }); // quit() would close the window
    QCoreApplication::exec();
}

} // namespace checkwatch::bench
