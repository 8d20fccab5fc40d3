#include "app/run/screenchoice.h"

namespace checkwatch::app {

qsizetype screenFor(const QString& wanted, const QStringList& screens)
{
    bool numbered = false;
    const int number = wanted.toInt(&numbered);
    if (numbered && number >= 1 && number <= screens.size()) {
        return number - 1;
    }
    const qsizetype named = screens.indexOf(wanted);
    return named >= 0 ? named : screens.isEmpty() ? -1 : 0;
}

} // namespace checkwatch::app
