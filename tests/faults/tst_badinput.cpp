#include "models/session/livesession.h"
#include "tests/faults/faults.h"
#include "tests/faults/faultyfleet.h"
#include "tests/faults/namelookup.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

namespace tst_badinput {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace std::chrono_literals;

namespace {

/// From here on nothing may look fresh: max(2 intervals, 10 s), and half a second until somebody looks.
constexpr base::Duration staleAfter = 10s;
constexpr base::Duration look = 1500ms;

/// Everything is alert-worthy at once, so that the tests need not wait for a minute.
const char* const quickRules = "groups:\n"
                               "- name: quick\n"
                               "  interval: 1s\n"
                               "  rules:\n"
                               "  - alert: HaproxyServerHealthcheckFailure\n"
                               "    expr: increase(haproxy_server_check_failures_total{server=\"flapping\"}[9s]) > 0\n";

/// What was seen of one exporter while it misbehaved and afterwards.
struct Seen
{
    base::Timestamp noticed{};          ///< first snapshot that calls it anything but fresh
    std::string reason;                 ///< when the fault had lasted
    base::Freshness freshness{};        ///< then
    std::vector<fleet::ServerRow> rows; ///< then
    std::set<fleet::AlertPhase> phases; ///< of its alerts, from then on
    bool healed = false;
};

const fleet::ServerRow* rowOf(const std::vector<fleet::ServerRow>& rows, std::string_view server)
{
    const auto row
        = std::find_if(rows.begin(), rows.end(), [&](const auto& r) { return r.identity->server == server; });
    return row == rows.end() ? nullptr : &*row;
}

} // namespace

/// All faults at once, each at an exporter of its own, beside one exporter that stays well: one session lives through
/// "all well", "all broken" and "all well again", and every row of the tests asks what became of one exporter.
class TestBadInput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void faultsAreToldAndHeal_data();
    void faultsAreToldAndHeal();
    void odditiesAreTakenForWhatTheyAre_data();
    void odditiesAreTakenForWhatTheyAre();
    void theOthersAreUnaffected();
    void nothingStaleWasGreen();
    void nothingWasResolvedByMissingData();
    void labelsArriveLiterally();
    void countersNeverRunBackwards();
    void noGapBetweenSnapshots();

private:
    void start();
    void observe(const fleet::SnapshotPtr& snapshot);
    void remember();
    [[nodiscard]] bool allWell() const;
    [[nodiscard]] const Seen& seen(const std::string& name) const { return m_seen.at(name); }
    using Member = FaultyFleet::Member;
    [[nodiscard]] static const fleet::TargetRow* targetOf(const fleet::Snapshot& snapshot, const Member& member);
    [[nodiscard]] static std::vector<fleet::ServerRow> rowsOf(const fleet::Snapshot& snapshot, const Member& member);

    QTemporaryDir m_folder;
    FaultyFleet m_fleet;
    std::map<std::string, Seen> m_seen; ///< by job
    std::unique_ptr<session::LiveSession> m_session;
    base::Timestamp m_brokenAt{};
    std::string m_staleAndGreen;     ///< who, where it happened
    std::string m_disturbed;         ///< by what, where it was
    std::set<std::string> m_literal; ///< server names seen
    double m_smallestIncrease = 0;
    base::Timestamp m_lastSnapshot{};
    base::Duration m_longestGap{0};
};

void TestBadInput::start()
{
    QFile rules(m_folder.filePath(QStringLiteral("quick.yml")));
    QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write(quickRules) > 0);
    rules.close();
    config::Config config = m_fleet.configuration();
    config.ruleFiles = {rules.fileName().toStdString()};
    auto session = session::LiveSession::create(std::move(config));
    QVERIFY2(session.ok(), session.ok() ? "" : session.error().text().c_str());
    m_session = std::move(*session);
    connect(m_session.get(), &session::Session::snapshotReady, this, &TestBadInput::observe);
    m_session->start();
}

void TestBadInput::initTestCase()
{
    // Broken from the start: a known address is used on while the DNS is dead.
    m_fleet.addName("name.fails.test");
    m_fleet.addName("name.hangs.test");
    start();
    QTRY_VERIFY_WITH_TIMEOUT(allWell(), 20'000);
    m_fleet.breakDown();
    m_brokenAt = m_session->now();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->now() - m_brokenAt > staleAfter + 2 * look, 20'000);
    remember();
    breakNameLookup(false);
    m_fleet.heal();
    const auto healed = [this](const Member& member) {
        const fleet::TargetRow* target = targetOf(*m_session->snapshot(), member);
        const std::vector<fleet::ServerRow> rows = rowsOf(*m_session->snapshot(), member);
        const fleet::ServerRow* calm = rowOf(rows, "calm");
        return target != nullptr && target->freshness == base::Freshness::Fresh && target->lastError.message.empty()
            && calm != nullptr && calm->shown == fleet::Shown::Up;
    };
    for (const auto& member : m_fleet.members()) {
        m_seen[member->name].healed = QTest::qWaitFor([&] { return healed(*member); }, 8000);
    }
}

void TestBadInput::cleanupTestCase()
{
    m_session.reset();
}

const fleet::TargetRow* TestBadInput::targetOf(const fleet::Snapshot& snapshot, const Member& member)
{
    const auto row = std::find_if(snapshot.targets.begin(), snapshot.targets.end(),
                                  [&](const auto& r) { return r.id == member.target; });
    return row == snapshot.targets.end() ? nullptr : &*row;
}

std::vector<fleet::ServerRow> TestBadInput::rowsOf(const fleet::Snapshot& snapshot, const Member& member)
{
    for (const auto& block : snapshot.blocks) {
        if (block->target == member.target) {
            return block->rows;
        }
    }
    return {};
}

bool TestBadInput::allWell() const
{
    const fleet::SnapshotPtr snapshot = m_session->snapshot();
    return snapshot != nullptr
        && std::all_of(m_fleet.members().begin(), m_fleet.members().end(), [&](const auto& member) {
               const std::vector<fleet::ServerRow> rows = rowsOf(*snapshot, *member);
               const fleet::ServerRow* calm = rowOf(rows, "calm");
               const fleet::ServerRow* flapping = rowOf(rows, "flapping");
               return member->name.ends_with(".test")
                   || (calm != nullptr && calm->shown == fleet::Shown::Up && flapping->shown == fleet::Shown::Firing);
           });
}

void TestBadInput::observe(const fleet::SnapshotPtr& snapshot)
{
    const base::Timestamp now = m_session->now();
    if (base::unixMs(m_lastSnapshot) != 0) {
        m_longestGap = std::max(m_longestGap, now - m_lastSnapshot);
    }
    m_lastSnapshot = now;
    for (const auto& member : m_fleet.members()) {
        const fleet::TargetRow* target = targetOf(*snapshot, *member);
        if (target == nullptr) {
            continue;
        }
        const bool stale = now - target->lastGood > staleAfter + look;
        for (const fleet::ServerRow& row : rowsOf(*snapshot, *member)) {
            if (stale && row.shown != fleet::Shown::Stale) {
                m_staleAndGreen = member->name + ": " + row.identity->server.substr(0, 40);
            }
            m_literal.insert(row.identity->server);
            m_smallestIncrease = std::min(m_smallestIncrease, row.increase);
        }
        Seen& seen = m_seen[member->name];
        if (m_fleet.broken() && target->freshness != base::Freshness::Fresh && base::unixMs(seen.noticed) == 0) {
            seen.noticed = now;
        }
        if (member->name == FaultyFleet::good && m_fleet.broken()
            && (target->freshness == base::Freshness::Stale || !target->lastError.message.empty())) {
            m_disturbed = "not fresh. " + target->lastError.text();
        }
    }
    for (const fleet::AlertRow& alert : *snapshot->alerts) {
        if (base::unixMs(m_brokenAt) != 0) {
            m_seen[std::string(alert.alert.identity->labels.get("job"))].phases.insert(alert.phase);
        }
    }
}

void TestBadInput::remember()
{
    const fleet::SnapshotPtr snapshot = m_session->snapshot();
    for (const auto& member : m_fleet.members()) {
        if (const fleet::TargetRow* target = targetOf(*snapshot, *member)) {
            Seen& seen = m_seen[member->name];
            seen.reason = target->lastError.message;
            seen.freshness = target->freshness;
            seen.rows = rowsOf(*snapshot, *member);
        }
    }
}

void TestBadInput::faultsAreToldAndHeal_data()
{
    QTest::addColumn<std::string>("reason");
    for (const Fault& fault : allFaults()) {
        QTest::newRow(fault.name) << std::string(fault.reason);
    }
    QTest::newRow(FaultyFleet::gone) << std::string("connection refused");
    QTest::newRow("name.fails.test") << std::string("cannot find the address of name.fails.test");
    QTest::newRow("name.hangs.test") << std::string("timeout: no address for name.hangs.test");
}

void TestBadInput::faultsAreToldAndHeal()
{
    QFETCH(std::string, reason);
    const Seen& bad = seen(QTest::currentDataTag());
    QVERIFY2(bad.reason.starts_with(reason) && !bad.reason.empty(), bad.reason.c_str());
    const bool never = std::string_view(QTest::currentDataTag()).ends_with(".test");
    QCOMPARE(bad.freshness, never ? base::Freshness::Never : base::Freshness::Stale);
    QCOMPARE(bad.rows.size(), never ? std::size_t{0} : std::size_t{2});
    for (const fleet::ServerRow& row : bad.rows) {
        QCOMPARE(row.shown, fleet::Shown::Stale);
        QCOMPARE(row.was, row.identity->server == "calm" ? fleet::Shown::Up : fleet::Shown::Firing);
    }
    // Not fresh any more within interval + timeout + a look.
    QVERIFY(base::unixMs(bad.noticed) != 0);
    QVERIFY2(bad.noticed - m_brokenAt <= FaultyFleet::interval + FaultyFleet::timeout + look,
             std::to_string((bad.noticed - m_brokenAt).count()).c_str());
    QVERIFY2(bad.healed, "not well again by itself");
}

void TestBadInput::odditiesAreTakenForWhatTheyAre_data()
{
    QTest::addColumn<fleet::Shown>("calm");
    for (const Oddity& oddity : allOddities()) {
        QTest::newRow(oddity.name) << oddity.calm;
    }
}

void TestBadInput::odditiesAreTakenForWhatTheyAre()
{
    QFETCH(fleet::Shown, calm);
    const Seen& odd = seen(QTest::currentDataTag());
    QVERIFY2(odd.reason.empty(), odd.reason.c_str());
    QVERIFY(odd.freshness == base::Freshness::Fresh || odd.freshness == base::Freshness::Late);
    const fleet::ServerRow* row = rowOf(odd.rows, "calm");
    QVERIFY(row != nullptr);
    QCOMPARE(fleet::shownName(row->shown), fleet::shownName(calm));
    QVERIFY2(odd.healed, "not well again by itself");
}

void TestBadInput::theOthersAreUnaffected()
{
    const Seen& good = seen(FaultyFleet::good);
    QCOMPARE(QString::fromStdString(m_disturbed), QString());
    QVERIFY(good.healed);
    QCOMPARE(rowOf(good.rows, "calm")->shown, fleet::Shown::Up);
    QCOMPARE(rowOf(good.rows, "flapping")->shown, fleet::Shown::Firing);
    const auto asked = static_cast<int>(m_fleet.member(FaultyFleet::good).server->requests().size());
    QVERIFY2(asked > 10, std::to_string(asked).c_str());
}

void TestBadInput::nothingStaleWasGreen()
{
    QCOMPARE(QString::fromStdString(m_staleAndGreen), QString());
}

void TestBadInput::nothingWasResolvedByMissingData()
{
    for (const Fault& fault : allFaults()) {
        const Seen& bad = seen(fault.name);
        QVERIFY2(!bad.phases.contains(fleet::AlertPhase::Resolved), fault.name);
        QVERIFY2(bad.phases.contains(fleet::AlertPhase::Unknown), fault.name);
    }
}

void TestBadInput::labelsArriveLiterally()
{
    for (const std::string& name : evilNames()) {
        QVERIFY2(m_literal.contains(name), name.substr(0, 60).c_str());
    }
}

void TestBadInput::countersNeverRunBackwards()
{
    QVERIFY2(m_smallestIncrease >= 0, std::to_string(m_smallestIncrease).c_str());
}

/// Neither thread was held up: what was evaluated each second came to this thread each second.
void TestBadInput::noGapBetweenSnapshots()
{
    QVERIFY2(m_longestGap < 2s, std::to_string(m_longestGap.count()).c_str());
}

QTEST_GUILESS_MAIN(TestBadInput)

} // namespace tst_badinput

#include "tst_badinput.moc"
