#pragma once

#include <string>
#include <string_view>

namespace checkwatch::base {

/// Go's strings.ToLower and strings.ToUpper: letter by letter, of any script, whatever the user's locale is. Of what is no
/// UTF-8 only ASCII's letters.
[[nodiscard]] std::string lowered(std::string_view text);
[[nodiscard]] std::string raised(std::string_view text);

} // namespace checkwatch::base
