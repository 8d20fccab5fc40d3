#include "app/run/signals.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace checkwatch::app {
namespace {

/// A handler may do next to nothing: one byte into a pipe is allowed.
std::atomic<int> pipeEnd{-1};

extern "C" void onSignal(int number)
{
    const int saved = errno;
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(pipeEnd.load(), &byte, 1);
    errno = saved;
}

void install(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
        sigaction(number, &action, nullptr);
    }
}

} // namespace

Signals::Signals(QObject* parent) : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) {
        return; // without a pipe the signals keep their default meaning
    }
    m_readEnd = ends[0];
    m_writeEnd = ends[1];
    pipeEnd = m_writeEnd;
    m_notifier = new QSocketNotifier(m_readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &Signals::read);
    install(onSignal);
}

Signals::~Signals()
{
    if (m_readEnd >= 0) {
        install(SIG_DFL);
        pipeEnd = -1;
        ::close(m_readEnd);
        ::close(m_writeEnd);
    }
}

void Signals::read()
{
    char byte = 0;
    while (::read(m_readEnd, &byte, 1) == 1) {
        if (byte == SIGHUP) {
            Q_EMIT hangUp();
        } else {
            Q_EMIT terminate();
        }
    }
}

} // namespace checkwatch::app
