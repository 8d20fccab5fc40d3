#include "app/options.h"
#include "app/run/windowrun.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

/// The program's window on the configuration file it is given, closed by its user after a while. A program of its own,
/// because what is tested is how long it takes to end.
int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    checkwatch::app::Options options;
    options.config = argc > 1 ? argv[1] : "";
    checkwatch::app::WindowRun run(options, *qApp);
    if (!run.begin()) {
        return 2;
    }
    QTimer::singleShot(1500, qApp, [] {
        std::puts("closing");
        std::fflush(stdout);
        const QWidgetList windows = QApplication::topLevelWidgets();
        for (QWidget* const window : windows) {
            window->close();
        }
    });
    return QApplication::exec();
}
