#include "ui/workstation/fleetpanels.h"

#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/query/querypane.h"
#include "ui/rulepage/rulesdialog.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/chartorquery.h"
#include "ui/workstation/detailtabs.h"
#include "ui/workstation/fleetlookup.h"
#include "ui/workstation/headerbar.h"

#include <QScopedValueRollback>

#include <algorithm>

namespace checkwatch::workstation {

using fleet::ServerId;

namespace {

constexpr std::size_t trendLinesAtMost = 10;

/// "Last 30 min"; "Since 12:05" where Checkwatch has not watched for that long.
QString trendWords(const charts::ZoomStack::Range& range, base::Duration wanted, const QString& words,
                   common::Zone zone)
{
    return range.to - range.from < wanted ? QStringLiteral("Since ") + common::shortTime(range.from, zone) : words;
}

} // namespace

FleetPanels::FleetPanels(QWidget* parent)
    : QWidget(parent), m_snapshot(std::make_shared<fleet::Snapshot>()), m_selection(new Selection(this)),
      m_feed(new SessionFeed(this))
{
    build();
    connectPanels();
    connectModels();
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &FleetPanels::tick);
    m_tick.start();
    m_table->setFocus(Qt::OtherFocusReason);
}

FleetPanels::~FleetPanels() = default;

void FleetPanels::setSession(session::Session* session)
{
    if (m_session != nullptr)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_feed->setSession(session);
    m_lower->query()->setSession(session);
    for (rulepage::RulesDialog* rules : findChildren<rulepage::RulesDialog*>())
        rules->setSession(session);
    if (session != nullptr) {
        connect(session, &session::Session::snapshotReady, this, &FleetPanels::takeSnapshot);
        connect(session, &session::Session::notice, this, &FleetPanels::showNotice);
        connect(session, &session::Session::recordingChanged, m_status, &StatusLine::setRecording);
    }
    m_alerts->setAcknowledging(session != nullptr && session->takesEvents());
    m_status->setRecording(session != nullptr ? session->recording() : fleet::RecordingState());
    const fleet::SnapshotPtr first = session != nullptr ? session->snapshot() : nullptr;
    takeSnapshot(first ? first : std::make_shared<fleet::Snapshot>());
}

void FleetPanels::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_details->setLibrary(std::move(library));
    showSubject();
}

void FleetPanels::setEmptyWords(std::function<EmptyWords(const fleet::Snapshot&)> words)
{
    m_emptyWords = std::move(words);
    showEmptyTexts();
}

charts::ZoomStack& FleetPanels::zoom()
{
    return m_chart->zoom();
}

base::Timestamp FleetPanels::now() const
{
    return m_session != nullptr ? m_session->now() : base::Timestamp{};
}

/// What follows the selection is shown after it, once: a snapshot may change what is selected.
void FleetPanels::giveToPanels(const fleet::SnapshotPtr& snapshot)
{
    const QScopedValueRollback giving(m_giving, true);
    m_names.setTargets(snapshot->targets);
    m_alerts->setMoment(now(), m_status->zone());
    m_fleetModel.setSnapshot(snapshot);
    m_serverModel.setSnapshot(snapshot);
    m_alerts->setSnapshot(snapshot);
    m_header->setSnapshot(snapshot, now());
    m_status->setSnapshot(*snapshot, now());
    m_lower->query()->setSnapshot(*snapshot);
    showEmptyTexts();
    selectWanted();
}

void FleetPanels::takeSnapshot(const fleet::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    giveToPanels(snapshot);
    showSubject();
    showChartSubjects();
    m_chart->zoom().setEarliest(watchingSince(*snapshot));
    if (!m_chart->zoom().setNow(now())) // else what came with the range is asked for already
        askHistory();
    m_feed->askWhy(m_details->question());
    m_shownAt = now();
    m_followedAt.reset();
    Q_EMIT snapshotShown(snapshot);
}

void FleetPanels::showEmptyTexts()
{
    const EmptyWords words = m_emptyWords(*m_snapshot);
    m_table->setEmptyText(words.servers);
    m_alerts->setEmptyText(words.alerts);
    m_chart->setEmptyText(words.chart);
}

void FleetPanels::tick()
{
    const base::Timestamp time = now();
    if (m_shownAt != time)
        showAges();
    if (m_followedAt == time)
        return;
    m_followedAt = time;
    m_lower->query()->tick();
    if (!m_table->announceVisible()) // else they are asked for already
        askSparklines();
}

void FleetPanels::showAges()
{
    const base::Timestamp time = now();
    m_shownAt = time;
    m_alerts->setMoment(time, m_status->zone());
    m_header->setNow(*m_snapshot, time);
    m_status->setNow(*m_snapshot, time);
    showSubject();
    m_chart->zoom().setNow(time); // asks for history while it follows
}

/// The trends cover what the chart covers while it follows: as much as there is of the chosen range.
void FleetPanels::askSparklines()
{
    const charts::ZoomStack::Range range = m_chart->zoom().newest();
    m_table->setTrendWords(trendWords(range, m_header->range(), m_header->rangeWords(), m_status->zone()));
    if (!m_sparklines.empty())
        m_feed->askSparklines(m_sparklines, {range.from, range.to, 80});
}

std::vector<ServerId> FleetPanels::chartServers() const
{
    std::vector<ServerId> servers;
    const auto add = [&servers](ServerId server) {
        if (server != fleet::noServer && std::find(servers.begin(), servers.end(), server) == servers.end())
            servers.push_back(server);
    };
    add(m_selection->current().server);
    const items::AlertListModel& list = m_alerts->model();
    for (int row = 0; row < list.rowCount() && servers.size() < trendLinesAtMost; ++row) {
        const QVariant server = list.index(row, 0).data(items::AlertListModel::ServerIdRole);
        if (server.isValid())
            add(server.toUInt());
    }
    return servers;
}

void FleetPanels::showChartSubjects()
{
    std::vector<charts::FailuresChart::Subject> subjects;
    for (const ServerId server : chartServers()) {
        if (const fleet::ServerRow* row = m_serverModel.server(server))
            subjects.push_back({server, m_names.serverName(*row->identity, 40), common::effective(*row)});
    }
    std::size_t down = 0;
    for (const fleet::BackendRow& backend : m_snapshot->backends)
        down += backend.down;
    m_chart->setSubjects(std::move(subjects), m_selection->current().server, down);
}

void FleetPanels::askHistory()
{
    const auto& range = m_chart->zoom().range();
    m_feed->askChart(chartServers(), {range.from, range.to, std::max(100, m_chart->width())});
    m_lower->query()->setRange(range.from, range.to);
}

void FleetPanels::openQuery(const QString& expression)
{
    m_lower->openQuery();
    if (!expression.isEmpty())
        m_lower->query()->ask(expression);
}

void FleetPanels::showNotice(const QString& text, bool error)
{
    m_status->setNotice(text, error);
    m_status->setNow(*m_snapshot, now());
}

void FleetPanels::flush()
{
    tick();
    m_chart->flush();
}

} // namespace checkwatch::workstation
