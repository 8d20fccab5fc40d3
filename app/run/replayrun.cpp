#include "app/demo/demorecording.h"
#include "app/run/replaypicture.h"
#include "app/run/replayview.h"
#include "app/run/run.h"
#include "app/run/signals.h"
#include "app/run/windowhelp.h"
#include "ui/common/themefollower.h"
#include "ui/workstation/fleetpanels.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

namespace checkwatch::app {
namespace {

/// The rules as they are now are those of a configuration: of the one that is named, or of the usual one.
base::Result<session::ReplayOptions> optionsOf(const Options& options)
{
    session::ReplayOptions replay;
    const std::string path = options.config.empty() ? usualConfig().toStdString() : options.config;
    if (!path.empty()) {
        auto config = config::loadConfig(path);
        if (!config) {
            return std::move(config).error();
        }
        replay.config = std::move(*config);
    }
    return replay;
}

/// The recording that is named, or the demo's, put into `folder`.
base::Result<std::string> recordingOf(const Options& options, const QTemporaryDir& folder)
{
    if (options.demo) {
        const auto unpacked = demo::unpackDemoRecording(folder.path());
        return unpacked ? base::Result<std::string>(unpacked->toStdString())
                        : base::Result<std::string>(unpacked.error());
    }
    if (options.files.empty()) {
        return base::Error{base::ErrorCode::BadInput, "replay wants a recording, its folder, or --demo"};
    }
    return options.files.front();
}

} // namespace

int runReplay(const Options& options)
{
    setUpApplication();
    const QTemporaryDir folder; // of the demo's recording
    auto replay = optionsOf(options);
    const auto file = recordingOf(options, folder);
    if (!replay || !file) {
        tell(replay ? file.error() : replay.error());
        return 2;
    }
    auto view = ReplayView::open(*file, std::move(*replay));
    if (!view) {
        tell(view.error());
        return 2;
    }
    common::ThemeFollower theme(*qApp);
    theme.choose(themeOf(options.theme));
    replay::ReplayWindow& window = (*view)->window();
    QObject::connect(&window, &replay::ReplayWindow::themeChosen, &theme, &common::ThemeFollower::choose);
    const Signals signals;
    QObject::connect(&signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    window.resize(options.width, options.height);
    if (!options.openQuery.empty()) {
        window.panels().openQuery(QString::fromStdString(options.openQuery));
    }
    (*view)->start();
    if (!options.time.empty()) {
        if (const auto gone = window.goTo(QString::fromStdString(options.time)); !gone) {
            tell({base::ErrorCode::BadInput, gone.error().message, "--time"});
            return 2;
        }
    }
    if (options.screenshot.empty()) {
        window.panels().selectServerWhenThere(QString::fromStdString(options.select));
    } else {
        QTimer::singleShot(options.after, view->get(), [&] { shootReplay(**view, options); });
    }
    return QApplication::exec();
}

} // namespace checkwatch::app
