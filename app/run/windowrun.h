#pragma once

#include "app/demo/demo.h"
#include "app/options.h"
#include "app/run/reviews.h"
#include "app/run/signals.h"
#include "models/session/livesession.h"
#include "ui/common/themefollower.h"
#include "ui/workstation/workstationwindow.h"

#include <QObject>
#include <QPointer>
#include <QTemporaryDir>

#include <memory>
#include <optional>
#include <string>

class QApplication;

namespace checkwatch::app {

class ReplayView;

/// One run of the workstation window: which session it shows, what the window asks of the program, the screenshot. GUI
/// thread; lives as long as the application runs.
class WindowRun final : public QObject
{
    Q_OBJECT

public:
    WindowRun(const Options& options, QApplication& application);
    ~WindowRun() override;

    /// False where the command line named something that cannot be opened; then it has been told on stderr.
    bool begin();

private:
    void connectWindow();
    void startDemo();
    base::Result<void> open(config::Config config);
    void openFile(const QString& path);
    void connectReviews();
    void showWallSettings();
    void askForNote();
    [[nodiscard]] ReviewSubject subject() const;
    /// Null where it was refused, which has been said then.
    ReplayView* openReplay(const std::string& path, std::optional<base::Duration> ago);
    void demoFailed(const base::Error& error);
    bool replayDemo(const base::Error& missing);
    void addExporter(const QString& address);
    void refused(const QString& heading, const base::Error& error);
    void shoot();
    void saveLayout();

    const Options m_options;
    common::ThemeFollower m_theme;
    Signals m_signals;
    std::unique_ptr<demo::Demo> m_demo;
    QTemporaryDir m_demoFolder; ///< of the demo's recording; outlives the session
    std::unique_ptr<session::LiveSession> m_session;
    std::shared_ptr<const runbooks::Library> m_runbooks; ///< null until there is a session
    workstation::WorkstationWindow m_window;
    QPointer<ReplayView> m_demoReplay; ///< in place of a demo that cannot run here; child of this
};

} // namespace checkwatch::app
