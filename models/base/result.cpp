#include "models/base/result.h"

namespace checkwatch::base {

std::string Error::text() const
{
    std::string out = where;
    for (const std::int64_t number : {line, column}) {
        if (number == 0) {
            break;
        }
        if (!out.empty()) {
            out += ':';
        }
        out += std::to_string(number);
    }
    if (!out.empty()) {
        out += ": ";
    }
    return out + message;
}

} // namespace checkwatch::base
