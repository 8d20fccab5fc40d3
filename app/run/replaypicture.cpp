#include "app/run/replaypicture.h"

#include "app/run/picture.h"
#include "app/run/replayview.h"
#include "app/run/windowhelp.h"
#include "ui/workstation/fleetpanels.h"

#include <QCoreApplication>
#include <QTimer>

namespace checkwatch::app {

void shootReplay(ReplayView& view, const Options& options)
{
    workstation::FleetPanels& panels = view.window().panels();
    if (!options.select.empty() && !panels.selectServer(QString::fromStdString(options.select))) {
        tell(noSuchServer(view.session().snapshot(), options.select));
        QCoreApplication::exit(2);
        return;
    }
    // What a selection asks of the engine comes back within a frame or two.
    QTimer::singleShot(1500, &view, [&view, path = options.screenshot] {
        view.window().panels().flush();
        takePicture(view.window(), path);
    });
}

} // namespace checkwatch::app
