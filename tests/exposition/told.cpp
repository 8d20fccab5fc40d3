#include "tests/exposition/told.h"

#include "models/base/numbers.h"

namespace checkwatch::exposition {

std::string told(std::string_view body, Format format)
{
    std::string out;
    Parser parser(body, format);
    for (;;) {
        const auto entry = parser.next();
        if (!entry.ok()) {
            return out + "error " + std::to_string(entry.error().line) + ':' + std::to_string(entry.error().column);
        }
        switch (*entry) {
        case Entry::End: return out + "end";
        case Entry::Sample: {
            const auto labels = parser.labels();
            if (!labels.ok()) {
                return out + "error " + std::to_string(labels.error().line) + ':'
                    + std::to_string(labels.error().column);
            }
            out += labels->toString() + ' ' + base::formatSampleValue(parser.value());
            if (parser.timestampMs()) {
                out += " @" + std::to_string(*parser.timestampMs());
            }
            break;
        }
        case Entry::Help:
            out += "help " + std::string(parser.family()) + " [" + unescapeHelp(parser.text(), format) + ']';
            break;
        case Entry::Unit:
            out += "unit " + std::string(parser.family()) + " [" + std::string(parser.text()) + ']';
            break;
        case Entry::Type:
            out += "type " + std::string(parser.family()) + ' ' + std::to_string(static_cast<int>(parser.type()));
            break;
        case Entry::Comment: out += "comment"; break;
        }
        out += '|';
    }
}

} // namespace checkwatch::exposition
