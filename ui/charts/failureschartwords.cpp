#include "ui/charts/failureschart.h"

#include "ui/common/font.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QAction>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

// The words over the chart, and what mouse and keys do.
namespace checkwatch::charts {

using common::Role;
using fleet::SpanKind;

namespace {

constexpr std::size_t readOutRows = 8;
constexpr std::size_t flagsAtMost = 200;

const fleet::Span* newest(const fleet::ServerHistory& history, SpanKind kind)
{
    const auto it = std::find_if(history.spans.rbegin(), history.spans.rend(),
                                 [kind](const fleet::Span& span) { return span.kind == kind; });
    return it == history.spans.rend() ? nullptr : &*it;
}

QString notCountedWords(const QString& name, fleet::Shown shown)
{
    switch (shown) {
    case fleet::Shown::DownRuleSilent:
    case fleet::Shown::DownFiring:
        return QStringLiteral("hatched: %1 is DOWN, its failed checks are not counted").arg(name);
    case fleet::Shown::Out: return QStringLiteral("hatched: %1 is out of rotation, nothing is counted").arg(name);
    default: return QStringLiteral("hatched: failed checks of %1 were not counted").arg(name);
    }
}

/// The hatching is that of the servers drawn; more may be DOWN.
QString severalDownWords(std::size_t drawn, std::size_t all)
{
    const QString count = all > drawn ? QStringLiteral("%1 of the %2 servers that are DOWN").arg(drawn).arg(all)
                                      : QStringLiteral("%1 servers are DOWN").arg(drawn);
    return all > drawn ? QStringLiteral("hatched: ") + count + QStringLiteral("; failed checks are not counted then")
                       : QStringLiteral("hatched: ") + count + QStringLiteral(", their failed checks are not counted");
}

bool isDownName(const std::string& state)
{
    return state.rfind("DOWN", 0) == 0 || state == "NOT_UP";
}

} // namespace

void FailuresChart::paintNotes(QPainter& painter) const
{
    paintUncountedNote(painter);
    for (const Drawn& line : drawn()) {
        if (line.subject->server == m_focus)
            paintFocusNotes(painter, line);
    }
}

std::optional<FailuresChart::Note> FailuresChart::uncountedNote() const
{
    std::vector<Note> down;
    std::optional<Note> focus; // not DOWN now: told where nothing else explains the hatching
    for (const Drawn& line : drawn()) {
        const fleet::Span* uncounted = newest(*line.history, SpanKind::NotCounted);
        if (uncounted == nullptr)
            continue;
        const Note note{uncounted->from, notCountedWords(line.subject->name, line.subject->shown)};
        if (line.subject->shown == fleet::Shown::DownRuleSilent || line.subject->shown == fleet::Shown::DownFiring)
            down.push_back(note);
        else if (line.subject->server == m_focus)
            focus = note;
    }
    if (down.empty())
        return focus;
    Note told = *std::min_element(down.begin(), down.end());
    if (down.size() > 1)
        told.second = severalDownWords(down.size(), m_down);
    return told;
}

/// Too long for its place, they would lie over the lines.
QString FailuresChart::fittingWords(const Note& note, const QFont& font) const
{
    const double room = m_plot.x(std::max(note.first, m_plot.from)) - m_plot.area.left();
    return noteWidth(font, note.second) <= room ? note.second
                                                : QStringLiteral("hatched: failed checks are not counted");
}

QString FailuresChart::hatchingWords() const
{
    const auto note = uncountedNote();
    return note ? fittingWords(*note, common::scaled(font(), 0.85)) : QString();
}

/// One note, left of where the hatching begins: two would lie over the lines.
void FailuresChart::paintUncountedNote(QPainter& painter) const
{
    const auto note = uncountedNote();
    if (!note)
        return;
    const double line = QFontMetricsF(painter.font()).height();
    const double right = m_plot.x(std::max(note->first, m_plot.from));
    const QString words = fittingWords(*note, painter.font());
    // Where the words of the threshold would lie under it, one line higher.
    const double free = m_plot.area.left() + thresholdWordsWidth(painter.font(), m_history->threshold);
    const double y = m_plot.area.bottom() - line - 4 - (right - noteWidth(painter.font(), words) < free ? line : 0);
    paintNote(painter, m_plot, {right, y}, words, common::currentTheme()[Role::Muted]);
}

void FailuresChart::paintFocusNotes(QPainter& painter, const Drawn& line) const
{
    const common::Theme& theme = common::currentTheme();
    const fleet::Span* pending = newest(*line.history, SpanKind::Pending);
    const fleet::Span* firing = newest(*line.history, SpanKind::Firing);
    if (pending != nullptr || firing != nullptr) {
        const base::Timestamp from = pending != nullptr ? pending->from : firing->from;
        const QString words = pending == nullptr                 ? QStringLiteral(" firing")
            : firing != nullptr && firing->from >= pending->from ? QStringLiteral(" pending, then firing")
                                                                 : QStringLiteral(" pending");
        paintNote(painter, m_plot, {m_plot.x(std::max(from, m_plot.from)), m_plot.area.top() + 2},
                  line.subject->name + words, theme[Role::PendingText]);
    }
    if (const fleet::Span* stale = newest(*line.history, SpanKind::Stale)) {
        const double lineHeight = QFontMetricsF(painter.font()).height();
        paintNote(painter, m_plot, {m_plot.x(stale->from), m_plot.area.top() + 2 + lineHeight},
                  QStringLiteral("hatched: no data"), theme[Role::Muted]);
    }
}

std::vector<Flag> FailuresChart::flags() const
{
    std::vector<Flag> flags;
    if (!m_history)
        return flags;
    for (const fleet::Event& event : m_history->events) {
        const Subject* about = subject(event.server);
        if (event.kind == fleet::EventKind::ServerState && about != nullptr && isDownName(event.after)
            && !isDownName(event.before))
            flags.push_back({event.time, about->name + QStringLiteral(" DOWN"), common::Glyph::Cross, Role::DownText});
        else if (event.kind == fleet::EventKind::TargetReloaded)
            flags.push_back({event.time, common::display(event.instance, 40) + QStringLiteral(" reloaded"),
                             common::Glyph::None, Role::Muted});
        if (flags.size() >= flagsAtMost)
            break;
    }
    return flags;
}

void FailuresChart::paintHover(QPainter& painter) const
{
    if (!m_plot.area.contains(*m_hover) || !m_history)
        return;
    ReadOut readOut;
    readOut.time = m_plot.time(m_hover->x());
    auto lines = drawn();
    std::reverse(lines.begin(), lines.end());
    for (const Drawn& line : lines) {
        const auto& points = line.history->increase;
        const auto it = std::upper_bound(points.begin(), points.end(), readOut.time,
                                         [](base::Timestamp t, const fleet::Point& p) { return t < p.time; });
        if (it == points.begin() || readOut.rows.size() == readOutRows)
            continue;
        const double value = std::prev(it)->value;
        const auto& spans = line.history->spans;
        const bool uncounted = std::any_of(spans.begin(), spans.end(), [&](const fleet::Span& span) {
            return span.kind == SpanKind::NotCounted && span.from <= readOut.time && readOut.time <= span.to;
        });
        const QString words = uncounted ? QStringLiteral("not counted")
            : std::isnan(value)         ? QStringLiteral("no data")
                                        : common::exact(value);
        const Role colour
            = line.subject->shown == fleet::Shown::Up ? Role::Text : common::textRole(line.subject->shown);
        readOut.rows.push_back({line.subject->name, words, colour});
    }
    paintReadOut(painter, m_plot, readOut, common::currentTheme(), m_zone);
}

void FailuresChart::wheelEvent(QWheelEvent* event)
{
    m_zoom.zoom(std::pow(0.8, event->angleDelta().y() / 120.0), m_plot.time(event->position().x()));
    event->accept();
}

void FailuresChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragFrom = event->position();
    m_dragged = false;
    setFocus(Qt::MouseFocusReason);
}

void FailuresChart::mouseMoveEvent(QMouseEvent* event)
{
    m_hover = event->position();
    if (m_dragFrom) {
        const double by = m_dragFrom->x() - event->position().x();
        if (std::abs(by) < 3 && !m_dragged)
            return;
        const auto width = static_cast<double>((m_plot.to - m_plot.from).count());
        m_zoom.pan(base::Duration{static_cast<std::int64_t>(by / m_plot.area.width() * width)}, !m_dragged);
        m_dragFrom = event->position();
        m_dragged = true;
    }
    viewport()->update();
}

void FailuresChart::mouseReleaseEvent(QMouseEvent*)
{
    m_dragFrom.reset();
    viewport()->update();
}

void FailuresChart::leaveEvent(QEvent* event)
{
    QChartView::leaveEvent(event);
    m_hover.reset();
    viewport()->update();
}

void FailuresChart::keyPressEvent(QKeyEvent* event)
{
    const base::Duration step = (m_plot.to - m_plot.from) / 10;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: m_zoom.zoomInAction()->trigger(); break;
    case Qt::Key_Minus: m_zoom.zoomOutAction()->trigger(); break;
    case Qt::Key_Left: m_zoom.pan(-step, true); break;
    case Qt::Key_Right: m_zoom.pan(step, true); break;
    case Qt::Key_Backspace: m_zoom.back(); break;
    case Qt::Key_Home: m_zoom.follow(); break;
    default: QChartView::keyPressEvent(event);
    }
}

} // namespace checkwatch::charts
