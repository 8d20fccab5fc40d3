#pragma once

#include <QObject>
#include <QTimer>

#include <optional>

class QDBusPendingCallWatcher;

namespace checkwatch::wall {

/// Keeps the desktop's screen saver, and with it the screen's power saving, away while it lives: org.freedesktop.ScreenSaver
/// on the session bus. Asked again each minute, because a screen saver that was started anew knows of nobody. GUI thread.
class Inhibitor : public QObject
{
    Q_OBJECT

public:
    explicit Inhibitor(QObject* parent = nullptr);
    ~Inhibitor() override;

    [[nodiscard]] bool holds() const noexcept { return m_cookie.has_value(); }

Q_SIGNALS:
    /// Once for each time it stops to hold: the screen may go dark, and what to do about it.
    void refused(const QString& why);

private:
    void ask();
    void answered(QDBusPendingCallWatcher* watcher);
    void release();

    QTimer m_again;
    std::optional<unsigned> m_cookie;
    bool m_told = false;
};

} // namespace checkwatch::wall
