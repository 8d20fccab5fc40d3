#pragma once

#include "models/base/leavablethread.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <chrono>
#include <memory>

namespace checkwatch::common {

class Canberra;

/// Plays sounds and says so where it cannot. The sound library is asked on a thread of its own: one that hangs stops no
/// screen, is told, and holds up the end of the program for a second at the most. GUI thread.
class SoundPlayer : public QObject
{
    Q_OBJECT

public:
    /// `patience`: with a library that does not come back.
    explicit SoundPlayer(QObject* parent = nullptr, std::chrono::milliseconds patience = std::chrono::seconds{10});
    ~SoundPlayer() override;

    /// "alarm", "notice", or the path of a file. Answered by played() or failed().
    void play(const QString& sound);
    /// Whether there is anything that plays, and whether these are there. Answered by checked(), or failed() where the
    /// library hangs.
    void check(const QStringList& sounds);

Q_SIGNALS:
    /// To its end.
    void played();
    /// Why nothing was to be heard; plain text.
    void failed(QString trouble);
    /// "", or why nothing would be heard.
    void checked(QString trouble);

private:
    using Step = void (*)(Canberra&, const QStringList& files, SoundPlayer* player, const base::Door& door);
    [[nodiscard]] QString fileOf(const QString& sound) const;
    void ask(Step step, const QStringList& files);
    void look();

    const std::chrono::milliseconds m_patience;
    QTemporaryDir m_tones;
    base::LeavableThread m_thread;
    std::shared_ptr<Canberra> m_canberra; ///< m_thread's alone
};

} // namespace checkwatch::common
