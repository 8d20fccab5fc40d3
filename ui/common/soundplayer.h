#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QThread>

namespace checkwatch::common {

/// Plays sounds and says so where it cannot. The sound server is asked on a thread of its own: one that hangs stops no
/// screen. GUI thread.
class SoundPlayer : public QObject
{
    Q_OBJECT

public:
    explicit SoundPlayer(QObject* parent = nullptr);
    ~SoundPlayer() override;

    /// "alarm", "notice", or the path of a file. Answered by played() or failed().
    void play(const QString& sound);
    /// Whether there is anything that plays, and whether these are there. Answered by checked().
    void check(const QStringList& sounds);

Q_SIGNALS:
    /// To its end.
    void played();
    /// Why nothing was to be heard; plain text.
    void failed(QString trouble);
    /// "", or why nothing would be heard.
    void checked(QString trouble);

private:
    [[nodiscard]] QString fileOf(const QString& sound) const;

    QTemporaryDir m_tones;
    QThread m_thread;
    QObject* m_worker = nullptr; ///< lives on m_thread, deleted there
};

} // namespace checkwatch::common
