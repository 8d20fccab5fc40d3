#include "ui/query/textplaces.h"

#include "models/promql/marking.h"

#include <algorithm>

namespace checkwatch::query {

std::size_t BothTexts::byteAt(qsizetype character) const
{
    return static_cast<std::size_t>(QStringView(shown).left(character).toUtf8().size());
}

qsizetype BothTexts::characterAt(std::size_t byte) const
{
    std::size_t end = std::min(byte, bytes.size());
    while (end > 0 && end < bytes.size() && (static_cast<unsigned char>(bytes[end]) & 0xc0U) == 0x80U)
        --end;
    return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(end)).size();
}

promql::Span spanOfError(std::string_view text, const base::Error& error)
{
    if (error.line <= 0 || text.empty())
        return {};
    std::size_t begin = 0;
    for (std::int64_t line = 1; line < error.line; ++line) {
        const std::size_t feed = text.find('\n', begin);
        if (feed == std::string_view::npos)
            break;
        begin = feed + 1;
    }
    begin += static_cast<std::size_t>(std::max<std::int64_t>(error.column, 1) - 1);
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    if (last == std::string_view::npos)
        return {};
    const bool atEnd = begin > last;
    begin = std::min(begin, last);
    for (const promql::MarkedPart& part : promql::mark(text)) {
        if (part.span.begin <= begin && begin < part.span.end)
            return {atEnd ? part.span.begin : begin, part.span.end};
    }
    return {begin, begin + 1};
}

} // namespace checkwatch::query
