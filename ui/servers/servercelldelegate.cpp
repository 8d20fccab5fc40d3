#include "ui/servers/servercelldelegate.h"

#include "ui/common/font.h"
#include "ui/common/statewords.h"
#include "ui/servers/countmarks.h"
#include "ui/servers/servercolumns.h"
#include "ui/servers/sparkline.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyleOptionViewItem>

#include <algorithm>

namespace checkwatch::servers {

using common::Role;

namespace {

constexpr int padding = 8;
/// Histories of rows that were scrolled away are forgotten when there are more than this.
constexpr std::size_t mostHistories = 2000;

QRect inside(const QRect& cell)
{
    return cell.adjusted(padding, 0, -padding, -1);
}

void paintArrow(QPainter& painter, const QRectF& box, bool open, const QColor& colour)
{
    const double side = box.width();
    QPolygonF arrow;
    if (open)
        arrow << QPointF(0, side * 0.25) << QPointF(side, side * 0.25) << QPointF(side / 2, side * 0.85);
    else
        arrow << QPointF(side * 0.25, 0) << QPointF(side * 0.85, side / 2) << QPointF(side * 0.25, side);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(arrow.translated(box.topLeft()));
    painter.restore();
}

} // namespace

ServerCellDelegate::ServerCellDelegate(const items::ServerTableModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
}

void ServerCellDelegate::setRowSpan(int left, int right)
{
    m_left = left;
    m_right = right;
}

void ServerCellDelegate::setHistory(const fleet::HistoryPtr& history)
{
    if (!history)
        return;
    if (m_past.size() > mostHistories)
        m_past.clear();
    for (const fleet::ServerHistory& server : history->servers)
        m_past.insert_or_assign(server.server, Past{history, &server});
}

int ServerCellDelegate::rowHeight(const QFont& font)
{
    return QFontMetrics(font).height() + 12;
}

QSize ServerCellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.rect.width(), rowHeight(option.font)};
}

QString ServerCellDelegate::spoken(const QModelIndex& index) const
{
    if (const fleet::ServerRow* row = m_model.serverAt(index.row()))
        return spokenOf(*row, index.column(), context());
    const items::ServerGroup* group = m_model.groupAt(index.row());
    if (group == nullptr)
        return {};
    const GroupWords words = groupWords(*group);
    return words.name + QStringLiteral(", ") + words.summary;
}

void ServerCellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    paintGround(*painter, option, index);
    if (const fleet::ServerRow* row = m_model.serverAt(index.row()))
        paintServer(*painter, option, *row, index.column());
    else if (const items::ServerGroup* group = m_model.groupAt(index.row()))
        paintGroup(*painter, option, *group);
}

void ServerCellDelegate::paintGround(QPainter& painter, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    QColor ground = theme[Role::Panel];
    if (selected)
        ground = theme[Role::Selected];
    else if (index.row() == m_hovered || m_model.groupAt(index.row()) != nullptr)
        ground = theme[Role::Raised];
    painter.fillRect(option.rect, ground);
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme[Role::Line]);
    if (selected && (option.state & QStyle::State_Active) != 0 && option.rect.left() <= m_left)
        painter.fillRect(QRect(m_left, option.rect.top(), 3, option.rect.height() - 1), theme[Role::Accent]);
}

void ServerCellDelegate::paintServer(QPainter& painter, const QStyleOptionViewItem& option, const fleet::ServerRow& row,
                                     int column) const
{
    const common::Theme& theme = common::currentTheme();
    const QRect area = inside(option.rect);
    if (column == items::GlyphColumn) {
        const int side = QFontMetrics(option.font).height();
        const QRectF box(area.left(), option.rect.top(), side, option.rect.height() - 1);
        common::paintGlyph(painter, box, common::glyphFor(row.shown), theme, pendingFraction(row, context()));
        return;
    }
    if (column == items::SparklineColumn) {
        paintHistory(painter, area, row);
        return;
    }
    Cell cell = cellOf(row, column, context());
    if (cell.badge) {
        painter.setFont(common::bold(option.font));
        if (common::badgeSize(*cell.badge, painter.font()).width() > area.width())
            cell.badge->text = cell.brief;
        common::paintBadge(painter, QRectF(area), *cell.badge, theme);
        return;
    }
    paintText(painter, area, cell, columnSpecs()[static_cast<std::size_t>(column)].alignment, option.font,
              column == items::ExporterColumn ? Qt::ElideMiddle : Qt::ElideRight); // the port tells exporters apart
}

void ServerCellDelegate::paintText(QPainter& painter, const QRect& area, const Cell& cell, Qt::Alignment alignment,
                                   const QFont& font, Qt::TextElideMode elide) const
{
    if (cell.text.isEmpty())
        return;
    const common::Theme& theme = common::currentTheme();
    painter.setFont(font);
    painter.setPen(theme[cell.colour]);
    const QFontMetrics metrics = painter.fontMetrics();
    const bool fits = cell.brief.isEmpty() || metrics.horizontalAdvance(cell.text) <= area.width();
    const QString text = metrics.elidedText(fits ? cell.text : cell.brief, elide, area.width());
    const bool mayRise = std::any_of(text.begin(), text.end(), [](QChar c) { return c.isMark(); });
    if (mayRise) {
        painter.save();
        painter.setClipRect(area, Qt::IntersectClip);
    }
    painter.drawText(area, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, text);
    if (mayRise)
        painter.restore();
}

void ServerCellDelegate::paintHistory(QPainter& painter, const QRect& area, const fleet::ServerRow& row) const
{
    const auto past = m_past.find(row.identity->id);
    if (past == m_past.end())
        return;
    const common::Theme& theme = common::currentTheme();
    const QRectF box = QRectF(area).adjusted(0, 7, 0, -7);
    const fleet::History& history = *past->second.history;
    paintSparkline(painter, box, *past->second.server, history.from, history.to,
                   theme[common::textRole(common::effective(row))], theme);
}

/// Every cell of a group row paints the whole row and keeps its own part: cheaper than spans, which Qt looks through.
void ServerCellDelegate::paintGroup(QPainter& painter, const QStyleOptionViewItem& option,
                                    const items::ServerGroup& group) const
{
    const common::Theme& theme = common::currentTheme();
    const GroupWords words = groupWords(group);
    painter.save();
    painter.setClipRect(option.rect, Qt::IntersectClip);
    const QRect row(m_left, option.rect.top(), m_right - m_left, option.rect.height() - 1);
    const double arrow = QFontMetrics(option.font).ascent() * 0.62;
    paintArrow(painter, QRectF(row.left() + padding + 3, row.center().y() - arrow / 2, arrow, arrow), !group.collapsed,
               theme[Role::Muted]);
    QRect text = row.adjusted(padding + qRound(arrow) + 14, 0, -padding, 0);
    const int marks = paintCountMarks(painter, text, CountMarks::of(group), option.font, theme);
    text.setRight(marks - padding);
    painter.setFont(common::bold(option.font));
    painter.setPen(theme[Role::Text]);
    const QString name = painter.fontMetrics().elidedText(words.name, Qt::ElideRight, text.width());
    painter.drawText(text, Qt::AlignVCenter | Qt::TextSingleLine, name);
    text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(name) + padding * 2);
    paintText(painter, text, {.text = words.summary}, Qt::AlignLeft, option.font);
    painter.restore();
}

} // namespace checkwatch::servers
