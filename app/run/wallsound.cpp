#include "app/run/wallsound.h"

#include "app/run/windowhelp.h"
#include "ui/wall/audible.h"

#include <QTime>

#include <algorithm>
#include <chrono>
#include <functional>

namespace checkwatch::app {

using namespace std::chrono_literals;
using Rank = wall::WorstRow::Rank;

WallSound::WallSound(config::WallSound sound, base::Timestamp begun, QObject* parent)
    : QObject(parent), m_sound(std::move(sound)), m_plan(m_sound.repeat, begun)
{
    connect(&m_player, &common::SoundPlayer::failed, this, &WallSound::takeTrouble);
    connect(&m_player, &common::SoundPlayer::checked, this, &WallSound::takeTrouble);
    connect(&m_look, &QTimer::timeout, this, &WallSound::look);
    connect(&m_check, &QTimer::timeout, this, &WallSound::check);
    m_look.start(1s);
    check(); // known at the start, not at the first alarm
}

void WallSound::listenTo(wall::WallView& view)
{
    std::erase_if(m_views, [](const QPointer<wall::WallView>& known) { return known.isNull(); });
    if (std::ranges::any_of(m_views, [&](const auto& known) { return known.data() == &view; })) {
        return;
    }
    m_views.emplace_back(&view);
    view.setNote(m_note);
    connect(&view, &wall::WallView::touched, this, [this] { m_plan.seen(); });
}

std::string WallSound::soundOf(Rank rank, const std::string& severity) const
{
    switch (rank) {
    case Rank::Outage:
    case Rank::Down: return m_sound.down;
    case Rank::Firing: return m_sound.ofAlert(severity);
    case Rank::Silent: return m_sound.silent;
    case Rank::Late:
    case Rank::Pending:
    case Rank::Other:
    case Rank::Cleared: break;
    }
    return "none";
}

void WallSound::look()
{
    std::vector<fleet::Audible> wrong;
    bool flood = false;
    for (const QPointer<wall::WallView>& view : m_views) {
        if (view && view->listed()) {
            const std::vector<fleet::Audible> there
                = wall::audibleOf(view->worst(), *view->listed(), std::bind_front(&WallSound::soundOf, this));
            wrong.insert(wrong.end(), there.begin(), there.end());
            flood = flood || view->worst().folded;
        }
    }
    std::ranges::stable_sort(wrong, {}, &fleet::Audible::level); // of several screens
    const QTime time = QTime::currentTime();
    const bool quiet = m_sound.quiet.contains(time.hour() * 60 + time.minute());
    const auto steady = std::chrono::duration_cast<base::Duration>(m_clock.monotonic());
    if (const std::string sound = m_plan.next(wrong, {steady, flood, quiet}); !sound.empty()) {
        m_player.play(QString::fromStdString(sound));
    }
}

void WallSound::check()
{
    QStringList sounds;
    for (const std::string& sound : m_sound.all()) {
        sounds << QString::fromStdString(sound);
    }
    m_player.check(sounds);
}

void WallSound::takeTrouble(const QString& trouble)
{
    if (trouble.isEmpty()) {
        m_check.stop();
    } else {
        m_check.start(1min);
        if (trouble != m_told) {
            tell({base::ErrorCode::Refused, "no sound: " + trouble.toStdString()});
            m_told = trouble;
        }
    }
    m_note = trouble.isEmpty() ? QString() : QStringLiteral("no sound: ") + trouble;
    for (const QPointer<wall::WallView>& view : m_views) {
        if (view) {
            view->setNote(m_note);
        }
    }
}

} // namespace checkwatch::app
