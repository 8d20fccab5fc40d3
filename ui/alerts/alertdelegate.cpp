#include "ui/alerts/alertdelegate.h"

#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>

namespace checkwatch::alerts {

using common::Role;

namespace {

constexpr int padding = 8;
constexpr int glyphColumn = 38;
constexpr int barHeight = 4;

/// Text at the right end of a line, and the room that is left before it.
int paintRight(QPainter& painter, const QRect& line, const QString& text)
{
    if (text.isEmpty())
        return line.width();
    const int width = std::min(painter.fontMetrics().horizontalAdvance(text) + 2, line.width() * 2 / 3);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
    return line.width() - width - 10;
}

void paintLeft(QPainter& painter, QRect line, int width, const QString& text)
{
    line.setWidth(width);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
}

void paintTitle(QPainter& painter, const QRect& line, const AlertText& text, const QFont& font,
                const common::Theme& theme)
{
    painter.setFont(common::bold(font));
    painter.setPen(theme[text.colour]);
    const int room = paintRight(painter, line, text.state);
    painter.setPen(theme[Role::Text]);
    paintLeft(painter, line, room, text.title);
    const int used = painter.fontMetrics().horizontalAdvance(text.title) + 5;
    painter.setFont(font);
    painter.setPen(theme[Role::Muted]);
    if (used < room)
        paintLeft(painter, line.adjusted(used, 0, 0, 0), room - used, text.place);
}

bool fitBeside(const QString& detail, const QString& value, const TextMeasure& measure, int width)
{
    const int right = value.isEmpty() ? 0 : measure.width(value) + 12;
    return measure.width(detail) <= width - right;
}

const QString& valueThatFits(const AlertText& text, const TextMeasure& measure, int width)
{
    return text.briefValue.isEmpty() || fitBeside(text.detail, text.value, measure, width) ? text.value
                                                                                           : text.briefValue;
}

/// Long details are sentences: they take a second line where they need it.
int detailLines(const AlertText& text, const TextMeasure& measure, int width)
{
    if (text.detail.isEmpty() && text.value.isEmpty())
        return 0;
    return fitBeside(text.detail, valueThatFits(text, measure, width), measure, width) ? 1 : 2;
}

QRect contentOf(const QRect& row)
{
    return row.adjusted(glyphColumn, padding, -12, -padding);
}

/// As wide as the row will be painted. Views ask for sizes with rectangles of other widths, or none.
int contentWidth(const QStyleOptionViewItem& option)
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    return contentOf(QRect(0, 0, view != nullptr ? view->viewport()->width() : option.rect.width(), 100)).width();
}

} // namespace

AlertDelegate::AlertDelegate(const items::AlertListModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
}

QSize AlertDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const AlertText text = textOf(m_model.itemAt(index.row()), m_moment);
    m_measure.setFont(option.font);
    const int width = contentWidth(option);
    int height = m_measure.titleHeight() + 2 * padding + 1;
    height += detailLines(text, m_measure, width) * m_measure.lineHeight();
    height += text.progress >= 0 ? barHeight + 6 : 0;
    height += text.footer.isEmpty() ? 0 : m_measure.lineHeight();
    return {120, height};
}

void AlertDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    const AlertText text = textOf(m_model.itemAt(index.row()), m_moment);
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may carry marks that rise
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, theme[Role::Selected]);
    painter->setPen(theme[Role::Line]);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    QRect line = contentOf(option.rect);
    const int side = std::max(14, option.fontMetrics.ascent() + 3);
    common::paintGlyph(*painter, QRect(option.rect.left() + 11, line.top(), side, side), text.glyph, theme,
                       text.progress < 0 ? 0.25 : text.progress);
    line.setHeight(QFontMetrics(common::bold(option.font)).height());
    paintTitle(*painter, line, text, option.font, theme);
    painter->setFont(common::scaled(option.font, 0.92));
    painter->setPen(theme[Role::Muted]);
    m_measure.setFont(option.font);
    const int lineHeight = m_measure.lineHeight();
    if (const int lines = detailLines(text, m_measure, line.width()); lines > 0) {
        line = QRect(line.left(), line.bottom() + 1, line.width(), lineHeight);
        const int room = paintRight(*painter, line, valueThatFits(text, m_measure, line.width()));
        if (lines == 1)
            paintLeft(*painter, line, room, text.detail);
        else
            painter->drawText(QRect(line.left(), line.top(), room, 2 * lineHeight), Qt::TextWordWrap, text.detail);
        line.translate(0, (lines - 1) * lineHeight);
    }
    if (text.progress >= 0) {
        const QRect bar(line.left(), line.bottom() + 5, line.width() * 2 / 3, barHeight);
        painter->fillRect(bar, theme[Role::Line]);
        painter->fillRect(QRect(bar.left(), bar.top(), qRound(bar.width() * text.progress), bar.height()),
                          theme[Role::Pending]);
        line.translate(0, barHeight + 6);
    }
    line.translate(0, lineHeight);
    paintLeft(*painter, line, line.width(), text.footer);
    painter->restore();
}

bool AlertDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                              const QModelIndex& index)
{
    if (!index.isValid())
        return false;
    const AlertText text = textOf(m_model.itemAt(index.row()), m_moment);
    common::showPlainToolTip(event->globalPos(), lineOf(text) + QLatin1Char('\n') + text.more, view, option.rect);
    return true;
}

} // namespace checkwatch::alerts
