#include "models/runbooks/cleantext.h"

#include <algorithm>
#include <array>
#include <utility>

namespace checkwatch::runbooks {
namespace {

std::string_view trim(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string_view takeLine(std::string_view& text)
{
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

std::string_view unquoted(std::string_view value)
{
    const bool quoted
        = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/// The run of ` or ~ that opens or closes fenced code; "" where the line has none.
std::string_view fenceOf(std::string_view line)
{
    const std::size_t indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos || indent > 3 || (line[indent] != '`' && line[indent] != '~')) {
        return {};
    }
    const std::size_t end = std::min(line.find_first_not_of(line[indent], indent), line.size());
    return end - indent >= 3 ? line.substr(indent, end - indent) : std::string_view{};
}

/// Finds what is to be dropped. Remembers which kinds are never closed any more, so that it stays quick on any text.
class Dropper
{
public:
    /// Length of the block that begins at the start of `text` and is to be dropped; 0 where none does.
    std::size_t length(std::string_view text)
    {
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const auto& [open, close] = blocks[i];
            if (!m_neverClosed[i] && text.starts_with(open)) {
                const std::size_t end = text.find(close, open.size());
                m_neverClosed[i] = end == std::string_view::npos;
                return m_neverClosed[i] ? 0 : end + close.size();
            }
        }
        return 0;
    }

private:
    static constexpr std::array blocks{std::pair{std::string_view("<!--"), std::string_view("-->")},
                                       std::pair{std::string_view("{{%"), std::string_view("%}}")},
                                       std::pair{std::string_view("{{<"), std::string_view(">}}")},
                                       std::pair{std::string_view("<details"), std::string_view("</details>")}};
    std::array<bool, blocks.size()> m_neverClosed{};
};

} // namespace

FrontMatter takeFrontMatter(std::string_view& text)
{
    FrontMatter out;
    std::string_view rest = text;
    if (trim(takeLine(rest)) != "---") {
        return out;
    }
    while (!rest.empty()) {
        const std::string_view line = takeLine(rest);
        if (trim(line) == "---") {
            text = rest;
            return out;
        }
        const std::size_t colon = line.find(':');
        const std::string_view value
            = colon == std::string_view::npos ? std::string_view{} : unquoted(trim(line.substr(colon + 1)));
        if (line.starts_with("title:")) {
            out.title = value;
        } else if (line.starts_with("description:")) {
            out.description = value;
        }
    }
    return {}; // never closed: a horizontal rule, not front matter
}

std::string cleanMarkdown(std::string_view text)
{
    std::string out;
    Dropper dropper;
    std::string_view fence; // open fenced code; a view into `text`
    bool lineStart = true;
    while (!text.empty()) {
        if (lineStart) {
            std::string_view rest = text;
            const std::string_view line = takeLine(rest);
            const std::string_view here = fenceOf(line);
            const bool closes = !fence.empty() && here.size() >= fence.size() && here.front() == fence.front();
            if (!fence.empty() || !here.empty()) {
                out.append(trim(line).empty() ? std::string_view{} : line.substr(0, line.find_last_not_of('\r') + 1))
                    += '\n';
                fence = closes ? std::string_view{} : fence.empty() ? here : fence;
                text = rest;
                continue;
            }
        }
        if (const std::size_t dropped = dropper.length(text); dropped > 0) {
            text.remove_prefix(dropped);
            lineStart = false;
            continue;
        }
        const char c = text.front();
        lineStart = c == '\n';
        if (c != '\r') {
            out += c;
        }
        text.remove_prefix(1);
    }
    return out;
}

} // namespace checkwatch::runbooks
