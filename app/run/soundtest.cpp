#include "app/run/soundtest.h"

#include "app/run/windowhelp.h"
#include "models/config/config.h"
#include "ui/common/soundplayer.h"

#include <QCoreApplication>
#include <QTimer>

#include <chrono>
#include <cstdio>

namespace checkwatch::app {
namespace {

using namespace std::chrono_literals;

constexpr auto longest = 30s; ///< for one sound

/// One sound after the other.
class SoundTest final : public QObject
{
public:
    explicit SoundTest(const config::WallSound& sound)
    {
        for (const std::string& one : sound.all()) {
            m_left << QString::fromStdString(one);
        }
        connect(&m_player, &common::SoundPlayer::played, this, &SoundTest::next);
        connect(&m_player, &common::SoundPlayer::failed, this, [this](const QString& trouble) {
            tell({base::ErrorCode::Refused, "no sound: " + trouble.toStdString()});
            m_failed = true;
            next();
        });
        connect(&m_patience, &QTimer::timeout, this, [] {
            tell({base::ErrorCode::Refused, "no sound: it did not end within half a minute"});
            QCoreApplication::exit(1);
        });
    }

    void next()
    {
        if (m_left.isEmpty()) {
            QCoreApplication::exit(m_failed ? 1 : 0);
            return;
        }
        const QString sound = m_left.takeFirst();
        std::printf("%s\n", qPrintable(sound));
        std::fflush(stdout);
        m_patience.start(longest);
        m_player.play(sound);
    }

private:
    QStringList m_left;
    bool m_failed = false;
    common::SoundPlayer m_player;
    QTimer m_patience;
};

} // namespace

int testSound(const Options& options)
{
    config::WallSound sound;
    const std::string path = options.config.empty() ? usualConfig().toStdString() : options.config;
    if (!path.empty()) {
        const auto config = config::loadConfig(path);
        if (!config) {
            tell(config.error());
            return 2;
        }
        sound = config->checkwatch.wall.sound;
    }
    SoundTest test(sound);
    QTimer::singleShot(0, &test, &SoundTest::next);
    return QCoreApplication::exec();
}

} // namespace checkwatch::app
