#pragma once

#include <string>
#include <string_view>

namespace checkwatch::runbooks {

/// What a runbook file has before its Markdown.
struct FrontMatter
{
    std::string title;
    std::string description;
};

/// Takes a leading block between two lines "---" off `text`; of its YAML only plain `title:` and `description:` are read.
FrontMatter takeFrontMatter(std::string_view& text);

/// `text` with Unix line ends and without what is not for readers: <details> blocks, {{% … %}} and {{< … >}} directives,
/// HTML comments. What stands in fenced code stays. What is never closed stays.
std::string cleanMarkdown(std::string_view text);

} // namespace checkwatch::runbooks
