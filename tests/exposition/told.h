#pragma once

#include "models/exposition/parser.h"

#include <string>
#include <string_view>

namespace checkwatch::exposition {

/// Everything a body says, an entry after the other with | behind; the last is "end" or "error LINE:COLUMN".
std::string told(std::string_view body, Format format);

} // namespace checkwatch::exposition
