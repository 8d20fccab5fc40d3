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

std::string samplesText(std::uint64_t samples)
{
    return std::to_string(samples) + (samples == 1 ? " sample" : " samples");
}

} // namespace checkwatch::app
