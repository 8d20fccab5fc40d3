#include "ui/replay/recordedeventdelegate.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/replay/recordedeventsmodel.h"
#include "ui/workstation/timelineview.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTextLayout>

namespace checkwatch::replay {

using common::Role;
using common::Theme;

namespace {

constexpr int padding = 5;
constexpr int side = 10;
constexpr int linesAtMost = 3;

/// Where the parts of a row lie.
struct RowPlaces
{
    QRect time;
    QRect glyph;
    QRect words;

    RowPlaces(const QRect& row, const QFontMetrics& metrics)
    {
        const QRect content = row.adjusted(side, padding, -side, -padding);
        const int clock = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
        const int shape = metrics.ascent() + 2;
        time = {content.left(), content.top(), clock, metrics.height()};
        glyph = {time.right() + 9, content.top(), shape, metrics.height()};
        words = content.adjusted(glyph.right() + 8 - content.left(), 0, 0, 0);
    }
};

/// Lays words out in a width, breaking inside a word where it must; the lines that there are room for.
int layOut(QTextLayout& layout, const QString& words, const QFont& font, int width)
{
    QTextOption wrap;
    wrap.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setText(words);
    layout.setFont(font);
    layout.setTextOption(wrap);
    layout.beginLayout();
    int lines = 0;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(20, width));
        if (++lines == linesAtMost)
            break;
    }
    layout.endLayout();
    return lines;
}

void paintWords(QPainter& painter, const QRect& place, const QString& words, const QFont& font)
{
    QTextLayout layout;
    const int lines = layOut(layout, words, font, place.width());
    const QFontMetrics metrics(font);
    for (int i = 0; i < lines; ++i) {
        const QTextLine line = layout.lineAt(i);
        const bool last = i + 1 == lines;
        const QString part = last ? words.mid(line.textStart()) : words.mid(line.textStart(), line.textLength());
        painter.drawText(QRect(place.left(), place.top() + i * metrics.height(), place.width(), metrics.height()),
                         Qt::AlignVCenter | Qt::TextSingleLine,
                         last ? metrics.elidedText(part, Qt::ElideRight, place.width()) : part);
    }
}

/// Who first: a column is narrow, and the names of alerts are long.
QString wordsOf(const fleet::Event& event, const common::ExporterNames& names)
{
    const auto about = [&](const QString& what) {
        const QString subject = names.subjectOf(event);
        const QString alert = common::display(event.name, 80);
        return subject.isEmpty() ? alert + QLatin1Char(' ') + what
                                 : subject + QLatin1Char(' ') + what + QStringLiteral(" · ") + alert;
    };
    switch (event.kind) {
    case fleet::EventKind::AlertPending: return about(QStringLiteral("pending"));
    case fleet::EventKind::AlertFiring: return about(QStringLiteral("firing"));
    case fleet::EventKind::AlertResolved:
        return about(event.fired ? QStringLiteral("resolved") : QStringLiteral("ended before it fired"));
    case fleet::EventKind::AlertClearedDown: return about(QStringLiteral("cleared, server is DOWN"));
    case fleet::EventKind::AlertUnknown: return about(QStringLiteral("unknown"));
    default: break;
    }
    return workstation::textOf(event, names).what;
}

/// Where one is: a mark that points into the row.
void paintNowMark(QPainter& painter, const QRect& place, const Theme& theme)
{
    const QPointF centre = QRectF(place).center();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme[Role::Text]);
    painter.drawPolygon(QPolygonF({centre + QPointF(-4, -5), centre + QPointF(5, 0), centre + QPointF(-4, 5)}));
}

} // namespace

RecordedEventDelegate::RecordedEventDelegate(const RecordedEventsModel& model, QObject* parent)
    : QAbstractItemDelegate(parent), m_model(model)
{
}

bool RecordedEventDelegate::setTargets(const std::vector<fleet::TargetRow>& targets)
{
    const bool several = m_names.several();
    const QString longest = m_names.longest();
    m_names.setTargets(targets);
    if (several == m_names.several() && longest == m_names.longest())
        return false;
    m_laid = {};
    return true;
}

/// Forgets what holds no more.
void RecordedEventDelegate::layOutFor(const QStyleOptionViewItem& option, int width) const
{
    constexpr qsizetype mostTexts = 10'000;
    if (width != m_laid.width || option.font != m_laid.font) {
        m_laid = {nullptr, option.font, width, 0, {}, {}};
        m_laid.words = RowPlaces(QRect(0, 0, width, 100), option.fontMetrics).words.width();
    }
    if (m_laid.events != m_model.events()) {
        m_laid.events = m_model.events();
        m_laid.lines.assign(static_cast<std::size_t>(m_model.eventCount()), 0);
        if (m_laid.texts.size() >= mostTexts)
            m_laid.texts.clear();
    }
}

int RecordedEventDelegate::linesOf(const fleet::Event& event) const
{
    int& lines = m_laid.lines[static_cast<std::size_t>(&event - m_laid.events->events.data())];
    if (lines > 0)
        return lines;
    const QString words = wordsOf(event, m_names);
    const auto known = m_laid.texts.constFind(words);
    if (known != m_laid.texts.constEnd())
        return lines = *known;
    QTextLayout layout;
    lines = std::max(1, layOut(layout, words, m_laid.font, m_laid.words));
    m_laid.texts.insert(words, lines);
    return lines;
}

QSize RecordedEventDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    // As if there was a scroll bar: when it comes the rows are laid out already.
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width
        = view != nullptr ? view->width() - view->verticalScrollBar()->sizeHint().width() : option.rect.width();
    layOutFor(option, width);
    const fleet::Event* event = m_model.eventAt(index.row());
    return {100, (event != nullptr ? linesOf(*event) : 1) * option.fontMetrics.height() + 2 * padding};
}

void RecordedEventDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = common::currentTheme();
    const RowPlaces places(option.rect, option.fontMetrics);
    const fleet::Event* event = m_model.eventAt(index.row());
    const bool now = index.row() == m_model.nowRow();
    const bool past = index.row() < m_model.nowRow();
    painter->save();
    painter->setClipRect(option.rect, Qt::IntersectClip); // a name may carry marks that rise
    if (now)
        painter->fillRect(option.rect, theme[Role::Selected]);
    else if ((option.state & QStyle::State_HasFocus) != 0)
        painter->fillRect(option.rect, theme[Role::Raised]);
    painter->setFont(now ? common::bold(option.font) : option.font);
    painter->setPen(theme[now ? Role::Text : Role::Muted]);
    painter->drawText(places.time, Qt::AlignVCenter | Qt::TextSingleLine,
                      common::clockTime(event != nullptr ? event->time : m_model.now(), m_zone));
    if (now)
        paintNowMark(*painter, places.glyph, theme);
    const workstation::EventText text
        = event != nullptr ? workstation::textOf(*event, m_names) : workstation::EventText();
    if (event != nullptr) {
        painter->setOpacity(past ? 1.0 : 0.6);
        common::paintGlyph(*painter, places.glyph, text.glyph, theme);
        painter->setOpacity(1.0);
        const Role ink = text.colour == Role::Muted ? Role::Text : text.colour;
        painter->setPen(theme[past ? ink : Role::Muted]);
    } else {
        painter->setPen(theme[Role::Text]);
    }
    paintWords(*painter, places.words, event == nullptr ? QStringLiteral("now showing") : wordsOf(*event, m_names),
               painter->font());
    painter->restore();
}

QString RecordedEventDelegate::spoken(int row) const
{
    if (row == m_model.nowRow())
        return common::clockTime(m_model.now(), m_zone) + QStringLiteral(" now showing");
    const fleet::Event* event = m_model.eventAt(row);
    if (event == nullptr)
        return {};
    return (row > m_model.nowRow() ? QStringLiteral("later: ") : QString())
        + workstation::spokenOf(*event, m_names, m_zone);
}

bool RecordedEventDelegate::helpEvent(QHelpEvent* help, QAbstractItemView* view, const QStyleOptionViewItem& option,
                                      const QModelIndex& index)
{
    const fleet::Event* event = index.isValid() ? m_model.eventAt(index.row()) : nullptr;
    if (event == nullptr)
        return false;
    common::showPlainToolTip(help->globalPos(), workstation::tipOf(*event, m_names, m_zone), view, option.rect);
    return true;
}

} // namespace checkwatch::replay
