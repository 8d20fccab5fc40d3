#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Single values of the configuration file.
namespace checkwatch::config {

/// The words that yaml.v2 takes for a bool: true, yes, on and their opposites in three spellings.
[[nodiscard]] std::optional<bool> parseBoolean(std::string_view text);

/// A size as Prometheus reads body_size_limit (alecthomas/units Base2Bytes): numbers with units, "64MB", "1.5GiB",
/// "1GB512MB"; K, M, G are powers of 1024 with and without the i; "0" alone needs no unit.
[[nodiscard]] std::optional<std::size_t> parseBytes(std::string_view text);

/// A path that begins with "~" begins with $HOME.
[[nodiscard]] std::string fromHome(const std::string& path);
/// `path` itself where it is absolute or empty, else below `folder`.
[[nodiscard]] std::string joinPath(const std::string& folder, const std::string& path);

/// In single quotes, for a file: whatever it holds but for ends of lines.
std::string yamlQuoted(std::string_view text);
/// "['a', 'b']"
std::string yamlList(const std::vector<std::string>& texts);

} // namespace checkwatch::config
