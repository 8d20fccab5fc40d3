#include "ui/workstation/notifier.h"

#include "ui/common/glyphs.h"
#include "ui/common/text.h"
#include "ui/workstation/fleetcounts.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QPainter>
#include <QPixmap>
#include <QSystemTrayIcon>
#include <QVariantMap>

namespace checkwatch::workstation {

using common::Glyph;
using fleet::EventKind;

namespace {

constexpr std::size_t linesAtMost = 5;

bool isDown(const fleet::Event& event)
{
    const auto shown = static_cast<fleet::Shown>(event.shown);
    return event.kind == EventKind::ServerState
        && (shown == fleet::Shown::DownRuleSilent || shown == fleet::Shown::DownFiring)
        && event.before.rfind("DOWN", 0) != 0 && event.before != "NOT_UP";
}

bool isWorthTelling(const fleet::Event& event)
{
    const bool over = event.kind == EventKind::AlertResolved || event.kind == EventKind::AlertClearedDown;
    return isDown(event) || event.kind == EventKind::AlertFiring || (over && event.fired);
}

QString words(const fleet::Event& event, const common::ExporterNames& names)
{
    const QString subject = names.subjectOf(event);
    const QString about = event.kind == EventKind::ServerState
        ? subject
        : common::display(event.name, 80) + QStringLiteral(" · ") + subject;
    switch (event.kind) {
    case EventKind::AlertFiring: return QStringLiteral("firing: ") + about;
    case EventKind::AlertResolved: return QStringLiteral("resolved: ") + about;
    case EventKind::AlertClearedDown: return QStringLiteral("cleared, server is DOWN: ") + about;
    default: return QStringLiteral("DOWN: ") + about;
    }
}

void sendByDBus(const Notifier::Message& message)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    const QVariantMap hints{
        {QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(message.critical ? 2 : 1))},
        {QStringLiteral("desktop-entry"), QStringLiteral("checkwatch")}};
    call << QStringLiteral("Checkwatch") << 0U << QStringLiteral("checkwatch") << message.summary << message.body
         << QStringList() << hints << -1;
    QDBusConnection::sessionBus().call(call, QDBus::NoBlock);
}

Glyph worstGlyph(const FleetTotals& totals)
{
    if (totals.down > 0)
        return Glyph::Cross;
    if (totals.firing > 0)
        return Glyph::Triangle;
    if (totals.stale > 0)
        return Glyph::Stale;
    return totals.pending > 0 ? Glyph::Progress : Glyph::Hollow;
}

} // namespace

Notifier::Notifier(QObject* parent) : QObject(parent), m_send(sendByDBus)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(2000);
    connect(&m_pause, &QTimer::timeout, this, &Notifier::flush);
    if (QSystemTrayIcon::isSystemTrayAvailable()) {
        m_tray = new QSystemTrayIcon(this);
        connect(m_tray, &QSystemTrayIcon::activated, this, &Notifier::activated);
    }
}

void Notifier::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    updateTray(*snapshot);
    m_names.setTargets(snapshot->targets);
    if (!snapshot->events)
        return;
    for (const fleet::Event& event : *snapshot->events) {
        if (event.number <= m_seen)
            continue;
        m_seen = event.number;
        if (!m_first && m_enabled && isWorthTelling(event))
            m_waiting.push_back(event);
    }
    m_first = false;
    if (!m_waiting.empty() && !m_pause.isActive())
        m_pause.start();
}

Notifier::Message Notifier::fold(const std::vector<fleet::Event>& events, const common::ExporterNames& names)
{
    Message message;
    QStringList lines;
    for (const fleet::Event& event : events) {
        message.critical = message.critical || isDown(event) || event.kind == EventKind::AlertFiring;
        if (lines.size() < static_cast<qsizetype>(linesAtMost))
            lines.append(common::escaped(words(event, names)));
    }
    if (events.size() > linesAtMost)
        lines.append(QStringLiteral("and %1 more").arg(events.size() - linesAtMost));
    message.summary = events.size() == 1 ? QStringLiteral("HAProxy server health")
                                         : QStringLiteral("%1 changes of HAProxy server health").arg(events.size());
    message.body = lines.join(QLatin1Char('\n'));
    return message;
}

void Notifier::flush()
{
    m_pause.stop();
    if (!m_waiting.empty())
        m_send(fold(m_waiting, m_names));
    m_waiting.clear();
}

void Notifier::updateTray(const fleet::Snapshot& snapshot)
{
    if (m_tray == nullptr)
        return;
    const FleetTotals totals = totalsOf(snapshot);
    const Glyph glyph = worstGlyph(totals);
    if (static_cast<int>(glyph) == m_trayState)
        return;
    m_trayState = static_cast<int>(glyph);
    QPixmap picture(64, 64);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    common::paintGlyph(painter, QRectF(2, 2, 60, 60), glyph, common::currentTheme());
    painter.end();
    m_tray->setIcon(QIcon(picture));
    m_tray->show();
}

} // namespace checkwatch::workstation
