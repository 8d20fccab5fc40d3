#include "resources/builtin.h"

namespace checkwatch::resources {

std::string_view find(std::string_view path) noexcept
{
    for (const File& file : files()) {
        if (file.path == path) {
            return file.text;
        }
    }
    return {};
}

} // namespace checkwatch::resources
