#include "app/headless/printable.h"

namespace checkwatch::app {

QString printable(QString line)
{
    for (QChar& c : line) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format) {
            c = QLatin1Char('?');
        }
    }
    return line;
}

} // namespace checkwatch::app
