#include "models/rules/yamltree.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace checkwatch::rules {
namespace {

std::optional<std::int64_t> parseYamlInteger(std::string text)
{
    std::erase(text, '_');
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) {
        rest.remove_prefix(1);
    }
    int base = 10;
    constexpr std::array<std::pair<std::string_view, int>, 6> prefixes{
        {{"0x", 16}, {"0X", 16}, {"0o", 8}, {"0O", 8}, {"0b", 2}, {"0B", 2}}};
    for (const auto& [prefix, value] : prefixes) {
        if (rest.starts_with(prefix)) {
            base = value;
            rest.remove_prefix(2);
        }
    }
    if (base == 10 && rest.size() > 1 && rest.front() == '0') {
        base = 8;
    }
    std::int64_t value = 0;
    const auto [end, code] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
    if (rest.empty() || rest.front() == '-' || code != std::errc{} || end != rest.data() + rest.size()) {
        return std::nullopt;
    }
    return negative ? -value : value;
}

std::optional<double> parseYamlFloat(const std::string& text)
{
    if (text.empty() || text.find_first_not_of("0123456789.eE+-_") != std::string::npos) {
        return std::nullopt;
    }
    std::string plain = text;
    std::erase(plain, '_');
    return base::parseFloat(plain);
}

/// yaml.v3 takes 2020-01-02 and longer ISO forms for a timestamp.
bool looksLikeDate(const std::string& text)
{
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    return text.size() >= 8 && text.size() <= 40 && digit(0) && digit(1) && digit(2) && digit(3) && text[4] == '-'
        && digit(5) && text.find('-', 5) != std::string::npos;
}

bool isOneOf(const std::string& text, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<double> namedFloat(const std::string& text)
{
    if (isOneOf(text, {".nan", ".NaN", ".NAN"})) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    if (isOneOf(text, {".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"})) {
        return std::numeric_limits<double>::infinity();
    }
    return isOneOf(text, {"-.inf", "-.Inf", "-.INF"}) ? std::optional(-std::numeric_limits<double>::infinity())
                                                      : std::nullopt;
}

} // namespace

std::string_view YamlNode::shortTag() const
{
    switch (kind) {
    case Kind::Null: return "!!null";
    case Kind::Sequence: return "!!seq";
    case Kind::Map: return "!!map";
    case Kind::Alias: return resolved().shortTag();
    case Kind::Scalar: break;
    }
    if (tag != "?" && !tag.empty()) {
        return tag == "tag:yaml.org,2002:int" ? "!!int" : "!!str";
    }
    if (isOneOf(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
        return "!!bool";
    }
    if (parseYamlInteger(text)) {
        return "!!int";
    }
    if (parseYamlFloat(text) || namedFloat(text)) {
        return "!!float";
    }
    return looksLikeDate(text) ? "!!timestamp" : "!!str";
}

bool yamlInteger(const YamlNode& node, int& out)
{
    const std::string_view tag = node.shortTag();
    if (node.kind != YamlNode::Kind::Scalar || (tag != "!!int" && tag != "!!float")) {
        return false;
    }
    if (const auto whole = parseYamlInteger(node.text)) {
        const auto limited
            = std::clamp<std::int64_t>(*whole, std::numeric_limits<int>::min(), std::numeric_limits<int>::max());
        out = static_cast<int>(limited);
        return true;
    }
    const auto number = parseYamlFloat(node.text);
    if (!number || !(std::fabs(*number) < 2147483647.0)) {
        return false;
    }
    out = static_cast<int>(*number);
    return true;
}

std::optional<double> yamlFloat(const YamlNode& node)
{
    const std::string_view tag = node.shortTag();
    if (node.kind != YamlNode::Kind::Scalar || (tag != "!!int" && tag != "!!float")) {
        return std::nullopt;
    }
    if (const auto whole = parseYamlInteger(node.text)) {
        return static_cast<double>(*whole);
    }
    const auto named = namedFloat(node.text);
    return named ? named : parseYamlFloat(node.text);
}

} // namespace checkwatch::rules
