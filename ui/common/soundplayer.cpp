#include "ui/common/soundplayer.h"

#include "ui/common/canberra.h"
#include "ui/common/tones.h"

#include <QFile>
#include <QTimer>

#include <utility>

namespace checkwatch::common {

using namespace std::chrono_literals;

namespace {

void writeTone(const QString& path, Tone tone)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) { // where it cannot be, playing it says so
        file.write(toneAsWav(tone));
    }
}

void play(Canberra& canberra, const QStringList& files, SoundPlayer* player, const base::Door& door)
{
    if (const auto begun = canberra.play(files.front()); !begun) {
        door.pass([&] { Q_EMIT player->failed(QString::fromStdString(begun.error().text())); });
    }
}

void check(Canberra& canberra, const QStringList& files, SoundPlayer* player, const base::Door& door)
{
    base::Result<void> result = canberra.open();
    for (const QString& file : files) {
        result = result ? Canberra::readable(file) : result;
    }
    door.pass([&] { Q_EMIT player->checked(result ? QString() : QString::fromStdString(result.error().text())); });
}

} // namespace

SoundPlayer::SoundPlayer(QObject* parent, std::chrono::milliseconds patience)
    : QObject(parent), m_patience(patience), m_thread(1s)
{
    writeTone(fileOf(QStringLiteral("alarm")), Tone::Alarm);
    writeTone(fileOf(QStringLiteral("notice")), Tone::Notice);
    m_canberra = std::make_shared<Canberra>([this, door = m_thread.door()](const QString& trouble) {
        door->pass([&] {
            if (trouble.isEmpty()) {
                Q_EMIT played();
            } else {
                Q_EMIT failed(trouble);
            }
        });
    });
}

SoundPlayer::~SoundPlayer()
{
    m_thread.post([last = std::move(m_canberra)] {}); // closed where it was opened
}

QString SoundPlayer::fileOf(const QString& sound) const
{
    return sound.startsWith(QLatin1Char('/')) ? sound : m_tones.filePath(sound + QStringLiteral(".wav"));
}

void SoundPlayer::play(const QString& sound)
{
    ask(common::play, {fileOf(sound)});
}

void SoundPlayer::check(const QStringList& sounds)
{
    QStringList files;
    for (const QString& sound : sounds) {
        files << fileOf(sound);
    }
    ask(common::check, files);
}

/// Of a library that hangs nothing more is asked: months of alarms would wait for it, to be played all at once.
void SoundPlayer::ask(Step step, const QStringList& files)
{
    if (m_thread.busyFor() < m_patience) {
        m_thread.post([canberra = m_canberra, step, files, this, door = m_thread.door()] {
            step(*canberra, files, this, *door); // this is for the door
        });
    }
    QTimer::singleShot(m_patience + m_patience / 10, this, &SoundPlayer::look); // timers may be a little early
}

void SoundPlayer::look()
{
    const auto busy = m_thread.busyFor();
    if (busy >= m_patience) {
        Q_EMIT failed(QStringLiteral("the sound library does not answer"));
    } else if (busy > std::chrono::milliseconds{0}) { // with what was asked later
        QTimer::singleShot(m_patience - busy + m_patience / 10, this, &SoundPlayer::look);
    }
}

} // namespace checkwatch::common
