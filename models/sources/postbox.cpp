#include "models/sources/postbox.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPointer>

#include <utility>

namespace checkwatch::sources {

Postbox::~Postbox()
{
    // Under the lock, so that what other threads posted last is seen whole before it goes.
    const std::lock_guard lock(m_mutex);
    m_waiting.clear();
}

void Postbox::post(Work work)
{
    // Under the lock to the end: the thread that runs the work may delete the Postbox as soon as it gets the lock.
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(work));
    if (!std::exchange(m_awake, true)) {
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }
}

bool Postbox::event(QEvent* event)
{
    if (event->type() != QEvent::User) {
        return QObject::event(event);
    }
    std::vector<Work> work;
    {
        const std::lock_guard lock(m_mutex);
        m_awake = false;
        work.swap(m_waiting);
    }
    const QPointer<Postbox> alive(this); // work may end what the Postbox belongs to
    for (const Work& step : work) {
        if (alive) {
            step();
        }
    }
    return true;
}

} // namespace checkwatch::sources
