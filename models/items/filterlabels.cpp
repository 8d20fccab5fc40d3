#include "models/items/filterlabels.h"

#include "models/promql/ast.h"
#include "models/promql/parser.h"

#include <QString>

#include <algorithm>
#include <array>

namespace checkwatch::items {

namespace {

constexpr std::array<QStringView, 4> operators{u"=~", u"!~", u"!=", u"="};

bool isNamePart(QChar c, bool first)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' || (!first && c >= u'0' && c <= u'9');
}

/// Behind the name and the operator of a matcher that begins at `from`; nullopt where none does.
std::optional<qsizetype> behindOperator(QStringView text, qsizetype from)
{
    qsizetype at = from;
    while (at < text.size() && isNamePart(text[at], at == from))
        ++at;
    const auto* const found
        = std::ranges::find_if(operators, [&](QStringView one) { return text.mid(at).startsWith(one); });
    return at == from || found == operators.end() ? std::nullopt : std::optional(at + found->size());
}

/// Behind the quote that closes the one at `at`; -1: there is none.
qsizetype behindQuote(QStringView text, qsizetype at)
{
    const QChar quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (text[at] == quote)
            return at + 1;
        if (text[at] == u'\\' && quote != u'`')
            ++at;
    }
    return -1;
}

/// As Prometheus reads it: its quotes, its escapes, its regular expressions.
base::Result<metrics::Matcher> matcherOf(QStringView text)
{
    const auto parsed = promql::parse("x{" + text.toString().toStdString() + "}");
    if (!parsed)
        return parsed.error();
    return static_cast<const promql::Selector&>(**parsed).matchers.front(); // that of x comes last
}

} // namespace

base::Error errorAt(qsizetype position, const QString& message)
{
    return {.code = base::ErrorCode::BadInput, .message = message.toStdString(), .column = position + 1};
}

base::Result<std::optional<LabelTerm>> readLabelTerm(QStringView text, qsizetype& at)
{
    const bool negated = text[at] == u'-';
    const qsizetype from = at + (negated ? 1 : 0);
    const auto value = behindOperator(text, from);
    if (!value)
        return std::optional<LabelTerm>();
    if (*value >= text.size() || !QStringView(u"\"'`").contains(text[*value]))
        return errorAt(*value,
                       QStringLiteral("what a label is compared with stands in quotes, as in env=\"prod\"; put "
                                      "text with = in quotes as a whole"));
    qsizetype end = behindQuote(text, *value);
    if (end < 0)
        return errorAt(*value, QStringLiteral("the closing quote is missing"));
    auto matcher = matcherOf(text.mid(from, end - from));
    if (!matcher)
        return errorAt(*value, QString::fromStdString(matcher.error().message));
    if (end < text.size() && text[end] != u',' && !text[end].isSpace())
        return errorAt(end, QStringLiteral("a blank is missing behind the quote"));
    at = end < text.size() && text[end] == u',' ? end + 1 : end;
    return std::optional(LabelTerm{std::move(*matcher), negated});
}

} // namespace checkwatch::items
