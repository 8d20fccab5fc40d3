#include "ui/common/soundplayer.h"

#include "ui/common/canberra.h"
#include "ui/common/tones.h"

#include <QFile>

#include <chrono>

namespace checkwatch::common {

using namespace std::chrono_literals;

namespace {

constexpr auto patience = 2s; ///< at the end, for a sound server that hangs

class Worker final : public QObject
{
public:
    explicit Worker(SoundPlayer* player)
        : m_canberra([player](const QString& trouble) {
              if (trouble.isEmpty()) {
                  Q_EMIT player->played();
              } else {
                  Q_EMIT player->failed(trouble);
              }
          }),
          m_player(player)
    {
    }

    void play(const QString& file)
    {
        if (const auto begun = m_canberra.play(file); !begun) {
            Q_EMIT m_player->failed(QString::fromStdString(begun.error().text()));
        }
    }

    void check(const QStringList& files)
    {
        base::Result<void> result = m_canberra.open();
        for (const QString& file : files) {
            result = result ? Canberra::readable(file) : result;
        }
        Q_EMIT m_player->checked(result ? QString() : QString::fromStdString(result.error().text()));
    }

private:
    Canberra m_canberra;
    SoundPlayer* m_player; ///< outlives it
};

void writeTone(const QString& path, Tone tone)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) { // where it cannot be, playing it says so
        file.write(toneAsWav(tone));
    }
}

} // namespace

SoundPlayer::SoundPlayer(QObject* parent) : QObject(parent)
{
    writeTone(fileOf(QStringLiteral("alarm")), Tone::Alarm);
    writeTone(fileOf(QStringLiteral("notice")), Tone::Notice);
    m_worker = new Worker(this);
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("sound"));
    m_thread.start();
}

SoundPlayer::~SoundPlayer()
{
    m_thread.quit();
    if (!m_thread.wait(patience)) { // the library waits for somebody: the program does not
        m_thread.terminate();
        m_thread.wait();
    }
}

QString SoundPlayer::fileOf(const QString& sound) const
{
    return sound.startsWith(QLatin1Char('/')) ? sound : m_tones.filePath(sound + QStringLiteral(".wav"));
}

void SoundPlayer::play(const QString& sound)
{
    auto* const worker = static_cast<Worker*>(m_worker);
    QMetaObject::invokeMethod(worker, [worker, file = fileOf(sound)] { worker->play(file); });
}

void SoundPlayer::check(const QStringList& sounds)
{
    QStringList files;
    for (const QString& sound : sounds) {
        files << fileOf(sound);
    }
    auto* const worker = static_cast<Worker*>(m_worker);
    QMetaObject::invokeMethod(worker, [worker, files] { worker->check(files); });
}

} // namespace checkwatch::common
