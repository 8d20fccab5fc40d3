#include "ui/servers/countmarks.h"

#include "ui/common/glyphs.h"

#include <QFontMetrics>
#include <QPainter>

namespace checkwatch::servers {

using common::Role;

namespace {

constexpr int markGap = 7;

/// Paints from right to left.
class Marks
{
public:
    Marks(QPainter& painter, const QRect& area, const QFont& font, const common::Theme& theme)
        : m_painter(painter), m_area(area), m_metrics(font), m_theme(theme), m_right(area.right())
    {
        painter.setFont(font);
    }

    void word(const QString& text, Role colour)
    {
        if (text.isEmpty())
            return;
        const int width = m_metrics.horizontalAdvance(text);
        m_painter.setPen(m_theme[colour]);
        m_painter.drawText(QRect(m_right - width + 1, m_area.top(), width + 1, m_area.height()),
                           Qt::AlignVCenter | Qt::TextSingleLine, text);
        m_right -= width + markGap;
    }

    void count(std::uint32_t number, common::Glyph glyph, Role colour)
    {
        if (number == 0)
            return;
        word(QString::number(number), colour);
        const int side = m_metrics.ascent();
        m_right += markGap - 3;
        common::paintGlyph(m_painter, QRectF(m_right - side + 1, m_area.top(), side, m_area.height()), glyph, m_theme);
        m_right -= side + markGap;
    }

    [[nodiscard]] int left() const { return m_right; }

private:
    QPainter& m_painter;
    QRect m_area;
    QFontMetrics m_metrics;
    const common::Theme& m_theme;
    int m_right;
};

} // namespace

CountMarks CountMarks::of(const items::ServerGroup& group)
{
    CountMarks marks{
        .down = group.down, .firing = group.firing, .pending = group.pending, .out = group.out, .word = {}};
    if (group.stale > 0)
        marks.word = QStringLiteral("stale");
    else if (group.matching < group.servers)
        marks.word = QStringLiteral("%1 shown").arg(group.matching);
    return marks;
}

CountMarks CountMarks::of(const items::FleetNode& node)
{
    if (node.kind == items::FleetNodeKind::All)
        return {.word = QString::number(node.counts.servers)};
    CountMarks marks{.down = node.counts.down,
                     .firing = node.counts.firing,
                     .pending = node.counts.pending,
                     .out = node.counts.out,
                     .word = {}};
    if (node.kind == items::FleetNodeKind::Exporter)
        marks.out = 0;
    if (node.stale && node.kind == items::FleetNodeKind::Exporter)
        marks.word = QStringLiteral("stale");
    return marks;
}

int paintCountMarks(QPainter& painter, const QRect& area, const CountMarks& marks, const QFont& font,
                    const common::Theme& theme)
{
    Marks paint(painter, area, font, theme);
    paint.word(marks.word, Role::Muted);
    if (marks.out > 0 && marks.down + marks.firing + marks.pending == 0)
        paint.word(QStringLiteral("%1 out").arg(marks.out), Role::OutText);
    else
        paint.count(marks.out, common::Glyph::Out, Role::OutText);
    paint.count(marks.pending, common::Glyph::Progress, Role::PendingText);
    paint.count(marks.firing, common::Glyph::Triangle, Role::FiringText);
    paint.count(marks.down, common::Glyph::Cross, Role::DownText);
    return paint.left();
}

} // namespace checkwatch::servers
