#include "models/rules/rulewriter.h"

#include <algorithm>
#include <array>
#include <optional>

namespace checkwatch::rules {
namespace {

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Words that some YAML takes for something else than themselves.
bool isReserved(std::string_view text)
{
    static constexpr std::array<std::string_view, 11> words{"y",    "n",     "yes",  "no",  "on", "off",
                                                            "true", "false", "null", "nan", "inf"};
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(words.begin(), words.end(), lower) != words.end();
}

bool isDuration(std::string_view text)
{
    return text.front() >= '0' && text.front() <= '9' && text.find_first_of("wdhms") != std::string_view::npos
        && text.find_first_not_of("0123456789wdhms") == std::string_view::npos;
}

/// Whether YAML reads the bare text as this very string, in every version of it.
bool canStandBare(std::string_view text)
{
    if (text.empty() || text.back() == ' ' || text.back() == ':' || isReserved(text)) {
        return false;
    }
    const char first = text.front();
    const bool begins
        = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '(' || isDuration(text);
    return begins && text.find(": ") == std::string_view::npos && text.find(" #") == std::string_view::npos
        && std::none_of(text.begin(), text.end(),
                        [](char c) { return isControl(c) || static_cast<unsigned char>(c) >= 0x80; });
}

/// REQUIRES: no quote in it.
std::string singleQuoted(std::string_view text)
{
    return '\'' + std::string(text) + '\'';
}

/// What YAML 1.1, and so Prometheus' parser, takes for the end of a line besides \n and \r, and how it is written.
struct LineEnd
{
    std::string_view bytes;
    std::string_view escape;
};
constexpr std::array<LineEnd, 3> lineEnds{{{"\xc2\x85", "\\N"}, {"\xe2\x80\xa8", "\\L"}, {"\xe2\x80\xa9", "\\P"}}};

const LineEnd* lineEndAt(std::string_view text)
{
    const auto* const found
        = std::ranges::find_if(lineEnds, [&](const LineEnd& end) { return text.starts_with(end.bytes); });
    return found == lineEnds.end() ? nullptr : found;
}

bool hasLineEnd(std::string_view text)
{
    return std::ranges::any_of(lineEnds,
                               [&](const LineEnd& end) { return text.find(end.bytes) != std::string_view::npos; });
}

std::string doubleQuoted(std::string_view text)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (const LineEnd* const end = lineEndAt(text.substr(i))) {
            quoted += end->escape;
            i += end->bytes.size() - 1;
            continue;
        }
        if (c == '"' || c == '\\') {
            (quoted += '\\') += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (c == '\t') {
            quoted += "\\t";
        } else if (isControl(c)) {
            ((quoted += "\\x") += digits[byte >> 4U]) += digits[byte & 15U];
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

/// A block keeps lines as they are; not where blanks at the ends of lines, or tabs and the like, could be lost.
bool canBeBlock(std::string_view text)
{
    return text.find('\n') != std::string_view::npos && text.front() != ' ' && text.front() != '\n'
        && text.back() != '\n' && text.find(" \n") == std::string_view::npos && !hasLineEnd(text)
        && std::none_of(text.begin(), text.end(), [](char c) { return isControl(c) && c != '\n'; });
}

std::string block(std::string_view text, const std::string& indent)
{
    std::string lines = "|-";
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines += '\n';
        if (end > 0) {
            (lines += indent) += text.substr(0, end);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// `indent` is that of lines below the key.
std::string scalar(std::string_view text, const std::string& indent)
{
    if (canStandBare(text)) {
        return std::string(text);
    }
    if (canBeBlock(text)) {
        return block(text, indent);
    }
    const bool plain = std::none_of(text.begin(), text.end(), isControl) && !hasLineEnd(text);
    return plain && text.find('\'') == std::string_view::npos ? singleQuoted(text) : doubleQuoted(text);
}

void writePairs(std::string& out, std::string_view key, const StringPairs& pairs, const std::string& indent)
{
    if (pairs.empty()) {
        return;
    }
    (out += indent) += key;
    out += ":\n";
    for (const auto& [name, value] : pairs) {
        out += indent + "  " + scalar(name, indent + "    ") + ": " + scalar(value, indent + "    ") + '\n';
    }
}

/// The group as an element of a list whose dashes stand behind `indent`.
std::string writeGroup(const RuleDraft& draft, const std::string& indent)
{
    const std::string rule = indent + "      ";
    std::string out = indent + "- name: " + scalar(draft.group, rule) + '\n' + indent + "  rules:\n";
    out += indent + "    - alert: " + scalar(draft.alert, rule + "  ") + '\n';
    out += rule + "expr: " + scalar(draft.expr, rule + "  ") + '\n';
    if (!draft.holdFor.empty()) {
        out += rule + "for: " + scalar(draft.holdFor, rule + "  ") + '\n';
    }
    writePairs(out, "labels", draft.labels, rule);
    writePairs(out, "annotations", draft.annotations, rule);
    return out;
}

/// Where the dashes of the list of groups stand: the blanks before the first one behind `groups:`.
std::optional<std::string> dashIndent(std::string_view file)
{
    std::size_t at = file.starts_with("groups:") ? 0 : file.find("\ngroups:");
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    at = file.find('\n', at + 1);
    while (at != std::string_view::npos) {
        const std::size_t first = file.find_first_not_of(" \n", at);
        if (first == std::string_view::npos) {
            return std::nullopt;
        }
        if (file[first] == '-') {
            const std::size_t lineBegin = file.rfind('\n', first) + 1;
            return std::string(file.substr(lineBegin, first - lineBegin));
        }
        if (file[first] != '#') {
            return std::nullopt;
        }
        at = file.find('\n', first);
    }
    return std::nullopt;
}

std::string freeName(const std::vector<Group>& groups, const std::string& wanted)
{
    std::string name = wanted;
    for (int number = 2; std::any_of(groups.begin(), groups.end(), [&](const Group& g) { return g.name == name; });
         ++number) {
        name = wanted + '-' + std::to_string(number);
    }
    return name;
}

} // namespace

std::string writeRuleFile(const RuleDraft& draft)
{
    return "groups:\n" + writeGroup(draft, "  ");
}

base::Result<std::string> appendToRuleFile(std::string_view file, RuleDraft draft, promql::ParseOptions options)
{
    const auto before = parseRuleFile(file, {}, options);
    if (!before) {
        return base::Error{base::ErrorCode::BadInput, "it is not a rule file: " + before.error().message};
    }
    const base::Error refused{base::ErrorCode::Unsupported,
                              "nothing can be put behind the groups of this file safely; choose a new file"};
    const auto indent = dashIndent(file);
    if (!indent) {
        return refused;
    }
    draft.group = freeName(before->groups, draft.group);
    std::string result(file);
    if (!result.ends_with('\n')) {
        result += '\n';
    }
    result += writeGroup(draft, *indent);
    const auto after = parseRuleFile(result, {}, options);
    const auto alone = parseRuleFile(writeRuleFile(draft), {}, options);
    if (!alone) {
        return alone.error();
    }
    std::vector<Group> wanted = before->groups;
    wanted.push_back(alone->groups.front());
    if (!after || !std::equal(wanted.begin(), wanted.end(), after->groups.begin(), after->groups.end(), sameContent)) {
        return refused;
    }
    return result;
}

} // namespace checkwatch::rules
