#pragma once

#include "models/base/clock.h"
#include "models/config/wallsound.h"
#include "models/fleet/soundplan.h"
#include "ui/common/soundplayer.h"
#include "ui/wall/wallview.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <vector>

namespace checkwatch::app {

/// Makes what a wall shows heard: exactly what stands in the lists of its screens, whatever was left out of them. A key
/// pressed on any of the screens says that somebody is there. What keeps it from being heard it says on stderr, once, and
/// on the screens for as long as it lasts. GUI thread.
class WallSound final : public QObject
{
    Q_OBJECT

public:
    /// `begun`: what is older is not new; by the clock of what is shown.
    WallSound(config::WallSound sound, base::Timestamp begun, QObject* parent = nullptr);
    /// Does not take ownership. Nothing where it does so already.
    void listenTo(wall::WallView& view);
    [[nodiscard]] const config::WallSound& sound() const noexcept { return m_sound; }

private:
    void look();
    void check();
    void takeTrouble(const QString& trouble);
    [[nodiscard]] std::string soundOf(wall::WorstRow::Rank rank, const std::string& severity) const;

    const config::WallSound m_sound;
    fleet::SoundPlan m_plan;
    base::SystemClock m_clock;
    common::SoundPlayer m_player;
    std::vector<QPointer<wall::WallView>> m_views;
    QString m_told; ///< on stderr, last
    QString m_note; ///< on the screens
    QTimer m_look;
    QTimer m_check; ///< while there is trouble
};

} // namespace checkwatch::app
