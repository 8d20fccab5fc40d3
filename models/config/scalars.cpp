#include "models/config/scalars.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace checkwatch::config {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 15> units{{{"B", 0},
                                                                  {"KB", 1},
                                                                  {"KiB", 1},
                                                                  {"K", 1},
                                                                  {"MB", 2},
                                                                  {"MiB", 2},
                                                                  {"M", 2},
                                                                  {"GB", 3},
                                                                  {"GiB", 3},
                                                                  {"G", 3},
                                                                  {"TB", 4},
                                                                  {"TiB", 4},
                                                                  {"T", 4},
                                                                  {"PB", 5},
                                                                  {"PiB", 5}}};

std::optional<double> unitFactor(std::string_view unit)
{
    for (const auto& [name, power] : units) {
        if (name == unit) {
            double factor = 1;
            for (int i = 0; i < power; ++i) {
                factor *= 1024;
            }
            return factor;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<bool> parseBoolean(std::string_view text)
{
    constexpr std::array<std::string_view, 9> yes{"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"};
    constexpr std::array<std::string_view, 9> no{"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end()) {
        return true;
    }
    return std::find(no.begin(), no.end(), text) != no.end() ? std::optional(false) : std::nullopt;
}

std::optional<std::size_t> parseBytes(std::string_view text)
{
    if (text == "0") {
        return 0;
    }
    double total = 0;
    do {
        const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
        const std::size_t end = std::min(text.find_first_of("0123456789.", digits), text.size());
        const auto number = base::parseFloat(text.substr(0, digits));
        const auto factor = unitFactor(text.substr(digits, end - digits));
        if (!number || !factor) {
            return std::nullopt;
        }
        total += *number * *factor;
        text.remove_prefix(end);
    } while (!text.empty());
    constexpr double largest = 9007199254740992.0; // 2^53: beyond it a double would round
    return total <= largest ? std::optional(static_cast<std::size_t>(total)) : std::nullopt;
}

std::string fromHome(const std::string& path)
{
    const char* const home = std::getenv("HOME");
    return home != nullptr && (path == "~" || path.starts_with("~/")) ? home + path.substr(1) : path;
}

std::string joinPath(const std::string& folder, const std::string& path)
{
    if (path.empty() || path.front() == '/' || folder.empty()) {
        return path;
    }
    return (std::filesystem::path(folder) / path).string();
}

std::string yamlQuoted(std::string_view text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + '\'';
}

std::string yamlList(const std::vector<std::string>& texts)
{
    std::string out = "[";
    for (const std::string& text : texts) {
        out += (out.size() > 1 ? ", " : "") + yamlQuoted(text);
    }
    return out + ']';
}

} // namespace checkwatch::config
