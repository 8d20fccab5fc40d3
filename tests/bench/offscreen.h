#pragma once

#include "ui/common/font.h"
#include "ui/common/theme.h"

#include <QApplication>

/// What every benchmark of a screen starts with.
namespace checkwatch::bench {

/// An application without a display, in the dark theme. Made once; never destroyed: at exit Qt's own statics are gone
/// before it.
inline void needApplication()
{
    static int argc = 1;
    static char name[] = "bench";
    static char* argv[] = {name, nullptr};
    static QApplication* application = nullptr;
    if (application == nullptr) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
        application = new QApplication(argc, argv);
        QApplication::setFont(common::interfaceFont());
        common::applyTheme(*application, common::ThemeKind::Dark);
    }
}

} // namespace checkwatch::bench
