#pragma once

#include <span>
#include <string_view>

/// The files of resources/rules, resources/runbooks and resources/demo, inside the program. Needs no Qt; valid for the whole run.
namespace checkwatch::resources {

struct File
{
    std::string_view path; ///< from resources/, e.g. "rules/haproxy-exporter-v1.yml"
    std::string_view text; ///< UTF-8; of a .cwrec its bytes
};

/// All of them, sorted by path.
[[nodiscard]] std::span<const File> files() noexcept;
/// The text of one, "" where there is no such file.
[[nodiscard]] std::string_view find(std::string_view path) noexcept;

} // namespace checkwatch::resources
