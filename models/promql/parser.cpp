#include "models/promql/parser.h"

#include "models/promql/exprparser.h"

#include <algorithm>

namespace checkwatch::promql {
namespace {

bool isNameOf(std::string_view text, bool colons)
{
    const auto letter = [colons](char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (colons && c == ':');
    };
    return !text.empty() && letter(text.front())
        && std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// Messages quote the text they are about. Nobody reads more than this, and alerts and logs would carry it on.
constexpr std::size_t longestMessage = 500;

std::string shortened(std::string message)
{
    if (message.size() <= longestMessage) {
        return message;
    }
    std::size_t end = longestMessage;
    while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0U) == 0x80U) {
        --end; // not within a character
    }
    return message.substr(0, end) + "...";
}

base::Error errorAt(const Complaint& complaint, std::string_view text)
{
    const std::string_view before = text.substr(0, std::min(complaint.span.begin, text.size()));
    const std::size_t lineBreak = before.rfind('\n');
    base::Error error{base::ErrorCode::BadInput, "parse error: " + shortened(complaint.message)};
    error.line = 1 + std::count(before.begin(), before.end(), '\n');
    error.column = static_cast<std::int64_t>(lineBreak == std::string_view::npos ? before.size() + 1
                                                                                 : before.size() - lineBreak);
    return error;
}

} // namespace

base::Result<ExprPtr> parse(std::string_view text, ParseOptions options)
{
    ExprParser parser(text, options);
    ExprPtr expr = parser.parseAll();
    if (!expr) {
        return errorAt(*parser.complaint(), text);
    }
    if (const auto complaint = typecheck(*expr, text)) {
        return errorAt(*complaint, text);
    }
    return expr;
}

bool isMetricName(std::string_view text)
{
    return isNameOf(text, true);
}

bool isLabelName(std::string_view text)
{
    return isNameOf(text, false);
}

} // namespace checkwatch::promql
