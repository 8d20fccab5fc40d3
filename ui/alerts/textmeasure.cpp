#include "ui/alerts/textmeasure.h"

#include "ui/common/font.h"

#include <QFontMetrics>

namespace checkwatch::alerts {

namespace {
constexpr qsizetype mostTexts = 2000;
}

void TextMeasure::setFont(const QFont& rowFont)
{
    if (m_set && rowFont == m_row)
        return;
    m_set = true;
    m_row = rowFont;
    m_small = common::scaled(rowFont, 0.92);
    m_titleHeight = QFontMetrics(common::bold(rowFont)).height();
    m_lineHeight = QFontMetrics(m_small).height();
    m_widths.clear();
}

int TextMeasure::width(const QString& text) const
{
    if (text.isEmpty())
        return 0;
    const auto known = m_widths.constFind(text);
    if (known != m_widths.constEnd())
        return *known;
    if (m_widths.size() >= mostTexts)
        m_widths.clear();
    const int width = QFontMetrics(m_small).horizontalAdvance(text);
    m_widths.insert(text, width);
    return width;
}

} // namespace checkwatch::alerts
