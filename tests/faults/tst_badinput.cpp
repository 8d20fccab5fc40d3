#include "models/session/livesession.h"
#include "tests/faults/faults.h"
#include "tests/faults/namelookup.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace std::chrono_literals;

namespace {

constexpr base::Duration interval = 1s;
constexpr base::Duration timeout = 700ms;
/// From here on nothing may look fresh: max(2 intervals, 10 s), and half a second until somebody looks.
constexpr base::Duration staleAfter = 10s;
constexpr base::Duration look = 1500ms;

/// Everything is alert-worthy at once, so that the tests need not wait for a minute.
const char* const quickRules = "groups:\n"
                               "- name: quick\n"
                               "  interval: 1s\n"
                               "  rules:\n"
                               "  - alert: HaproxyServerHealthcheckFailure\n"
                               "    expr: increase(haproxy_server_check_failures_total{server=\"flapping\"}[5s]) > 0\n";

/// One exporter under test, and what was seen of it while it misbehaved and afterwards.
struct Subject
{
    std::string name;
    std::function<support::Script(const support::Request&)> bad; ///< null: never breaks
    std::unique_ptr<support::FaultServer> server;
    std::uint32_t target = 0;
    base::Timestamp noticed{};          ///< first snapshot that calls it anything but fresh
    std::string reason;                 ///< when the fault had lasted
    base::Freshness freshness{};        ///< then
    std::vector<fleet::ServerRow> rows; ///< then
    bool healed = false;
    std::set<fleet::AlertPhase> phases; ///< of its alerts, while it misbehaved
};

config::ScrapeConfig jobOf(const std::string& name, const std::string& address)
{
    config::ScrapeConfig job;
    job.jobName = name;
    job.interval = interval;
    job.timeout = timeout;
    job.bodySizeLimit = bodyLimit;
    job.sampleLimit = sampleLimit;
    job.labelLimit = labelLimit;
    job.staticConfigs.push_back({{address}, {}});
    return job;
}

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
    void add(const std::string& name, std::function<support::Script(const support::Request&)> bad,
             const std::string& host = "127.0.0.1");
    void start();
    void observe(const fleet::SnapshotPtr& snapshot);
    void remember();
    [[nodiscard]] bool allWell() const;
    [[nodiscard]] const Subject& subject(const std::string& name) const;
    [[nodiscard]] static const fleet::TargetRow* targetOf(const fleet::Snapshot& snapshot, const Subject& subject);
    [[nodiscard]] static std::vector<fleet::ServerRow> rowsOf(const fleet::Snapshot& snapshot, const Subject& subject);

    QTemporaryDir m_folder;
    std::atomic<bool> m_broken = false;
    std::vector<std::unique_ptr<Subject>> m_subjects;
    std::unique_ptr<session::LiveSession> m_session;
    base::Timestamp m_brokenAt{};
    std::string m_staleAndGreen;     ///< who, where it happened
    std::string m_disturbed;         ///< by what, where it was
    std::set<std::string> m_literal; ///< server names seen
    double m_smallestIncrease = 0;
    base::Timestamp m_lastSnapshot{};
    base::Duration m_longestGap{0};
};

void TestBadInput::add(const std::string& name, std::function<support::Script(const support::Request&)> bad,
                       const std::string& host)
{
    auto subject = std::make_unique<Subject>();
    subject->name = name;
    subject->bad = std::move(bad);
    subject->server
        = std::make_unique<support::FaultServer>([this, one = subject.get()](const support::Request& request) {
              return m_broken && one->bad ? one->bad(request) : healthy(request);
          });
    config::Config config;
    config.scrapeConfigs.push_back(jobOf(name, host + ':' + std::to_string(subject->server->port())));
    subject->target = sources::targetsOf(config).front().id;
    m_subjects.push_back(std::move(subject));
}

void TestBadInput::start()
{
    QFile rules(m_folder.filePath(QStringLiteral("quick.yml")));
    QVERIFY(rules.open(QIODevice::WriteOnly) && rules.write(quickRules) > 0);
    rules.close();
    config::Config config;
    config.evaluationInterval = interval;
    config.ruleFiles = {rules.fileName().toStdString()};
    for (const auto& subject : m_subjects) {
        const bool named = subject->name.ends_with(".test");
        const std::string host = named ? subject->name : "127.0.0.1";
        config.scrapeConfigs.push_back(jobOf(subject->name, host + ':' + std::to_string(subject->server->port())));
    }
    auto session = session::LiveSession::create(std::move(config));
    QVERIFY2(session.ok(), session.ok() ? "" : session.error().text().c_str());
    m_session = std::move(*session);
    connect(m_session.get(), &session::Session::snapshotReady, this, &TestBadInput::observe);
    m_session->start();
}

void TestBadInput::initTestCase()
{
    add("good", nullptr);
    for (const Fault& fault : allFaults()) {
        add(fault.name, fault.behave);
    }
    for (const Oddity& oddity : allOddities()) {
        add(oddity.name, [page = oddity.page](const support::Request& request) {
            return support::Script().send(support::httpResponse(page(request.number)));
        });
    }
    add("target gone", nullptr);
    for (const char* name : {"name.fails.test", "name.hangs.test"}) {
        add(name, nullptr, name); // broken from the start: a known address is used on while the DNS is dead
    }
    start();
    QTRY_VERIFY_WITH_TIMEOUT(allWell(), 20'000);
    Subject& gone = *m_subjects[m_subjects.size() - 3];
    const std::uint16_t port = gone.server->port();
    m_broken = true;
    gone.server.reset();
    m_brokenAt = m_session->now();
    QTRY_VERIFY_WITH_TIMEOUT(m_session->now() - m_brokenAt > staleAfter + 2 * look, 20'000);
    remember();
    m_broken = false;
    breakNameLookup(false);
    gone.server = std::make_unique<support::FaultServer>(healthy, port);
    const auto healed = [this](const Subject& subject) {
        const fleet::TargetRow* target = targetOf(*m_session->snapshot(), subject);
        const std::vector<fleet::ServerRow> rows = rowsOf(*m_session->snapshot(), subject);
        const fleet::ServerRow* calm = rowOf(rows, "calm");
        return target != nullptr && target->freshness == base::Freshness::Fresh && target->lastError.message.empty()
            && calm != nullptr && calm->shown == fleet::Shown::Up;
    };
    for (const auto& subject : m_subjects) {
        subject->healed = QTest::qWaitFor([&] { return healed(*subject); }, 8000);
    }
}

void TestBadInput::cleanupTestCase()
{
    m_session.reset();
    m_subjects.clear();
}

const fleet::TargetRow* TestBadInput::targetOf(const fleet::Snapshot& snapshot, const Subject& subject)
{
    const auto row = std::find_if(snapshot.targets.begin(), snapshot.targets.end(),
                                  [&](const auto& r) { return r.id == subject.target; });
    return row == snapshot.targets.end() ? nullptr : &*row;
}

std::vector<fleet::ServerRow> TestBadInput::rowsOf(const fleet::Snapshot& snapshot, const Subject& subject)
{
    for (const auto& block : snapshot.blocks) {
        if (block->target == subject.target) {
            return block->rows;
        }
    }
    return {};
}

bool TestBadInput::allWell() const
{
    const fleet::SnapshotPtr snapshot = m_session->snapshot();
    return snapshot != nullptr && std::all_of(m_subjects.begin(), m_subjects.end(), [&](const auto& subject) {
               const std::vector<fleet::ServerRow> rows = rowsOf(*snapshot, *subject);
               const fleet::ServerRow* calm = rowOf(rows, "calm");
               const fleet::ServerRow* flapping = rowOf(rows, "flapping");
               return subject->name.ends_with(".test")
                   || (calm != nullptr && calm->shown == fleet::Shown::Up && flapping->shown == fleet::Shown::Firing);
           });
}

const Subject& TestBadInput::subject(const std::string& name) const
{
    return **std::find_if(m_subjects.begin(), m_subjects.end(), [&](const auto& s) { return s->name == name; });
}

void TestBadInput::observe(const fleet::SnapshotPtr& snapshot)
{
    const base::Timestamp now = m_session->now();
    if (base::unixMs(m_lastSnapshot) != 0) {
        m_longestGap = std::max(m_longestGap, now - m_lastSnapshot);
    }
    m_lastSnapshot = now;
    for (const auto& subject : m_subjects) {
        const fleet::TargetRow* target = targetOf(*snapshot, *subject);
        if (target == nullptr) {
            continue;
        }
        const bool stale = now - target->lastGood > staleAfter + look;
        for (const fleet::ServerRow& row : rowsOf(*snapshot, *subject)) {
            if (stale && row.shown != fleet::Shown::Stale) {
                m_staleAndGreen = subject->name + ": " + row.identity->server.substr(0, 40);
            }
            m_literal.insert(row.identity->server);
            m_smallestIncrease = std::min(m_smallestIncrease, row.increase);
        }
        if (m_broken && target->freshness != base::Freshness::Fresh && base::unixMs(subject->noticed) == 0) {
            subject->noticed = now;
        }
        if (subject->name == "good" && m_broken
            && (target->freshness == base::Freshness::Stale || !target->lastError.message.empty())) {
            m_disturbed = "not fresh. " + target->lastError.text();
        }
    }
    for (const fleet::AlertRow& alert : *snapshot->alerts) {
        for (const auto& subject : m_subjects) {
            if (m_broken && alert.alert.identity->labels.get("job") == subject->name) {
                subject->phases.insert(alert.phase);
            }
        }
    }
}

void TestBadInput::remember()
{
    const fleet::SnapshotPtr snapshot = m_session->snapshot();
    for (const auto& subject : m_subjects) {
        if (const fleet::TargetRow* target = targetOf(*snapshot, *subject)) {
            subject->reason = target->lastError.message;
            subject->freshness = target->freshness;
            subject->rows = rowsOf(*snapshot, *subject);
        }
    }
}

void TestBadInput::faultsAreToldAndHeal_data()
{
    QTest::addColumn<std::string>("reason");
    for (const Fault& fault : allFaults()) {
        QTest::newRow(fault.name) << std::string(fault.reason);
    }
    QTest::newRow("target gone") << std::string("connection refused");
    QTest::newRow("name.fails.test") << std::string("cannot find the address of name.fails.test");
    QTest::newRow("name.hangs.test") << std::string("timeout: no address for name.hangs.test");
}

void TestBadInput::faultsAreToldAndHeal()
{
    QFETCH(std::string, reason);
    const Subject& bad = subject(QTest::currentDataTag());
    QVERIFY2(bad.reason.starts_with(reason) && !bad.reason.empty(), bad.reason.c_str());
    const bool never = bad.name.ends_with(".test");
    QCOMPARE(bad.freshness, never ? base::Freshness::Never : base::Freshness::Stale);
    QCOMPARE(bad.rows.size(), never ? std::size_t{0} : std::size_t{2});
    for (const fleet::ServerRow& row : bad.rows) {
        QCOMPARE(row.shown, fleet::Shown::Stale);
        QCOMPARE(row.was, row.identity->server == "calm" ? fleet::Shown::Up : fleet::Shown::Firing);
    }
    // Not fresh any more within interval + timeout + a look.
    QVERIFY(base::unixMs(bad.noticed) != 0);
    QVERIFY2(bad.noticed - m_brokenAt <= interval + timeout + look,
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
    const Subject& odd = subject(QTest::currentDataTag());
    QVERIFY2(odd.reason.empty(), odd.reason.c_str());
    QVERIFY(odd.freshness == base::Freshness::Fresh || odd.freshness == base::Freshness::Late);
    const fleet::ServerRow* row = rowOf(odd.rows, "calm");
    QVERIFY(row != nullptr);
    QCOMPARE(fleet::shownName(row->shown), fleet::shownName(calm));
    QVERIFY2(odd.healed, "not well again by itself");
}

void TestBadInput::theOthersAreUnaffected()
{
    const Subject& good = subject("good");
    QCOMPARE(QString::fromStdString(m_disturbed), QString());
    QVERIFY(good.healed);
    QCOMPARE(rowOf(good.rows, "calm")->shown, fleet::Shown::Up);
    QCOMPARE(rowOf(good.rows, "flapping")->shown, fleet::Shown::Firing);
    const auto asked = static_cast<int>(good.server->requests().size());
    QVERIFY2(asked > 10, std::to_string(asked).c_str());
}

void TestBadInput::nothingStaleWasGreen()
{
    QCOMPARE(QString::fromStdString(m_staleAndGreen), QString());
}

void TestBadInput::nothingWasResolvedByMissingData()
{
    for (const Fault& fault : allFaults()) {
        const Subject& bad = subject(fault.name);
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
#include "tst_badinput.moc"
