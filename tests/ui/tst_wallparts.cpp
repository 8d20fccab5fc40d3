#include "tests/support/fakesnapshot.h"
#include "ui/common/theme.h"
#include "ui/wall/code.h"
#include "ui/wall/codeturn.h"
#include "ui/wall/parts.h"
#include "ui/wall/tileimage.h"

#include <QTest>

namespace tst_wallparts {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

/// What the wall says, part by part: its verdict, its places, its list, its trend, its code.
class WallPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdicts();
    void neverOkWithAnythingStale();
    void startingUntilItCanFire();
    void placesDependOnWhoIsThereAlone();
    void onlyWhatChangedIsCopied();
    void theWorstAreFirstAndNeverPagedAway();
    void aSilentExporterIsOneEntry();
    void whatClearedStaysForAWhile();
    void aFloodIsToldByBackend();
    void theFirstStaysThroughAFlood();
    void trendKnowsWhatNobodySaw();
    void trendSurvivesASetClock();
    void codesAreLargeEnough();
    void stepsFitACode();

private:
    static Verdict verdictOfFleet(FakeFleet& fleet)
    {
        const auto snapshot = fleet.snapshot();
        return verdictOf(*snapshot, workstation::totalsOf(*snapshot), fleet.now(), common::Zone::Utc,
                         Counted(*snapshot, {}));
    }
    static WorstList worstOfFleet(FakeFleet& fleet, bool folded = false)
    {
        const auto snapshot = fleet.snapshot();
        common::ExporterNames names;
        names.setTargets(snapshot->targets);
        FirstOut firstOut;
        firstOut.take(*snapshot);
        return worstOf({*snapshot, names, firstOut, Counted(*snapshot, {}), fleet.now(), common::Zone::Utc, folded},
                       60);
    }
};

void WallPartsTest::verdicts()
{
    FakeFleet fleet;
    QCOMPARE(verdictOfFleet(fleet).kind, Verdict::Kind::NoExporters);
    const std::size_t target = fleet.addTarget("lb-01:8404");
    const fleet::ServerId one = fleet.addServer(target, "app", "web-01");
    const fleet::ServerId two = fleet.addServer(target, "app", "web-02");
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("OK"));
    fleet.setState(one, FakeState::Pending);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 PENDING"));
    fleet.setState(two, FakeState::Firing);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 FIRING"));
    fleet.setState(one, FakeState::DownSilent);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 DOWN · 1 FIRING"));
    QCOMPARE(verdictOfFleet(fleet).fill, common::Role::Down);
    fleet.setState(one, FakeState::Maint);
    fleet.setState(two, FakeState::Drain);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 BACKEND DOWN")); // whoever wanted it
    const std::size_t other = fleet.addTarget("lb-02:8404");
    const fleet::ServerId three = fleet.addServer(other, "app", "web-01", FakeState::Firing);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 BACKEND DOWN · 1 FIRING"));
    QCOMPARE(verdictOfFleet(fleet).brief, QString()); // DOWN is what it is about
    fleet.addServer(other, "app", "web-02");
    fleet.setState(three, FakeState::DownSilent);
    QCOMPARE(verdictOfFleet(fleet).brief, QStringLiteral("1 BACKEND · 1 DOWN"));
    fleet.setState(three, FakeState::Up);
    fleet.addServer(target, "app", "web-03");
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("OK")); // somebody wanted it
    fleet.setState(one, FakeState::NoDns);
    QCOMPARE(verdictOfFleet(fleet).text, QStringLiteral("1 OUT")); // nobody is known to have
}

void WallPartsTest::neverOkWithAnythingStale()
{
    FakeFleet fleet;
    fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01");
    const std::size_t silent = fleet.addTarget("lb-02:8404");
    QCOMPARE(verdictOfFleet(fleet).kind, Verdict::Kind::Ok);
    fleet.setStale(silent, 48s); // it has no server at all, and yet
    const Verdict verdict = verdictOfFleet(fleet);
    QCOMPARE(verdict.kind, Verdict::Kind::Unknown);
    QVERIFY2(verdict.text.startsWith(QStringLiteral("UNKNOWN since ")), qPrintable(verdict.text));
    fleet.addServer(silent, "app", "web-02", FakeState::DownFiring);
    fleet.setStale(silent, 48s);
    QCOMPARE(verdictOfFleet(fleet).kind, Verdict::Kind::Unknown); // what it was is not what it is
}

void WallPartsTest::startingUntilItCanFire()
{
    FakeFleet fleet;
    fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01");
    auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
    snapshot->targets.front().cannotFireBefore = fleet.now() + 70s;
    const auto totals = workstation::totalsOf(*snapshot);
    const Counted counted(*snapshot, {});
    QCOMPARE(verdictOf(*snapshot, totals, fleet.now(), common::Zone::Utc, counted).kind, Verdict::Kind::Starting);
    snapshot->targets.front().lastGood += 71s;
    QCOMPARE(verdictOf(*snapshot, totals, fleet.now() + 71s, common::Zone::Utc, counted).kind, Verdict::Kind::Ok);
}

void WallPartsTest::placesDependOnWhoIsThereAlone()
{
    for (const Grouping grouping : {Grouping::Haproxy, Grouping::Backend, Grouping::Server}) {
        FakeFleet fleet = FakeFleet::mixed(400);
        Places places(grouping);
        QVERIFY(places.update(*fleet.snapshot()));
        std::vector<const fleet::ServerIdentity*> before;
        for (std::size_t i = 0; i < places.tiles().size(); ++i) {
            before.push_back(places.identityAt(static_cast<int>(i)));
        }
        for (fleet::ServerId id = 0; id < 400; id += 3) {
            fleet.setState(id, FakeState::DownSilent);
        }
        fleet.setStale(2, 60s);
        QVERIFY(!places.update(*fleet.snapshot()));
        int down = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(places.identityAt(static_cast<int>(i)), before[i]);
            down += places.tiles()[i].shown == fleet::Shown::DownRuleSilent ? 1 : 0;
        }
        QVERIFY(down > 90);
        fleet.removeServer(7);
        QVERIFY(places.update(*fleet.snapshot()));
        QCOMPARE(places.tiles().size(), std::size_t{399});
    }
}

void WallPartsTest::onlyWhatChangedIsCopied()
{
    FakeFleet fleet = FakeFleet::mixed(1000);
    Places places;
    places.update(*fleet.snapshot());
    std::vector<int> counts;
    for (const PlaceGroup& group : places.groups()) {
        counts.push_back(group.count);
    }
    const QRectF area(0, 0, 1800, 1400);
    const TilePlan plan = planTiles(counts, area, scaleFor({1920, 1080}));
    QVERIFY(plan.level != TilePlan::Level::Bars);
    TileImage image;
    image.reset({plan.level, plan.tile}, cornersOf(plan, counts), area, 1, common::theme(common::ThemeKind::Dark));
    image.update(places.tiles());
    QCOMPARE(image.copied(), 1000);
    const QImage before = image.image().copy();
    fleet.setState(10, FakeState::DownSilent);
    fleet.setState(11, FakeState::Firing);
    places.update(*fleet.snapshot());
    image.update(places.tiles());
    QCOMPARE(image.copied(), 2);
    QVERIFY(image.image() != before);
}

void WallPartsTest::theWorstAreFirstAndNeverPagedAway()
{
    FakeFleet fleet = FakeFleet::mixed(1200);
    const WorstList list = worstOfFleet(fleet);
    QVERIFY(list.rows.size() > 10);
    QVERIFY(std::ranges::is_sorted(list.rows, {}, &WorstRow::rank));
    Scene scene;
    const auto pinned = static_cast<std::size_t>(std::ranges::count_if(list.rows, &WorstRow::pinned));
    QVERIFY(pinned > 3 && pinned < list.rows.size());
    int pages = 1;
    std::size_t seen = 0;
    for (int page = 0; page < pages; ++page) {
        scene = Scene{};
        Composer composer(scene, scaleFor({1920, 1080}));
        pages = addWorst(composer, QRectF(0, 0, 700, 900), list, page);
        const auto has = [&](const QString& text) {
            return std::ranges::any_of(scene.texts, [&](const SceneText& line) { return line.text == text; });
        };
        QVERIFY(has(list.rows.front().name) && has(list.rows[1].name) && has(list.rows[2].name));
        for (std::size_t i = 0; i < list.rows.size(); ++i) {
            seen += has(list.rows[i].detail) ? 1 : 0;
        }
    }
    QVERIFY(pages > 1);
    QVERIFY(seen >= list.rows.size()); // every one has its turn
}

void WallPartsTest::aSilentExporterIsOneEntry()
{
    FakeFleet fleet = FakeFleet::picture();
    const WorstList list = worstOfFleet(fleet);
    const auto silent = [](const WorstRow& row) { return row.rank == WorstRow::Rank::Silent; };
    QCOMPARE(std::ranges::count_if(list.rows, silent), 1);
    const WorstRow& row = *std::ranges::find_if(list.rows, silent);
    QCOMPARE(row.name, QStringLiteral("lb-03"));
    QCOMPARE(row.age, QStringLiteral("48 s silent"));
    QVERIFY2(row.detail.startsWith(QStringLiteral("3 servers unknown since ")), qPrintable(row.detail));
}

void WallPartsTest::whatClearedStaysForAWhile()
{
    FakeFleet fleet;
    const auto id = fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::Firing);
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*fleet.snapshot()->alerts);
    fleet.setState(id, FakeState::Up);
    auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
    alerts->front().phase = fleet::AlertPhase::Resolved;
    alerts->front().proxy = "app";
    alerts->front().phaseSince = alerts->front().alert.resolvedAt = fleet.now() - 40s;
    alerts->front().alert.firedAt = fleet.now() - 232s;
    snapshot->alerts = alerts;
    common::ExporterNames names;
    FirstOut firstOut;
    const auto cleared = [&](base::Timestamp now) {
        const Counted counted(*snapshot, {});
        const WorstList list = worstOf({*snapshot, names, firstOut, counted, now, common::Zone::Utc, true}, 60);
        const auto at = std::ranges::find(list.rows, WorstRow::Rank::Cleared, &WorstRow::rank);
        return at == list.rows.end() ? QString()
                                     : at->name + QLatin1Char('|') + at->age + QLatin1Char('|') + at->detail;
    };
    QCOMPARE(cleared(fleet.now()).section(QLatin1Char('|'), 0, 1), QStringLiteral("app / web-01|well for 0:40"));
    QVERIFY(cleared(fleet.now()).endsWith(QStringLiteral("was firing for 3:12")));
    QCOMPARE(cleared(fleet.now() + 10min), QString());
}

void WallPartsTest::aFloodIsToldByBackend()
{
    FakeFleet fleet = FakeFleet::mixed(1200);
    for (fleet::ServerId id = 0; id < 400; ++id) {
        fleet.setState(id, FakeState::DownSilent);
        fleet.row(id).since -= std::chrono::seconds{id % 20}; // nobody is the first of many at one time
    }
    const WorstList one = worstOfFleet(fleet, false);
    const WorstList folded = worstOfFleet(fleet, true);
    QVERIFY(folded.all < one.all / 3);
    QCOMPARE(folded.rows.front().rank, WorstRow::Rank::Outage);
    QVERIFY2(folded.rows.front().detail.contains(QStringLiteral("first srv-")), qPrintable(folded.rows.front().detail));
}

void WallPartsTest::theFirstStaysThroughAFlood()
{
    FakeFleet fleet;
    const std::size_t target = fleet.addTarget("lb-01:8404");
    std::vector<fleet::ServerId> ids;
    for (int i = 0; i < 6; ++i) {
        ids.push_back(fleet.addServer(target, "app", "web-" + std::to_string(i)));
    }
    FirstOut firstOut;
    const auto first = [&] {
        const auto snapshot = fleet.snapshot();
        firstOut.take(*snapshot);
        return firstOut.of(snapshot->backends.front());
    };
    QCOMPARE(first(), std::string());
    fleet.setState(ids[3], FakeState::Pending);
    QCOMPARE(first(), std::string("web-3"));
    for (const fleet::ServerId id : ids) {
        fleet.setState(id, FakeState::DownSilent);
    }
    QCOMPARE(first(), std::string("web-3"));
    fleet.setState(ids[3], FakeState::Up);
    QCOMPARE(first(), std::string("web-3")); // the others are not well yet
    for (const fleet::ServerId id : ids) {
        fleet.setState(id, FakeState::Up);
    }
    QCOMPARE(first(), std::string());
}

void WallPartsTest::trendKnowsWhatNobodySaw()
{
    FakeFleet fleet = FakeFleet::picture();
    Trend trend;
    const auto take = [&] {
        const auto snapshot = fleet.snapshot();
        trend.take(*snapshot, workstation::totalsOf(*snapshot));
    };
    take();
    fleet.advance(10min);
    take();
    const auto columns = trend.upTo(fleet.now());
    QCOMPARE(columns.size(), Trend::columns);
    QCOMPARE(std::ranges::count_if(columns, &TrendColumn::seen), 2);
    QVERIFY(columns.back().seen && columns[Trend::columns - 1 - 40].seen);
    QCOMPARE(columns.back().down, 1U);
    QCOMPARE(columns.back().stale, 3U);
    QVERIFY(columns.back().notCounted);
    fleet.advance(1h + 150s); // the ring has come round to where something stands that is too old
    take();
    QCOMPARE(std::ranges::count_if(trend.upTo(fleet.now()), &TrendColumn::seen), 1);
    const auto later = trend.upTo(fleet.now() + 2h);
    QCOMPARE(std::ranges::count_if(later, &TrendColumn::seen), 0);
}

void WallPartsTest::trendSurvivesASetClock()
{
    FakeFleet fleet = FakeFleet::picture();
    Trend trend;
    for (const base::Duration step : {base::Duration{0}, base::Duration{-24h}, base::Duration{400 * 24h}}) {
        fleet.advance(step);
        const auto snapshot = fleet.snapshot();
        trend.take(*snapshot, workstation::totalsOf(*snapshot));
        const auto columns = trend.upTo(fleet.now());
        QVERIFY(columns.back().seen);
        QCOMPARE(std::ranges::count_if(columns, &TrendColumn::seen), 1);
    }
}

void WallPartsTest::codesAreLargeEnough()
{
    const auto code = qrCode("https://runbooks.example.org/HaproxyServerHealthcheckFailure", 224);
    QVERIFY(code.ok());
    QCOMPARE(code->size(), QSize(224, 224));
    // The quiet margin is white, the corner of the first finder pattern is black and at least three pixels wide.
    int x = 0;
    while (x < code->width() && code->pixel(x, code->height() / 2) == qRgb(255, 255, 255)) {
        ++x;
    }
    QVERIFY(x >= 12);
    QVERIFY(!qrCode("", 224).ok());
    QVERIFY(!qrCode(std::string(2000, 'x'), 224).ok());
    QVERIFY(!qrCode(std::string(5000, 'x'), 4000).ok());
}

void WallPartsTest::stepsFitACode()
{
    runbooks::Runbook book;
    runbooks::Section diagnosis;
    diagnosis.title = "Diagnosis";
    for (int i = 1; i <= 9; ++i) {
        diagnosis.steps.push_back({i, "Look at what the server says at that time in its own log", ""});
    }
    book.sections.push_back(diagnosis);
    const std::string text = CodeTurn::stepsOf(book, std::string(500, 'n'));
    QVERIFY(text.find("\n1. Look at") != std::string::npos);
    QVERIFY(qrCode(text, 224).ok());
}

QTEST_MAIN(WallPartsTest)

} // namespace tst_wallparts

#include "tst_wallparts.moc"
