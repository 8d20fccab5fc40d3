#include "ui/wall/inhibitor.h"

#include "ui/common/text.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

#include <chrono>
#include <utility>

namespace checkwatch::wall {
namespace {

using namespace std::chrono_literals;

constexpr auto askEvery = 60s;

QDBusMessage callOf(const char* method)
{
    return QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.ScreenSaver"),
                                          QStringLiteral("/org/freedesktop/ScreenSaver"),
                                          QStringLiteral("org.freedesktop.ScreenSaver"), QString::fromLatin1(method));
}

} // namespace

Inhibitor::Inhibitor(QObject* parent) : QObject(parent)
{
    connect(&m_again, &QTimer::timeout, this, &Inhibitor::ask);
    m_again.start(askEvery);
    ask();
}

Inhibitor::~Inhibitor()
{
    release();
}

/// A new promise before the old one is given back, so that there is no gap between them.
void Inhibitor::ask()
{
    QDBusMessage call = callOf("Inhibit");
    call << QStringLiteral("Checkwatch") << QStringLiteral("This screen is a wall display");
    auto* const watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &Inhibitor::answered);
}

void Inhibitor::answered(QDBusPendingCallWatcher* watcher)
{
    const QDBusPendingReply<unsigned> reply = *watcher;
    watcher->deleteLater();
    if (reply.isError()) {
        m_cookie.reset();
        if (!std::exchange(m_told, true)) {
            Q_EMIT refused(QStringLiteral("the desktop does not keep its screen saver away (%1); where there is none, "
                                          "see to it that the screen stays on: xset s off -dpms")
                               .arg(common::display(reply.error().message(), 120)));
        }
        return;
    }
    release();
    m_cookie = reply.value();
    m_told = false;
}

void Inhibitor::release()
{
    if (const auto cookie = std::exchange(m_cookie, std::nullopt)) {
        QDBusMessage call = callOf("UnInhibit");
        call << *cookie;
        QDBusConnection::sessionBus().send(call);
    }
}

} // namespace checkwatch::wall
