#pragma once

#include "models/fleet/snapshot.h"
#include "ui/common/exporternames.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

class QSystemTrayIcon;

namespace checkwatch::workstation {

/// Tells the desktop what happens while nobody looks: a tray icon with the worst state, and a notification
/// (org.freedesktop.Notifications) when a server goes DOWN or an alert fires, or one that fired is over. What comes within two
/// seconds is folded into one. Texts are escaped: the body may be read as markup. GUI thread; never waits for D-Bus.
class Notifier : public QObject
{
    Q_OBJECT

public:
    struct Message
    {
        QString summary;
        QString body; ///< escaped
        bool critical = false;
    };

    explicit Notifier(QObject* parent = nullptr);

    void setEnabled(bool enabled) { m_enabled = enabled; }
    /// The first snapshot only sets what is known already.
    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    /// One message for all of these events; for one, its own words.
    [[nodiscard]] static Message fold(const std::vector<fleet::Event>& events, const common::ExporterNames& names);
    /// Instead of D-Bus: for tests.
    void setSender(std::function<void(const Message&)> sender) { m_send = std::move(sender); }
    /// Sends what waits, now.
    void flush();

Q_SIGNALS:
    /// The tray icon was clicked.
    void activated();

private:
    void updateTray(const fleet::Snapshot& snapshot);

    bool m_enabled = true;
    bool m_first = true;
    std::uint64_t m_seen = 0;
    std::vector<fleet::Event> m_waiting;
    common::ExporterNames m_names;
    QTimer m_pause;
    QSystemTrayIcon* m_tray = nullptr;
    int m_trayState = -1;
    std::function<void(const Message&)> m_send;
};

} // namespace checkwatch::workstation
