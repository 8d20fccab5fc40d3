#pragma once

#include <QObject>

#include <functional>
#include <mutex>
#include <vector>

namespace checkwatch::sources {

/// Work handed to a thread. Anybody posts, from any thread; the work runs in order on the thread the Postbox lives on, out
/// of its event loop. What is still waiting when the Postbox goes is dropped. The queue is the program's own and locked,
/// Qt's event only wakes: so whatever a thread wrote before posting is seen by the work, and the thread sanitizer can see
/// that too (inside Qt it cannot).
class Postbox final : public QObject
{
public:
    using Work = std::function<void()>;

    explicit Postbox(QObject* parent = nullptr) : QObject(parent) {}
    ~Postbox() override;

    void post(Work work);
    bool event(QEvent* event) override;

private:
    std::mutex m_mutex;
    std::vector<Work> m_waiting; ///< protected by m_mutex
    bool m_awake = false;        ///< protected by m_mutex: a wake-up is under way
};

} // namespace checkwatch::sources
