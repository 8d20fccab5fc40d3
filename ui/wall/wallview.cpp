#include "ui/wall/wallview.h"

#include "ui/wall/ratemeter.h"
#include "ui/wall/type.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <array>
#include <chrono>

namespace checkwatch::wall {

using common::Role;
using namespace std::chrono_literals;

namespace {

constexpr auto beatEvery = 500ms; ///< a frozen program is seen within two seconds
constexpr std::size_t mostRows = 60;
constexpr std::size_t mostUnfolded = 20; ///< so many entries are read one by one, flood or not

/// One after the other.
TrendKind trendAt(std::uint64_t page)
{
    return page / 2 % 2 == 0 ? TrendKind::NotWell : TrendKind::Failures;
}

} // namespace

WallView::WallView(Grouping grouping, QWidget* parent) : QWidget(parent), m_field(grouping)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setCursor(Qt::BlankCursor);
    setFocusPolicy(Qt::NoFocus);
    connect(&m_timer, &QTimer::timeout, this, &WallView::tick);
    m_timer.start(beatEvery);
}

void WallView::setSession(session::Session* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    m_code.setSession(session);
    m_snapshot = nullptr;
    if (session != nullptr) {
        connect(session, &session::Session::snapshotReady, this, &WallView::take);
        if (const fleet::SnapshotPtr newest = session->snapshot()) {
            take(newest);
        }
    }
    compose();
}

void WallView::setZone(common::Zone zone)
{
    m_zone = zone;
}

void WallView::setDwell(base::Duration dwell)
{
    m_dwell = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(dwell / beatEvery));
}

void WallView::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_code.setRunbooks(std::move(library));
}

void WallView::take(const fleet::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_acknowledgements = fleet::Acknowledgements(*snapshot);
    m_exporters.setTargets(snapshot->targets);
    m_trend.take(*snapshot, workstation::totalsOf(*snapshot));
    m_firstOut.take(*snapshot);
    m_field.take(*snapshot);
    if (m_field.grouping() == Grouping::Server) {
        m_vantages.take(*snapshot);
    }
}

void WallView::tick()
{
    ++m_beat;
    compose();
    update();
}

void WallView::composeWaiting(Composer& composer)
{
    const Scale& scale = composer.scale();
    composer.centred(QRectF(rect()),
                     {QStringLiteral("Waiting for the first scrape"), scale.name, true, Role::Text, Role::Surface});
}

WorstList WallView::worstNow(const Moment& moment) const
{
    WorstContext context{*m_snapshot, m_exporters, m_firstOut, moment.now, m_zone, false};
    context.acknowledgements = &m_acknowledgements;
    context.vantages = m_field.isMatrix() ? &m_vantages : nullptr;
    WorstList worst = worstOf(context, mostRows);
    context.folded = worst.all > mostUnfolded && alarmsInTenMinutes(*m_snapshot, moment.now) >= floodAt;
    return context.folded ? worstOf(context, mostRows) : worst;
}

void WallView::composeParts(Composer& composer, const Moment& moment)
{
    const Scale& scale = composer.scale();
    const QRectF screen(rect());
    const Layout layout = layOut(screen, scale);
    const int page = static_cast<int>(m_beat / m_dwell);
    addHeader(composer, layout.header, headerInTwoLines(screen, scale), moment, m_beat);
    const WorstList worst = worstNow(moment);
    addWorst(composer, layout.worst, worst, page);
    m_field.add(composer, layout.tiles, devicePixelRatioF(), common::currentTheme(), moment, page);
    addTrend(composer, layout.trend, m_trend.upTo(moment.now), moment, trendAt(m_beat / m_dwell));
    m_code.turn(*m_snapshot, worst.rows, page, codeSide(scale));
    const QRectF code = addRecent(composer, layout.recent, moment, m_code.image().width());
    addCode(composer, code, m_code.image(), m_code.caption());
}

void WallView::compose()
{
    m_scene = Scene{};
    const Scale scale = scaleFor(size());
    Composer composer(m_scene, scale);
    if (!m_snapshot || !m_session) {
        composeWaiting(composer);
        return;
    }
    const Moment moment{*m_snapshot, m_exporters, workstation::totalsOf(*m_snapshot), m_session->now(), m_zone};
    composeParts(composer, moment);
}

void WallView::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), common::currentTheme()[Role::Surface]);
    painter.translate(shift());
    paintScene(painter, m_scene, common::currentTheme());
    Q_EMIT painted();
}

/// Against burn-in: a few pixels round and round, another place each minute, within the margin that the layout leaves.
QPointF WallView::shift() const
{
    constexpr std::array<QPointF, 8> places{QPointF(0, 0),  QPointF(3, 0),  QPointF(3, 3),   QPointF(0, 3),
                                            QPointF(-3, 3), QPointF(-3, 0), QPointF(-3, -3), QPointF(0, -3)};
    const auto minute = static_cast<std::size_t>(m_beat * beatEvery / 1min);
    return places[minute % places.size()];
}

void WallView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    compose();
}

void WallView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        compose();
        update();
    }
}

} // namespace checkwatch::wall
