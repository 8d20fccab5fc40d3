#pragma once

#include "app/demo/demo.h"
#include "app/options.h"
#include "app/run/drillrun.h"
#include "app/run/signals.h"
#include "app/run/wallscreens.h"
#include "app/run/wallsound.h"
#include "app/run/watchdog.h"
#include "models/session/livesession.h"
#include "ui/common/themefollower.h"
#include "ui/wall/inhibitor.h"
#include "ui/wall/wallview.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <vector>

class QApplication;

namespace checkwatch::app {

/// One run of the wall: its session, the screens it stands on, the screenshot. It asks nobody anything: what it cannot do
/// it says on stderr and on the screen. GUI thread; lives as long as the application runs.
class WallRun final : public QObject
{
    Q_OBJECT

public:
    WallRun(const Options& options, QApplication& application);
    ~WallRun() override;

    /// False where the command line named something that cannot be opened; then it has been told on stderr.
    bool begin();

private:
    base::Result<config::Config> configuration() const;
    void reload();
    base::Result<void> open(config::Config config);
    void startDemo();
    base::Result<void> openLive();
    base::Result<void> openDrill();
    void endDrill();
    void makeViews(const config::Wall& wall);
    std::unique_ptr<wall::WallView> newView();
    void putOnScreens();
    void followDay();
    void hear();
    void shoot();

    const Options m_options;
    common::ThemeFollower m_theme;
    Signals m_signals;
    std::unique_ptr<demo::Demo> m_demo;
    QTemporaryDir m_demoFolder; ///< of the demo's recording; outlives the session
    std::unique_ptr<session::LiveSession> m_session;
    std::shared_ptr<const runbooks::Library> m_runbooks; ///< null until there is a session
    std::unique_ptr<DrillRun> m_drill;                   ///< in place of m_session
    config::Wall m_wall;
    std::vector<std::unique_ptr<wall::WallView>> m_views; ///< by screen of m_wall
    WallScreens m_places;
    std::unique_ptr<WallSound> m_sound; ///< null: off
    Watchdog m_watchdog;
    QTimer m_day;
    std::unique_ptr<wall::Inhibitor> m_inhibitor; ///< while it is a wall and no picture
};

} // namespace checkwatch::app
