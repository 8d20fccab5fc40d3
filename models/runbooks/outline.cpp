#include "models/runbooks/outline.h"

#include <algorithm>
#include <md4c.h>

namespace checkwatch::runbooks {
namespace {

constexpr std::size_t itemsMax = 5000;

/// Follows the events of md4c. It gives no positions, but its texts are pieces of the input, so the first text of a block
/// tells where the block is.
class Collector
{
public:
    explicit Collector(std::string_view text) : m_text(text) {}
    std::vector<OutlineItem> take() { return std::move(m_items); }

    int enterBlock(MD_BLOCKTYPE type, void* detail)
    {
        ++m_depth;
        const bool item = type == MD_BLOCK_LI && m_depth == 3 && m_inOrderedList;
        if (m_depth == 2) { // 1 is the document
            m_inOrderedList = type == MD_BLOCK_OL;
            if (!m_inOrderedList) {
                begin(type == MD_BLOCK_H ? OutlineItem::Kind::Heading : OutlineItem::Kind::Other);
                m_items.back().level = type == MD_BLOCK_H ? static_cast<MD_BLOCK_H_DETAIL*>(detail)->level : 0;
                m_fenced = type == MD_BLOCK_CODE && static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->fence_char != 0;
            }
        } else if (item) {
            begin(OutlineItem::Kind::Step);
        } else if (m_depth == 5 || (m_depth == 4 && m_blocksInItem++ > 0)) {
            m_firstBlock = false;
        }
        return m_items.size() > itemsMax ? 1 : 0;
    }

    int leaveBlock()
    {
        --m_depth;
        return 0;
    }

    int enterSpan(MD_SPANTYPE type)
    {
        m_inStrong = m_inStrong || (type == MD_SPAN_STRONG && m_firstBlock && current().firstLine.empty());
        return 0;
    }

    int leaveSpan(MD_SPANTYPE type)
    {
        m_inStrong = m_inStrong && type != MD_SPAN_STRONG;
        return 0;
    }

    int text(MD_TEXTTYPE type, std::string_view piece)
    {
        if (m_items.empty()) {
            return 0;
        }
        OutlineItem& item = current();
        if (!m_placed && piece.data() >= m_text.data() && piece.data() <= m_text.data() + m_text.size()) {
            place(item, static_cast<std::size_t>(piece.data() - m_text.data()));
        }
        const bool lineBreak = type == MD_TEXT_BR || type == MD_TEXT_SOFTBR;
        const std::string_view shown = lineBreak ? std::string_view(" ") : piece;
        if (item.kind == OutlineItem::Kind::Heading) {
            item.text += shown;
        } else if (item.kind == OutlineItem::Kind::Step && m_firstBlock) {
            item.strong += m_inStrong ? shown : std::string_view{};
            item.firstLine += shown;
        }
        return 0;
    }

private:
    OutlineItem& current() { return m_items.back(); }

    void begin(OutlineItem::Kind kind)
    {
        const std::size_t after = m_items.empty() ? 0 : m_items.back().offset;
        m_items.emplace_back().kind = kind;
        m_items.back().offset = after;
        m_placed = false;
        m_fenced = false;
        m_firstBlock = true;
        m_inStrong = false;
        m_blocksInItem = 0;
    }

    void place(OutlineItem& item, std::size_t at)
    {
        m_placed = true;
        std::size_t line = at == 0 ? 0 : m_text.rfind('\n', at - 1) + 1;
        if (m_fenced && line > 0) { // the text is the code, the fence stands on the line before
            line = line == 1 ? 0 : m_text.rfind('\n', line - 2) + 1;
        }
        item.offset = std::max(item.offset, line);
    }

    std::string_view m_text;
    std::vector<OutlineItem> m_items;
    int m_depth = 0;
    int m_blocksInItem = 0;
    bool m_inOrderedList = false;
    bool m_placed = false;
    bool m_fenced = false;
    bool m_firstBlock = false;
    bool m_inStrong = false;
};

Collector& collector(void* user)
{
    return *static_cast<Collector*>(user);
}

} // namespace

std::vector<OutlineItem> outlineOf(std::string_view markdown)
{
    Collector out(markdown);
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH;
    parser.enter_block
        = [](MD_BLOCKTYPE type, void* detail, void* user) { return collector(user).enterBlock(type, detail); };
    parser.leave_block = [](MD_BLOCKTYPE, void*, void* user) { return collector(user).leaveBlock(); };
    parser.enter_span = [](MD_SPANTYPE type, void*, void* user) { return collector(user).enterSpan(type); };
    parser.leave_span = [](MD_SPANTYPE type, void*, void* user) { return collector(user).leaveSpan(type); };
    parser.text = [](MD_TEXTTYPE type, const MD_CHAR* text, MD_SIZE size, void* user) {
        return collector(user).text(type, {text, size});
    };
    md_parse(markdown.data(), static_cast<MD_SIZE>(markdown.size()), &parser, &out);
    return out.take();
}

} // namespace checkwatch::runbooks
