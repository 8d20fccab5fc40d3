#include "ui/charts/failureschart.h"

#include "ui/charts/ticks.h"
#include "ui/common/font.h"
#include "ui/common/statewords.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace checkwatch::charts {

using common::Role;
using fleet::SpanKind;

namespace {

constexpr std::size_t denseAbove = 5000;
constexpr std::size_t runsAtMost = 64;
constexpr qsizetype smoothUpTo = 2000;
constexpr double bandHeight = 22;
/// What belongs to another range, or to other servers, is asked for as soon as they are there, and mostly comes in that time:
/// one picture then, not two.
constexpr std::chrono::milliseconds answerComes{10};

} // namespace

FailuresChart::FailuresChart(QWidget* parent) : QChartView(parent), m_times(new QValueAxis), m_values(new QValueAxis)
{
    setFrameShape(QFrame::NoFrame);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 140);
    chart()->legend()->hide();
    chart()->setBackgroundVisible(false);
    chart()->setMargins({});
    chart()->layout()->setContentsMargins(0, 0, 0, 0);
    chart()->addAxis(m_times, Qt::AlignBottom);
    chart()->addAxis(m_values, Qt::AlignLeft);
    m_times->setVisible(false);
    m_values->setVisible(false);
    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, this, &FailuresChart::rebuild);
    connect(&m_zoom, &ZoomStack::rangeChanged, this, &FailuresChart::drawSoon);
}

FailuresChart::~FailuresChart() = default;

void FailuresChart::setSubjects(std::vector<Subject> subjects, fleet::ServerId focus, std::size_t down)
{
    m_down = down;
    m_subjects = std::move(subjects);
    m_focus = focus;
    drawSoon();
}

void FailuresChart::drawSoon()
{
    if (!m_frame.isActive()) // who drags it goes on asking for it
        m_frame.start(answerComes);
}

void FailuresChart::setHistory(fleet::HistoryPtr history)
{
    m_history = std::move(history);
    m_frame.start(0);
}

void FailuresChart::setZone(common::Zone zone)
{
    m_zone = zone;
    viewport()->update();
}

void FailuresChart::setEmptyText(const QString& text)
{
    m_emptyText = text;
    viewport()->update();
}

void FailuresChart::flush()
{
    m_frame.stop();
    rebuild();
}

const FailuresChart::Subject* FailuresChart::subject(fleet::ServerId server) const
{
    const auto it
        = std::find_if(m_subjects.begin(), m_subjects.end(), [&](const Subject& s) { return s.server == server; });
    return it == m_subjects.end() ? nullptr : &*it;
}

std::vector<FailuresChart::Drawn> FailuresChart::drawn() const
{
    std::vector<Drawn> lines;
    if (!m_history)
        return lines;
    for (const fleet::ServerHistory& server : m_history->servers) {
        if (const Subject* about = subject(server.server))
            lines.push_back({&server, about});
    }
    // The quiet first, the focus last: what matters lies on top.
    std::stable_sort(lines.begin(), lines.end(), [this](const Drawn& a, const Drawn& b) {
        const auto rank
            = [this](const Drawn& d) { return d.subject->server == m_focus ? -1 : static_cast<int>(d.subject->shown); };
        return rank(a) > rank(b);
    });
    return lines;
}

QColor FailuresChart::colourOf(const Subject& subject) const
{
    const common::Theme& theme = common::currentTheme();
    if (subject.shown == fleet::Shown::Up)
        return subject.server == m_focus ? theme[Role::Text] : theme[Role::Muted];
    return theme[common::textRole(subject.shown)];
}

void FailuresChart::rebuild()
{
    place();
    const auto lines = drawn();
    std::size_t points = 0;
    for (const Drawn& line : lines)
        points += inside(line.history->increase, m_plot.from, m_plot.to).size();
    m_dense = points > denseAbove;
    if (m_dense)
        showDense(lines);
    else
        showLines(lines);
    viewport()->update();
}

void FailuresChart::place()
{
    const QFontMetricsF metrics(common::scaled(font(), 0.85));
    const double left = std::ceil(metrics.horizontalAdvance(QStringLiteral("0000.0k")));
    const double line = std::ceil(metrics.height());
    m_plot.area
        = QRectF(left, line + 14, std::max(10.0, width() - left - 24), std::max(10.0, height() - 2 * line - 26));
    m_plot.from = m_zoom.range().from;
    m_plot.to = std::max(m_zoom.range().to, m_plot.from + base::Duration{1});
    double top = m_history ? std::max(1.0, m_history->threshold * 1.2) : 1.0;
    for (const Drawn& line2 : drawn())
        top = std::max(top, highest(line2.history->increase, m_plot.from, m_plot.to, 0));
    m_plot.bottom = 0;
    m_plot.top = valueTicks(0, top * 1.08, 4).back();
    chart()->setPlotArea(m_plot.area);
    m_times->setRange(0, static_cast<double>((m_plot.to - m_plot.from).count()));
    m_values->setRange(m_plot.bottom, m_plot.top);
}

QLineSeries* FailuresChart::series(int index)
{
    while (static_cast<int>(m_series.size()) <= index) {
        auto* line = new QLineSeries(chart());
        chart()->addSeries(line);
        line->attachAxis(m_times);
        line->attachAxis(m_values);
        m_series.push_back(line);
    }
    return m_series[static_cast<std::size_t>(index)];
}

void FailuresChart::hideSeriesFrom(int index)
{
    for (std::size_t i = static_cast<std::size_t>(index); i < m_series.size(); ++i) {
        if (m_series[i]->count() > 0)
            m_series[i]->clear();
        m_series[i]->setVisible(false);
    }
    m_seriesShown = index;
}

void FailuresChart::showLines(const std::vector<Drawn>& lines)
{
    std::vector<std::pair<QList<QPointF>, const Subject*>> runs;
    qsizetype points = 0;
    for (const Drawn& line : lines) {
        for (auto& run :
             decimated(line.history->increase, m_plot.from, m_plot.to, static_cast<int>(m_plot.area.width()))) {
            points += run.size();
            runs.emplace_back(std::move(run), line.subject);
        }
    }
    if (runs.size() > runsAtMost) { // a line full of gaps: each run would be a series of its own
        m_dense = true;
        showDense(lines);
        return;
    }
    m_denseImage = nullptr;
    setRenderHint(QPainter::Antialiasing, points <= smoothUpTo);
    int index = 0;
    for (auto& [run, about] : runs) {
        QLineSeries* line = series(index++);
        QPen pen(colourOf(*about), about->server == m_focus && points <= smoothUpTo ? 2 : 1);
        pen.setCosmetic(true);
        line->setPen(pen);
        line->replace(run);
        line->setVisible(true);
    }
    hideSeriesFrom(index);
}

void FailuresChart::showDense(const std::vector<Drawn>& lines)
{
    hideSeriesFrom(0);
    m_densePainter.begin(m_plot, devicePixelRatioF());
    for (const Drawn& line : lines)
        m_densePainter.add(line.history->increase, colourOf(*line.subject));
    m_denseImage = &m_densePainter.finish();
}

void FailuresChart::drawBackground(QPainter* painter, const QRectF& rectangle)
{
    const common::Theme& theme = common::currentTheme();
    painter->fillRect(rectangle, theme[Role::Panel]);
    painter->setFont(common::scaled(font(), 0.85));
    paintShading(*painter);
    paintValues(*painter, m_plot, theme, 4);
    paintTimes(*painter, m_plot, theme, m_zone);
    if (drawn().empty() && !m_emptyText.isEmpty()) {
        painter->setFont(font());
        painter->setPen(theme[Role::Muted]);
        painter->drawText(m_plot.area, Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    }
}

void FailuresChart::paintShading(QPainter& painter) const
{
    const common::Theme& theme = common::currentTheme();
    const auto lines = drawn();
    for (const Drawn& line : lines) {
        for (const fleet::Span& span : line.history->spans) {
            if (line.subject->server == m_focus && span.kind != SpanKind::NotCounted)
                paintSpan(painter, m_plot, span, theme);
        }
    }
    // Hatching last: shading of the focus must not cover what was not counted elsewhere.
    for (const Drawn& line : lines) {
        const bool told = line.subject->server == m_focus || line.subject->shown <= fleet::Shown::DownFiring;
        for (const fleet::Span& span : line.history->spans) {
            if (told && span.kind == SpanKind::NotCounted)
                paintSpan(painter, m_plot, span, theme, bandHeight);
        }
    }
}

void FailuresChart::drawForeground(QPainter* painter, const QRectF&)
{
    const common::Theme& theme = common::currentTheme();
    if (m_denseImage != nullptr)
        painter->drawImage(m_plot.area.topLeft(), *m_denseImage);
    painter->setFont(common::scaled(font(), 0.85));
    painter->setBrush(Qt::NoBrush);
    paintFlags(*painter, m_plot, flags(), theme);
    if (m_history) {
        paintThreshold(*painter, m_plot, m_history->threshold, theme);
        paintNotes(*painter);
    }
    if (m_hover && !m_dragFrom)
        paintHover(*painter);
}

void FailuresChart::resizeEvent(QResizeEvent* event)
{
    QChartView::resizeEvent(event);
    rebuild();
}

void FailuresChart::changeEvent(QEvent* event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        m_frame.start(0);
}

} // namespace checkwatch::charts
