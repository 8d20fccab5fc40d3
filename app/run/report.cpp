#include "app/headless/commands.h"
#include "app/run/reportpdf.h"
#include "app/run/run.h"

#include <QGuiApplication>

namespace checkwatch::app {

int runReport(const Options& options, int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QGuiApplication application(argc, argv);
    return report(options, Streams{}, reportPdf);
}

} // namespace checkwatch::app
