#include "ui/query/expressionpaint.h"

#include "models/promql/marking.h"
#include "ui/common/theme.h"

#include <QPlainTextEdit>
#include <QTextBlock>
#include <QTextLayout>

#include <algorithm>
#include <vector>

namespace checkwatch::query {

using common::Role;
using promql::Part;

namespace {

using Format = QTextLayout::FormatRange;

/// Colour is kept for what is abnormal: names stand out by weight, the rest steps back.
QTextCharFormat formatOf(Part part)
{
    const common::Theme& theme = common::currentTheme();
    QTextCharFormat format;
    switch (part) {
    case Part::Metric: format.setForeground(theme[Role::Text]); break;
    case Part::Function:
    case Part::Aggregation:
    case Part::Keyword:
        format.setForeground(theme[Role::Accent]);
        if (part != Part::Keyword)
            format.setFontWeight(QFont::DemiBold);
        break;
    case Part::LabelName: format.setForeground(theme[Role::OutText]); break;
    case Part::Text:
    case Part::Number: format.setForeground(theme[Role::Text]); break;
    case Part::Operator:
    case Part::Punctuation: format.setForeground(theme[Role::Muted]); break;
    case Part::Comment:
        format.setForeground(theme[Role::Muted]);
        format.setFontItalic(true);
        break;
    }
    return format;
}

QTextCharFormat errorFormat()
{
    QTextCharFormat format;
    format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
    format.setUnderlineColor(common::currentTheme()[Role::DownText]);
    return format;
}

/// Hands each block the stretches that reach into it.
void setFormats(QPlainTextEdit& editor, const std::vector<Format>& formats)
{
    for (QTextBlock block = editor.document()->begin(); block.isValid(); block = block.next()) {
        const int begin = block.position();
        const int end = begin + block.length();
        QList<Format> here;
        for (const Format& format : formats) {
            const int from = std::max(format.start, begin);
            const int to = std::min(format.start + format.length, end);
            if (from < to)
                here.append({from - begin, to - from, format.format});
        }
        block.layout()->setFormats(here);
        editor.document()->markContentsDirty(begin, block.length());
    }
}

} // namespace

void paintExpression(QPlainTextEdit& editor, const BothTexts& text, const promql::Span& error)
{
    std::vector<Format> formats;
    std::size_t byte = 0;
    qsizetype character = 0;
    const auto characterOf = [&](std::size_t target) { // pieces ascend: no piece is counted twice
        character += QString::fromUtf8(text.bytes.data() + byte, static_cast<qsizetype>(target - byte)).size();
        byte = target;
        return static_cast<int>(character);
    };
    for (const promql::MarkedPart& part : promql::mark(text.bytes)) {
        const int begin = characterOf(part.span.begin);
        formats.push_back({begin, characterOf(part.span.end) - begin, formatOf(part.part)});
    }
    if (error.end > error.begin) {
        const auto begin = static_cast<int>(text.characterAt(error.begin));
        const int length = std::max(1, static_cast<int>(text.characterAt(error.end)) - begin);
        formats.push_back({begin, length, errorFormat()});
    }
    setFormats(editor, formats);
}

void paintErrorLine(QPlainTextEdit& editor, int line)
{
    const QTextBlock block = editor.document()->findBlockByNumber(line - 1);
    std::vector<Format> formats;
    if (line > 0 && block.isValid())
        formats.push_back({block.position(), block.length() - 1, errorFormat()});
    setFormats(editor, formats);
}

} // namespace checkwatch::query
