#include "tests/support/scriptedscenes.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::scriptedsession {

using fleet::Shown;
using haproxy::ServerState;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr double unset = std::numeric_limits<double>::quiet_NaN();

std::shared_ptr<const rules::Rule> headline()
{
    static const auto rule = [] {
        auto made = std::make_shared<rules::Rule>();
        made->name = "HaproxyServerHealthcheckFailure";
        made->query = "increase(haproxy_server_check_failures_total[1m]) > 0";
        made->holdFor = minutes{1};
        made->labels = {{"severity", "warning"}};
        return made;
    }();
    return rule;
}

void addBackend(std::vector<fleet::BackendRow>& backends, const fleet::ServerRow& row)
{
    auto it = std::find_if(backends.begin(), backends.end(), [&](const fleet::BackendRow& b) {
        return b.instance == row.identity->instance && b.proxy == row.identity->proxy;
    });
    if (it == backends.end()) {
        fleet::BackendRow fresh;
        fresh.job = row.identity->job;
        fresh.instance = row.identity->instance;
        fresh.proxy = row.identity->proxy;
        it = backends.insert(it, fresh);
    }
    const Shown shown = row.shown == Shown::Stale ? row.was : row.shown;
    ++it->servers;
    it->inRotation += shown == Shown::Up || shown == Shown::Firing || shown == Shown::Pending ? 1 : 0;
    it->down += row.shown == Shown::DownRuleSilent || row.shown == Shown::DownFiring ? 1 : 0;
    it->firing += row.shown == Shown::Firing ? 1 : 0;
    it->pending += row.shown == Shown::Pending ? 1 : 0;
    it->out += row.shown == Shown::Out ? 1 : 0;
    it->worst = std::min(it->worst, shown);
    it->stale = row.shown == Shown::Stale;
    it->noneLeft = it->inRotation == 0;
    it->sessions += row.sessions;
}

} // namespace

SceneBuilder::SceneBuilder()
    : m_identities(std::make_shared<std::vector<std::unique_ptr<fleet::ServerIdentity>>>()),
      m_alerts(std::make_shared<std::vector<fleet::AlertRow>>()),
      m_events(std::make_shared<std::vector<fleet::Event>>())
{
    m_snapshot.generation = 1;
    m_snapshot.time = sceneTime;
    m_snapshot.evaluationInterval = seconds{5};
    m_snapshot.evaluationTime = base::Duration{1};
    for (int i = 0; i < 18; ++i)
        m_snapshot.rules.push_back({.rule = headline(), .health = rules::RuleHealth::Ok});
}

std::uint32_t SceneBuilder::addTarget(const std::string& instance, bool answering)
{
    fleet::TargetRow target;
    target.id = static_cast<std::uint32_t>(m_snapshot.targets.size());
    target.job = "haproxy";
    target.instance = instance;
    target.url = "http://" + instance + "/metrics";
    target.exporter = haproxy::Exporter::Native;
    target.version = "2.6.12";
    target.interval = seconds{5};
    target.freshness = answering ? base::Freshness::Fresh : base::Freshness::Stale;
    target.lastGood = answering ? sceneTime - base::Duration{400} : sceneTime - seconds{48};
    target.unknownSince = answering ? base::Timestamp{} : sceneTime - seconds{48};
    if (!answering)
        target.lastError = {base::ErrorCode::Network, "connection refused", target.url};
    target.scrapeSeconds = 0.004;
    target.bodyBytes = 182'000;
    target.samples = 1'950;
    target.processStart = sceneTime - std::chrono::hours{70};
    target.watchingSince = sceneTime - minutes{42};
    target.cannotFireBefore = target.watchingSince + minutes{2};
    target.labels = metrics::Labels{{"job", target.job}, {"instance", instance}};
    m_snapshot.targets.push_back(target);
    m_rows.emplace_back();
    return target.id;
}

fleet::ServerRow& SceneBuilder::addServer(std::uint32_t target, const std::string& proxy, const std::string& server)
{
    auto identity = std::make_unique<fleet::ServerIdentity>();
    identity->id = static_cast<fleet::ServerId>(m_identities->size());
    identity->job = "haproxy";
    identity->instance = m_snapshot.targets[target].instance;
    identity->proxy = proxy;
    identity->server = server;
    fleet::ServerRow row;
    row.identity = identity.get();
    m_identities->push_back(std::move(identity));
    row.state = ServerState::Up;
    row.shown = row.was = Shown::Up;
    row.check = haproxy::CheckStatus::L7Ok;
    row.checkCode = 200;
    row.checkDurationMs = 1;
    row.failuresCounted = true;
    row.failuresTotal = 4;
    row.upDownTotal = 1;
    row.weight = 100;
    row.throttlePercent = unset;
    row.sessions = 12;
    row.since = sceneTime - std::chrono::hours{26};
    row.urgency = 900;
    m_rows[target].push_back(row);
    return m_rows[target].back();
}

void SceneBuilder::addAlert(fleet::ServerRow& row, fleet::AlertPhase phase, base::Timestamp since, double value)
{
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->id = m_alerts->size() + 1;
    identity->rule = headline();
    identity->group = "haproxy";
    identity->source = metrics::Labels{
        {"instance", row.identity->instance}, {"proxy", row.identity->proxy}, {"server", row.identity->server}};
    identity->labels = metrics::LabelsBuilder(identity->source)
                           .set("alertname", headline()->name)
                           .set("severity", "warning")
                           .build();
    fleet::AlertRow alert;
    alert.alert.identity = identity;
    alert.alert.value = value;
    alert.phase = phase;
    alert.phaseSince = since;
    alert.alert.activeAt = phase == fleet::AlertPhase::Pending ? since : since - minutes{1};
    alert.firesAt = alert.alert.activeAt + minutes{1};
    if (phase == fleet::AlertPhase::Pending) {
        alert.alert.state = rules::AlertState::Pending;
    } else if (phase == fleet::AlertPhase::Firing) {
        alert.alert.state = rules::AlertState::Firing;
        alert.alert.firedAt = since;
    } else {
        alert.alert.resolvedAt = since;
    }
    alert.subject = fleet::SubjectKind::Server;
    alert.server = row.identity->id;
    alert.job = row.identity->job;
    alert.instance = row.identity->instance;
    alert.proxy = row.identity->proxy;
    alert.severity = "warning";
    alert.health = true;
    if (phase == fleet::AlertPhase::Pending || phase == fleet::AlertPhase::Firing)
        row.alert = static_cast<std::int32_t>(m_alerts->size());
    m_alerts->push_back(alert);
}

void SceneBuilder::makeDown(fleet::ServerRow& row, base::Duration ago)
{
    row.state = ServerState::Down;
    row.shown = row.was = Shown::DownRuleSilent;
    row.check = haproxy::CheckStatus::L4Con;
    row.checkCode = 0;
    row.lastCheckFailed = true;
    row.failuresCounted = false;
    row.increase = 0;
    row.failuresTotal += 3;
    row.since = sceneTime - ago;
    row.clearedDownAt = row.since + seconds{60};
    row.urgency = 100;
    addAlert(row, fleet::AlertPhase::ClearedDown, row.clearedDownAt, 3);
    addEvent(fleet::EventKind::ServerState, row, ago, "UP_GOING_DOWN", "DOWN");
    addEvent(fleet::EventKind::AlertClearedDown, row, ago - seconds{60}, "", "");
}

void SceneBuilder::makeFiring(fleet::ServerRow& row, base::Duration ago, double value)
{
    row.state = ServerState::UpGoingDown;
    row.shown = row.was = Shown::Firing;
    row.check = haproxy::CheckStatus::L7Sts;
    row.checkCode = 503;
    row.lastCheckFailed = true;
    row.increase = value;
    row.failuresTotal = 421;
    row.urgency = 200;
    addAlert(row, fleet::AlertPhase::Firing, sceneTime - ago, value);
    addEvent(fleet::EventKind::AlertPending, row, ago + minutes{1}, "", "");
    addEvent(fleet::EventKind::AlertFiring, row, ago, "", "");
}

void SceneBuilder::makePending(fleet::ServerRow& row, base::Duration ago, double value)
{
    row.state = ServerState::UpGoingDown;
    row.shown = row.was = Shown::Pending;
    row.check = haproxy::CheckStatus::L7Tout;
    row.checkCode = 0;
    row.checkDurationMs = 1000;
    row.lastCheckFailed = true;
    row.increase = value;
    row.urgency = 300;
    addAlert(row, fleet::AlertPhase::Pending, sceneTime - ago, value);
    addEvent(fleet::EventKind::AlertPending, row, ago, "", "");
}

void SceneBuilder::makeOut(fleet::ServerRow& row, ServerState state, fleet::OutCause cause)
{
    row.state = state;
    row.shown = row.was = Shown::Out;
    row.outCause = cause;
    row.urgency = 400;
    if (state == ServerState::Maint) {
        row.check = haproxy::CheckStatus::Unknown;
        row.failuresCounted = false;
        row.checkDurationMs = -1;
    }
}

void SceneBuilder::makeStale(fleet::ServerRow& row)
{
    row.shown = Shown::Stale;
    row.increase = unset;
    row.urgency = 350;
}

void SceneBuilder::addEvent(fleet::EventKind kind, const fleet::ServerRow& row, base::Duration ago,
                            const std::string& before, const std::string& after)
{
    fleet::Event event;
    event.number = m_events->size() + 1;
    event.time = sceneTime - ago;
    event.kind = kind;
    event.server = row.identity->id;
    event.job = row.identity->job;
    event.instance = row.identity->instance;
    event.proxy = row.identity->proxy;
    event.name = kind == fleet::EventKind::ServerState ? row.identity->server : headline()->name;
    event.serverName = row.identity->server;
    event.before = before;
    event.after = after;
    event.value = row.increase;
    event.shown = static_cast<std::uint8_t>(row.shown);
    m_events->push_back(event);
}

fleet::SnapshotPtr SceneBuilder::build()
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto block = std::make_shared<fleet::ServerBlock>();
        block->target = static_cast<std::uint32_t>(i);
        block->rows = m_rows[i];
        block->identities = m_identities;
        for (const fleet::ServerRow& row : block->rows)
            addBackend(m_snapshot.backends, row);
        m_snapshot.targets[i].servers = static_cast<std::uint32_t>(block->rows.size());
        m_snapshot.blocks.push_back(std::move(block));
    }
    std::sort(m_events->begin(), m_events->end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    for (std::size_t i = 0; i < m_events->size(); ++i)
        (*m_events)[i].number = i + 1;
    m_snapshot.alerts = m_alerts;
    m_snapshot.events = m_events;
    m_snapshot.storeSamples = 41'000;
    m_snapshot.storeBytes = 1'200'000;
    return std::make_shared<fleet::Snapshot>(m_snapshot);
}

fleet::SnapshotPtr emptyScene()
{
    return SceneBuilder().build();
}

fleet::SnapshotPtr workstationScene()
{
    SceneBuilder scene;
    const auto number
        = [](const char* stem, int n) { return stem + std::string(n < 10 ? "0" : "") + std::to_string(n); };
    const auto lb1 = scene.addTarget("lb-01:8404");
    const auto lb2 = scene.addTarget("lb-02:8404");
    const auto lb3 = scene.addTarget("lb-03:8404", false);
    for (int i = 1; i <= 6; ++i) {
        fleet::ServerRow& row = scene.addServer(lb1, "app", number("web-", i));
        if (i == 3)
            scene.makeDown(row, seconds{160});
        else if (i == 2)
            scene.makeFiring(row, seconds{192}, 9.818);
    }
    for (int i = 1; i <= 12; ++i)
        scene.addServer(lb1, "api", number("api-", i));
    for (int i = 1; i <= 8; ++i)
        scene.addServer(lb1, "static", number("img-", i));
    for (int i = 1; i <= 12; ++i) {
        fleet::ServerRow& row = scene.addServer(lb2, "checkout", number("pay-", i));
        if (i == 7)
            scene.makePending(row, seconds{38}, 1.09);
    }
    for (int i = 1; i <= 13; ++i) {
        fleet::ServerRow& row = scene.addServer(lb2, "search", number("idx-", i));
        if (i == 1)
            scene.makeOut(row, ServerState::Drain, fleet::OutCause::Drain);
        else if (i == 2)
            scene.makeOut(row, ServerState::Maint, fleet::OutCause::Maint);
    }
    for (int i = 1; i <= 3; ++i)
        scene.makeStale(scene.addServer(lb3, "legacy", number("old-", i)));
    return scene.build();
}

fleet::SnapshotPtr hostileScene()
{
    SceneBuilder scene;
    const auto target = scene.addTarget("<b>lb</b>&amp;:8404");
    std::string deep;
    for (int i = 0; i < 20; ++i)
        deep += "<table><tr><td>";
    std::string marks = "a";
    for (int i = 0; i < 20'000; ++i)
        marks += "\xCC\x81";
    const std::vector<std::string> names{
        deep,
        marks,
        std::string(100'000, 'W'),
        "\xE2\x80\xAE"
        "evil\xE2\x80\xAC",
        "<img src=\"/dev/zero\">",
        "a & b < c > d",
        "\xFF\xFE broken",
        std::string("line\nbreak\ttab\x01") + "bell",
        "\xD7\xA9\xD7\xA8\xD7\xAA-1",
        "web\xE2\x80\x8B-\xE2\x80\x8D\xEF\xBB\xBF"
        "01", // zero width
        "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x82\xB5\xE3\x83\xBC\xE3\x83\x90-1",
        "\xF0\x9F\x94\xA5\xF0\x9F\x9A\x92 \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB",
        std::string(10'000, 'x')};
    for (std::size_t i = 0; i < names.size(); ++i) {
        fleet::ServerRow& row = scene.addServer(target, names[(i + 1) % names.size()], names[i]);
        if (i % 3 == 0)
            scene.makeFiring(row, seconds{60 + static_cast<int>(i)}, 3);
        else if (i % 3 == 1)
            scene.makeDown(row, seconds{90});
    }
    return scene.build();
}

fleet::SnapshotPtr largeScene(int servers)
{
    SceneBuilder scene;
    std::uint32_t target = 0;
    for (int i = 0; i < servers; ++i) {
        if (i % 500 == 0)
            target = scene.addTarget("lb-" + std::to_string(i / 500 + 1) + ":8404");
        fleet::ServerRow& row
            = scene.addServer(target, "backend-" + std::to_string(i % 500 / 20 + 1), "srv-" + std::to_string(i));
        switch (i % 250) {
        case 0: scene.makeDown(row, seconds{30 + i % 300}); break;
        case 50: scene.makeFiring(row, seconds{20 + i % 600}, 2 + i % 9); break;
        case 100: scene.makePending(row, seconds{i % 55}, 1); break;
        case 150: scene.makeOut(row, ServerState::Drain, fleet::OutCause::Drain); break;
        default: break;
        }
    }
    return scene.build();
}

} // namespace checkwatch::scriptedsession
