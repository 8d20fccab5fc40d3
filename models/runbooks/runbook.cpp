#include "models/runbooks/runbook.h"

#include "models/base/utf8.h"
#include "models/runbooks/cleantext.h"
#include "models/runbooks/outline.h"

#include <algorithm>

namespace checkwatch::runbooks {
namespace {

constexpr std::size_t textMax = 256UL * 1024;
constexpr std::size_t sectionsMax = 64;
constexpr std::size_t stepsMax = 100;
constexpr std::size_t titleMax = 160;

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t\n");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

void append(std::string& body, std::string_view piece)
{
    piece = trimmed(piece);
    if (!piece.empty()) {
        body += body.empty() ? "" : "\n\n";
        body += piece;
    }
}

/// An item of an ordered list without its number, the following lines without the indentation that the number caused.
std::string withoutNumber(std::string_view item)
{
    std::size_t start = item.find_first_not_of(' ');
    start = std::min(item.find_first_not_of("0123456789", std::min(start, item.size())), item.size());
    start = std::min(item.find_first_not_of(" \t", std::min(start + 1, item.size())), item.size());
    std::string out;
    std::string_view rest = item.substr(start);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        out += rest.substr(0, end);
        rest.remove_prefix(end);
        rest.remove_prefix(std::min({rest.find_first_not_of(' '), start, rest.size()}));
    }
    return std::string(trimmed(out));
}

/// The bold words a step begins with, else its first sentence.
std::string stepTitle(const OutlineItem& item)
{
    std::string_view title = item.strong.empty() ? std::string_view(item.firstLine) : std::string_view(item.strong);
    if (item.strong.empty()) {
        title = title.substr(0, title.find(". "));
    }
    title = trimmed(title);
    while (!title.empty() && std::string_view(".,:").find(title.back()) != std::string_view::npos) {
        title.remove_suffix(1);
    }
    if (title.size() <= titleMax) {
        return std::string(title);
    }
    std::size_t end = titleMax;
    while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xc0U) == 0x80U) {
        --end; // not inside a character
    }
    return std::string(title.substr(0, end)) + "…";
}

void addItem(Section& section, const OutlineItem& item, std::string_view source)
{
    if (item.kind == OutlineItem::Kind::Step && section.steps.size() < stepsMax) {
        section.steps.push_back({static_cast<int>(section.steps.size()) + 1, stepTitle(item), withoutNumber(source)});
    } else {
        append(section.body, source);
    }
}

} // namespace

base::Result<Runbook> parseRunbook(std::string_view text, std::string path)
{
    if (text.size() > textMax) {
        return base::Error{base::ErrorCode::Limit, "the runbook is larger than 256 KiB; split it", std::move(path)};
    }
    if (!base::isValidUtf8(text)) {
        return base::Error{base::ErrorCode::BadInput, "the runbook is not UTF-8 text", std::move(path)};
    }
    Runbook book;
    book.path = std::move(path);
    FrontMatter front = takeFrontMatter(text);
    book.title = std::move(front.title);
    book.description = std::move(front.description);
    book.markdown = cleanMarkdown(text);
    const std::vector<OutlineItem> items = outlineOf(book.markdown);
    bool titled = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const OutlineItem& item = items[i];
        const std::size_t end = i + 1 < items.size() ? items[i + 1].offset : book.markdown.size();
        if (item.kind == OutlineItem::Kind::Heading && item.level <= 2) {
            if (item.level == 1 && !titled) {
                titled = true;
                book.title = book.title.empty() ? item.text : book.title;
            } else if (book.sections.size() < sectionsMax) {
                book.sections.emplace_back().title = item.text;
            }
        } else if (!book.sections.empty()) {
            addItem(book.sections.back(), item, std::string_view(book.markdown).substr(item.offset, end - item.offset));
        } else if (!titled) {
            addItem(book.sections.emplace_back(), item,
                    std::string_view(book.markdown).substr(item.offset, end - item.offset));
        }
    }
    return book;
}

} // namespace checkwatch::runbooks
