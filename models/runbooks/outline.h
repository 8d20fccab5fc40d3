#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::runbooks {

/// A top-level block of a Markdown text that structures it, with the offset of the line it begins on.
struct OutlineItem
{
    enum class Kind { Heading, Step, Other } kind = Kind::Other;
    std::size_t offset = 0;
    unsigned level = 0;    ///< of a heading
    std::string text;      ///< of a heading, plain
    std::string strong;    ///< of a step: the bold words it begins with
    std::string firstLine; ///< of a step: its first line, plain
};

/// The top-level blocks of `markdown` in order: headings, the items of ordered lists, and where anything else begins.
std::vector<OutlineItem> outlineOf(std::string_view markdown);

} // namespace checkwatch::runbooks
