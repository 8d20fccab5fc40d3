#include "models/base/leavablethread.h"

#include <utility>

namespace checkwatch::base {

using std::chrono::steady_clock;

LeavableThread::LeavableThread(std::chrono::milliseconds patience)
    : m_patience(patience), m_thread([shared = m_shared] { run(shared); })
{
}

LeavableThread::~LeavableThread()
{
    m_door->shut();
    std::unique_lock lock(m_shared->mutex);
    m_shared->last = true;
    m_shared->wake.notify_one();
    const bool ended = m_shared->gone.wait_for(lock, m_patience, [this] { return m_shared->ended; });
    m_shared->left = true;
    lock.unlock();
    if (ended) {
        m_thread.join();
    } else {
        m_thread.detach();
    }
}

void LeavableThread::post(Work work)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->waiting.push_back(std::move(work));
    m_shared->wake.notify_one();
}

std::chrono::milliseconds LeavableThread::busyFor() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->busy ? std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - m_shared->begun)
                          : std::chrono::milliseconds{0};
}

bool LeavableThread::isIdle() const
{
    const std::lock_guard lock(m_shared->mutex);
    return !m_shared->busy && m_shared->waiting.empty();
}

void LeavableThread::run(const std::shared_ptr<Shared>& shared)
{
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->wake.wait(lock, [&] { return shared->last || !shared->waiting.empty(); });
        if (shared->waiting.empty() || shared->left) {
            break;
        }
        Work work = std::move(shared->waiting.front());
        shared->waiting.pop_front();
        shared->busy = true;
        shared->begun = steady_clock::now();
        lock.unlock();
        work();
        work = nullptr; // what it owns goes here too
        lock.lock();
        shared->busy = false;
    }
    shared->ended = true;
    shared->gone.notify_one();
}

} // namespace checkwatch::base
