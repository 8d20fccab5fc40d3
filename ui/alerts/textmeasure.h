#pragma once

#include <QFont>
#include <QHash>
#include <QString>

namespace checkwatch::alerts {

/// Widths of texts in the small font of a row, remembered: a list asks for the sizes of all of its rows again and again,
/// and most of them say the same few things. GUI thread.
class TextMeasure
{
public:
    /// Forgets what it knows where the font is another one.
    void setFont(const QFont& rowFont);
    [[nodiscard]] int titleHeight() const { return m_titleHeight; }
    [[nodiscard]] int lineHeight() const { return m_lineHeight; }
    [[nodiscard]] int width(const QString& text) const;

private:
    QFont m_row;
    QFont m_small;
    bool m_set = false;
    int m_titleHeight = 0;
    int m_lineHeight = 0;
    mutable QHash<QString, int> m_widths;
};

} // namespace checkwatch::alerts
