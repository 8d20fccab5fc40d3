#include "models/promql/parser.h"
#include "models/rules/failureshapes.h"
#include "models/rules/grouprunner.h"
#include "tests/rules/firingrig.h"

#include <QTest>

#include <array>
#include <random>

namespace tst_firinglaw {

using namespace checkwatch;
using namespace checkwatch::rules;
using base::Duration;
using rules::test::FiringRig;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// A row of the published table: the chance that a server that dies and stays dead ever makes the rule fire.
struct TableRow
{
    milliseconds inter;
    int fall;
    std::array<double, 5> chance; ///< at S = 5, 10, 15, 30, 60 s
};
constexpr std::array<int, 5> scrapeSeconds{5, 10, 15, 30, 60};
const std::array<TableRow, 11> table{{{milliseconds{2000}, 3, {0, 0, 0, 0, 0}},
                                      {milliseconds{500}, 3, {0, 0, 0, 0, 0}},
                                      {milliseconds{5000}, 3, {1, 0, 0, 0, 0}},
                                      {milliseconds{10'000}, 3, {1, 1, 0.35, 0, 0}},
                                      {milliseconds{15'000}, 3, {1, 1, 1, 0, 0}},
                                      {milliseconds{20'000}, 3, {1, 1, 1, 0.34, 0}},
                                      {milliseconds{30'000}, 3, {1, 1, 1, 1, 0}},
                                      {milliseconds{50'000}, 3, {1, 1, 1, 0, 0}},
                                      {milliseconds{60'000}, 3, {0, 0, 0, 0, 0}},
                                      {milliseconds{5000}, 12, {1, 1, 1, 0.83, 0}},
                                      {milliseconds{1000}, 3, {0, 0, 0, 0, 0}}}};

FiringLaw law(int scrape, int evaluation, promql::Compat compat)
{
    FiringLaw out;
    out.metric = checkFailures;
    out.scrapeInterval = seconds{scrape};
    out.evaluationInterval = seconds{evaluation};
    out.compat = compat;
    return out;
}

QString numbers(const FiringLaw& law)
{
    return QStringLiteral("S %1 W %2 D %3 E %4 N %5 compat %6")
        .arg(law.scrapeInterval.count())
        .arg(law.range.count())
        .arg(law.holdFor.count())
        .arg(law.evaluationInterval.count())
        .arg(law.threshold)
        .arg(static_cast<int>(law.compat));
}

/// Laws, bursts and phases of every kind, round and odd.
class RandomLaws
{
public:
    explicit RandomLaws(unsigned seed) : m_engine(seed) {}

    int upTo(int most) { return static_cast<int>(m_engine() % static_cast<unsigned>(most + 1)); }
    Duration between(int least, int most) // ms; mostly whole seconds, as people write them
    {
        const int value = least + upTo(most - least);
        return Duration{upTo(2) != 0 ? std::max(1000, value / 1000 * 1000) : value};
    }
    FiringLaw law()
    {
        FiringLaw out;
        out.metric = checkFailures;
        out.scrapeInterval = between(1000, 30'000);
        out.evaluationInterval = between(1000, 30'000);
        out.range = between(5000, 120'000);
        out.holdFor = upTo(3) == 0 ? Duration{0} : between(1000, 120'000);
        out.compat = upTo(1) == 0 ? promql::Compat::Prometheus2 : promql::Compat::Prometheus3;
        out.threshold = upTo(2) == 0 ? upTo(3) : 0;
        out.orEqual = out.threshold > 0 && upTo(1) == 0;
        return out;
    }

private:
    std::mt19937 m_engine;
};

} // namespace

/// The firing law against the published table, and against the rule engine itself.
class TestFiringLaw : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishedTable();
    void lostChecks();
    void readsRules_data();
    void readsRules();
    void burstsAgainstTheEngine();
    void steadyEventsAgainstTheEngine();
    void oddsAgainstTheEngine();
    void shapesOfTheHeadlineRule();
    void nothingFiresAtAMinute();
};

void TestFiringLaw::publishedTable()
{
    for (const TableRow& row : table) {
        for (std::size_t i = 0; i < scrapeSeconds.size(); ++i) {
            for (const auto compat : {promql::Compat::Prometheus2, promql::Compat::Prometheus3}) {
                const int scrape = scrapeSeconds[i];
                const BurstOdds odds = burstOdds(law(scrape, std::min(scrape, 15), compat), row.fall, row.inter);
                QCOMPARE(odds.least, odds.most);
                QVERIFY2(std::abs(odds.most - row.chance[i]) < 0.02,
                         qPrintable(QStringLiteral("inter %1 fall %2 S %3: %4, published %5")
                                        .arg(row.inter.count())
                                        .arg(row.fall)
                                        .arg(scrape)
                                        .arg(odds.most)
                                        .arg(row.chance[i])));
            }
        }
    }
    // "10s x3, S=5: 15 s long", and first firing 63 to 83 s after the first failure.
    const BurstOdds ten = burstOdds(law(5, 5, promql::Compat::Prometheus3), 3, seconds{10});
    QCOMPARE(ten.lastsMin, Duration{seconds{15}});
    QCOMPARE(ten.lastsMax, Duration{seconds{15}});
    QVERIFY(ten.firesAfterMin >= seconds{60});
    QVERIFY(ten.firesAfterMax <= seconds{83});
}

void TestFiringLaw::lostChecks()
{
    const FiringLaw at15 = law(15, 5, promql::Compat::Prometheus3);
    QCOMPARE(steadyVerdict(at15, seconds{45}), Steady::ForGood);
    QCOMPARE(steadyVerdict(at15, seconds{50}), Steady::AtTimes); // the real run: six spells in 15 minutes
    QCOMPARE(steadyVerdict(at15, seconds{62}), Steady::Never);
    QCOMPARE(steadyVerdict(law(30, 5, promql::Compat::Prometheus3), seconds{50}), Steady::Never); // pending for ever
    QCOMPARE(steadyVerdict(law(60, 15, promql::Compat::Prometheus3), seconds{1}), Steady::Never);
    const std::array<Duration, 3> flapping{seconds{0}, seconds{2}, seconds{4}};
    QCOMPARE(steadyVerdict(at15, flapping, seconds{12}), Steady::ForGood);
}

void TestFiringLaw::readsRules_data()
{
    QTest::addColumn<QString>("expr");
    QTest::addColumn<QString>("law");
    QTest::newRow("headline") << "increase(haproxy_server_check_failures_total[1m]) > 0"
                              << "60000 > 0";
    QTest::newRow("parentheses") << "((increase((haproxy_server_check_failures_total[2m]))) >= (3))"
                                 << "120000 >= 3";
    QTest::newRow("rate") << "rate(haproxy_server_check_failures_total[1m]) > 0.05"
                          << "60000 > 3";
    QTest::newRow("everything") << "increase(haproxy_server_check_failures_total[1m]) >= 0"
                                << "";
    QTest::newRow("below") << "increase(haproxy_server_check_failures_total[1m]) < 1"
                           << "";
    QTest::newRow("sum") << "sum(increase(haproxy_server_check_failures_total[1m])) > 0"
                         << "";
    QTest::newRow("bool") << "increase(haproxy_server_check_failures_total[1m]) > bool 0"
                          << "";
    QTest::newRow("no range") << "haproxy_server_check_failures_total > 0"
                              << "";
}

void TestFiringLaw::readsRules()
{
    QFETCH(const QString, expr);
    QFETCH(const QString, law);
    Rule rule;
    const auto parsed = promql::parse(expr.toStdString());
    QVERIFY(parsed.ok());
    rule.expr = *parsed;
    const auto found = firingLawOf(rule);
    const QString text = found ? QStringLiteral("%1 %2 %3")
                                     .arg(found->range.count())
                                     .arg(QLatin1String(found->orEqual ? ">=" : ">"))
                                     .arg(found->threshold)
                               : QString();
    QCOMPARE(text, law);
}

/// Never is never, always is always: any phase the engine is put in must agree.
void TestFiringLaw::burstsAgainstTheEngine()
{
    RandomLaws random(20261128);
    int decided = 0;
    int fired = 0;
    for (int i = 0; i < 3000; ++i) {
        const FiringLaw here = random.law();
        std::vector<Duration> events;
        const Duration inter = random.between(200, 40'000);
        const int fall = 1 + random.upTo(6);
        for (int n = 0; n < fall; ++n) {
            events.push_back(n * inter);
        }
        const BurstOdds odds = burstOdds(here, events);
        FiringRig rig(here, Duration{random.upTo(1'000'000)}, Duration{random.upTo(1'000'000)});
        const FiringRig::Outcome outcome = rig.run(events, here.range + 2 * here.evaluationInterval);
        const QString what = QStringLiteral("%1 inter %2 fall %3: %4 to %5")
                                 .arg(numbers(here))
                                 .arg(inter.count())
                                 .arg(fall)
                                 .arg(odds.least)
                                 .arg(odds.most);
        QVERIFY2(odds.most > 0 || !outcome.fired, qPrintable("never, but it fired: " + what));
        QVERIFY2(odds.least < 1 || outcome.fired, qPrintable("always, but it did not: " + what));
        if (outcome.fired && here.eventsSure() == here.eventsPossible()) {
            QVERIFY2(outcome.firedAfter >= odds.firesAfterMin && outcome.firedAfter <= odds.firesAfterMax,
                     qPrintable(what));
            QVERIFY2(outcome.lasted >= odds.lastsMin && outcome.lasted <= odds.lastsMax, qPrintable(what));
        }
        decided += odds.most <= 0 || odds.least >= 1 ? 1 : 0;
        fired += outcome.fired ? 1 : 0;
    }
    QVERIFY(decided > 1500); // the law says something
    QVERIFY(fired > 500);    // and both ways are tried
    QVERIFY(fired < 2500);
}

void TestFiringLaw::steadyEventsAgainstTheEngine()
{
    RandomLaws random(20261129);
    std::array<int, 3> seen{};
    for (int i = 0; i < 1000; ++i) {
        const FiringLaw here = random.law();
        std::vector<Duration> cycle{Duration{0}};
        for (int more = random.upTo(3); more > 0; --more) {
            cycle.push_back(cycle.back() + random.between(200, 5000));
        }
        const Duration period = cycle.back() + random.between(500, 120'000);
        const Steady verdict = steadyVerdict(here, cycle, period);
        ++seen[static_cast<std::size_t>(verdict)];
        std::vector<Duration> events;
        const Duration start = 2 * here.range + here.holdFor + 4 * here.scrapeInterval + 4 * here.evaluationInterval;
        for (Duration at{0}; at < 2 * start + 10 * period; at += period) {
            for (const Duration event : cycle) {
                events.push_back(at + event);
            }
        }
        FiringRig rig(here, Duration{random.upTo(1'000'000)}, Duration{random.upTo(1'000'000)});
        const FiringRig::Outcome outcome = rig.run(events, Duration{0});
        const QString what
            = QStringLiteral("%1 period %2 of %3").arg(numbers(here)).arg(period.count()).arg(cycle.size());
        QVERIFY2(verdict != Steady::Never || !outcome.fired, qPrintable("never, but it fired: " + what));
        QVERIFY2(verdict != Steady::ForGood || outcome.firing, qPrintable("for good, but it does not fire: " + what));
        QVERIFY2(verdict != Steady::ForGood || outcome.spells == 1, qPrintable("for good, but it blinked: " + what));
    }
    QVERIFY(seen[0] > 100 && seen[2] > 100);
}

/// The share itself: over many phases the engine fires as often as the law says.
void TestFiringLaw::oddsAgainstTheEngine()
{
    RandomLaws random(20261130);
    for (const auto& [inter, scrape, chance] :
         {std::tuple(10, 15, 1.0 / 3), std::tuple(20, 30, 1.0 / 3), std::tuple(12, 15, 0.6)}) {
        const FiringLaw here = law(scrape, 5, promql::Compat::Prometheus3);
        const std::array<Duration, 3> events{seconds{0}, seconds{inter}, seconds{2 * inter}};
        const BurstOdds odds = burstOdds(here, events);
        QVERIFY(std::abs(odds.most - chance) < 1e-3);
        int fired = 0;
        constexpr int runs = 600;
        for (int i = 0; i < runs; ++i) {
            FiringRig rig(here, Duration{random.upTo(1'000'000)}, Duration{random.upTo(1'000'000)});
            fired += rig.run(events, 3 * here.range).fired ? 1 : 0;
        }
        QVERIFY2(std::abs(static_cast<double>(fired) / runs - odds.most) < 0.07, qPrintable(QString::number(fired)));
    }
}

void TestFiringLaw::shapesOfTheHeadlineRule()
{
    FiringLaw here = law(15, 15, promql::Compat::Prometheus3);
    QStringList lines;
    for (const ShapeVerdict& shape : failureShapes(here, {})) {
        lines << QString::fromLatin1(nameOf(shape.caught).data()) + ": " + QString::fromStdString(shape.shape);
    }
    const QStringList expected{"never: dies and stays dead (inter 2s, fall 3)",
                               "never: loses one check and recovers",
                               "always: loses a check at least every 45s",
                               "sometimes: loses a check every 46s to 59s",
                               "never: loses a check every 1m or less often",
                               "always: goes down and up again every 10s",
                               "always: alternates good and bad checks while it is DOWN",
                               "never: was dead when HAProxy started or was reloaded",
                               "never: is put into MAINT while it fails",
                               "never: has no check of its own (no check, track, agent only)"};
    QCOMPARE(lines, expected);
    const std::string dead = failureShapes(here, {}).front().text;
    QCOMPARE(
        QString::fromStdString(dead),
        "3 failures in 4s count until 45s after the scrape that shows the last one, and the alert takes 1m to fire. "
        "HAProxy stops counting once the server is DOWN. It never fires while (fall - 1) x inter is 15s or less, "
        "and surely from 30s on, with inter up to 45s.");
}

void TestFiringLaw::nothingFiresAtAMinute()
{
    for (const ShapeVerdict& shape : failureShapes(law(60, 60, promql::Compat::Prometheus3), {})) {
        QVERIFY2(shape.caught == Catch::Never, shape.shape.c_str());
    }
    for (const ShapeVerdict& setting : otherSettings(law(60, 15, promql::Compat::Prometheus3))) {
        QVERIFY2(setting.caught == Catch::Never, setting.shape.c_str());
    }
}

QTEST_APPLESS_MAIN(TestFiringLaw)

} // namespace tst_firinglaw

#include "tst_firinglaw.moc"
