#include "ui/wall/wallview.h"

#include "ui/common/text.h"
#include "ui/wall/ratemeter.h"
#include "ui/wall/totals.h"
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

constexpr auto beatEvery = 500ms;       ///< a frozen program is seen within two seconds
constexpr base::Duration usualAge = 2s; ///< of the newest snapshot
constexpr std::size_t mostRows = 60;
constexpr std::size_t mostUnfolded = 20; ///< so many entries are read one by one, flood or not

/// One after the other.
TrendKind trendAt(std::uint64_t page)
{
    return page / 2 % 2 == 0 ? TrendKind::NotWell : TrendKind::Failures;
}

} // namespace

WallView::WallView(Grouping grouping, QWidget* parent)
    : QWidget(parent), m_scope{grouping, {}, {}, {}}, m_tiles(m_scope)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setCursor(Qt::BlankCursor);
    setFocusPolicy(Qt::NoFocus);
    connect(&m_timer, &QTimer::timeout, this, &WallView::beat);
    m_timer.start(beatEvery);
}

void WallView::setSession(session::Session* session)
{
    if (m_session != nullptr) {
        disconnect(m_session, nullptr, this, nullptr);
    }
    m_session = session;
    m_code.setSession(session);
    m_whole = m_snapshot = nullptr;
    m_narrowing = Narrowing(m_scope.shown.filter); // a new session numbers its servers anew
    m_tiles.setScope(m_scope);
    if (session != nullptr) {
        connect(session, &session::Session::snapshotReady, this, &WallView::take);
        if (const fleet::SnapshotPtr newest = session->snapshot()) {
            take(newest);
        }
    }
    compose();
}

void WallView::setScope(Scope scope)
{
    if (scope.shown.text != m_scope.shown.text) {
        m_narrowing = Narrowing(scope.shown.filter);
        m_trend = Trend();
        m_firstOut = FirstOut();
    }
    if ((scope.grouping == Grouping::Server) != (m_scope.grouping == Grouping::Server)) {
        m_trend = Trend(); // what counts as one server is another
    }
    m_tiles.setScope(scope);
    m_scope = std::move(scope);
    narrow();
    compose();
}

void WallView::setTheme(std::optional<common::ThemeKind> theme)
{
    m_theme = theme;
    compose();
}

const common::Theme& WallView::theme() const
{
    return m_theme ? common::theme(*m_theme) : common::currentTheme();
}

void WallView::setZone(common::Zone zone)
{
    m_zone = zone;
}

void WallView::setDwell(base::Duration dwell)
{
    m_dwell = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(dwell / beatEvery));
}

void WallView::setStanding(Standing standing)
{
    m_standing = standing;
    compose();
    update();
}

void WallView::setNote(const QString& note)
{
    m_note = common::display(note, 120);
}

void WallView::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_code.setRunbooks(std::move(library));
}

void WallView::take(const fleet::SnapshotPtr& snapshot)
{
    if (!snapshot->events) {
        return; // its recording is being read: who was heard of a moment ago would be called "never answered", aloud too
    }
    m_whole = snapshot;
    narrow();
}

void WallView::narrow()
{
    m_snapshot = m_narrowing.of(m_whole);
    if (!m_snapshot) {
        return;
    }
    m_exporters.setTargets(m_snapshot->targets);
    const bool across = m_scope.grouping == Grouping::Server;
    if (across) {
        m_vantages.take(*m_snapshot);
    }
    m_counted = Counted(*m_snapshot, m_scope.verdictAlerts, across ? &m_vantages : nullptr);
    m_firstOut.take(*m_snapshot);
    m_trend.take(*m_snapshot, totals(m_snapshot->time));
    m_acknowledgements = fleet::Acknowledgements(*m_snapshot);
    m_tiles.take(m_snapshot, m_snapshot->time);
}

workstation::FleetTotals WallView::totals(base::Timestamp now) const
{
    return m_scope.grouping == Grouping::Server ? totalsAcross(*m_snapshot, now, m_vantages)
                                                : totalsByServer(*m_snapshot, now);
}

void WallView::beat()
{
    ++m_beat;
    compose();
    update();
}

void WallView::composeWaiting(Composer& composer)
{
    if (m_standing == Standing::Drill) {
        addDrillBegins(composer, QRectF(rect()));
        return;
    }
    const Scale& scale = composer.scale();
    composer.centred(QRectF(rect()),
                     {QStringLiteral("Waiting for the first scrape"), scale.name, true, Role::Text, Role::Surface});
}

WorstList WallView::worstNow(const Moment& moment) const
{
    WorstContext context{*m_snapshot, m_exporters, m_firstOut, m_counted, moment.now, m_zone};
    context.acknowledgements = &m_acknowledgements;
    const fleet::Silences silences(*m_snapshot, moment.now);
    context.silences = &silences;
    context.vantages = m_tiles.isMatrix() ? &m_vantages : nullptr;
    WorstList worst = worstOf(context, mostRows);
    context.folded = worst.all > mostUnfolded && alarmsInTenMinutes(*m_snapshot, moment.now) >= floodAt;
    worst = context.folded ? worstOf(context, mostRows) : std::move(worst);
    worst.folded = context.folded;
    worst.nothing = nothingToTell(moment.verdict.kind, moment.filtered);
    return worst;
}

void WallView::composeParts(Composer& composer, const Moment& moment)
{
    const Scale& scale = composer.scale();
    const QRectF screen = m_standing == Standing::Live ? QRectF(rect()) : insideDrill(QRectF(rect()), scale);
    const QString scope = m_scope.words();
    const int page = static_cast<int>(m_beat / m_dwell);
    const QString tiles = m_tiles.words(page);
    const Layout layout = layOut(screen, scale, !scope.isEmpty() || !tiles.isEmpty());
    addHeader(composer, layout.header, headerInTwoLines(screen, scale), moment, m_beat);
    addScope(composer, layout.scope, scope, tiles);
    m_worst = worstNow(moment);
    m_listed = m_snapshot;
    addWorst(composer, layout.worst, m_worst, page);
    m_tiles.add(composer, layout.tiles, devicePixelRatioF(), theme(), moment, page);
    if (moment.totals.servers == 0) {
        composer.centred(layout.tiles,
                         {moment.filtered ? QStringLiteral("No server fits") : QStringLiteral("No server is known"),
                          scale.detail, false, Role::Muted, Role::Panel});
    }
    addTrend(composer, layout.trend, m_trend.upTo(moment.now), moment, trendAt(m_beat / m_dwell));
    m_code.turn(*m_snapshot, m_worst.rows, page, codeSide(scale));
    const QRectF code = addRecent(composer, layout.recent, moment, m_code.image().width());
    addCode(composer, code, m_code.image(), m_code.caption());
}

void WallView::compose()
{
    m_scene = Scene{};
    m_worst = WorstList{};
    m_listed = nullptr;
    const Scale scale = scaleFor(size());
    Composer composer(m_scene, scale);
    if (m_standing != Standing::Live) {
        addDrillBorder(composer, QRectF(rect()));
    }
    composeStanding(composer);
}

void WallView::composeStanding(Composer& composer)
{
    if (m_standing == Standing::DrillOver) {
        addDrillOver(composer, QRectF(rect()));
        return;
    }
    if (!m_snapshot || !m_session) {
        composeWaiting(composer);
        return;
    }
    const base::Timestamp now = m_session->now();
    const workstation::FleetTotals counts = totals(now);
    const Moment moment{*m_snapshot,
                        m_exporters,
                        counts,
                        now,
                        m_zone,
                        m_counted,
                        verdictOf(*m_snapshot, counts, now, m_zone, m_counted),
                        !m_narrowing.everything(),
                        m_standing == Standing::Drill,
                        m_note};
    if (moment.now - m_snapshot->time > usualAge) {
        m_tiles.take(m_snapshot, moment.now); // nothing new has come, and what there is grows old
    }
    composeParts(composer, moment);
}

void WallView::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.fillRect(rect(), theme()[Role::Surface]);
    painter.translate(shift());
    paintScene(painter, m_scene, theme());
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

void WallView::keyPressEvent(QKeyEvent* event)
{
    QWidget::keyPressEvent(event);
    Q_EMIT touched();
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
