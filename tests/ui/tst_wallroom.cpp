#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"
#include "ui/common/theme.h"
#include "ui/wall/parts.h"
#include "ui/wall/wallview.h"
#include "ui/wall/worstwords.h"

#include <QApplication>
#include <QTest>

namespace tst_wallroom {

using namespace checkwatch;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;

/// What the wall does with the room it has: too little of it costs the least important words, what is left over is used.
class WallRoomTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void causesTakeTheRoomThatRowsLeave();
    void moreRowsGoBeforeWholeCauses();
    void onePlaceIsTheWorsts();
    void alertsAreNamedByWhatTheyAreAbout();
    void namesBeforeStates();
    void namesBeforeRemarks();
    void columnsAreOfOneHeight();
    void tilesGrowIntoTheRoom();
    void anEmptyListClaimsNoMoreThanTheVerdict();

private:
    static QStringList textsOf(const wall::Scene& scene)
    {
        QStringList texts;
        for (const SceneText& line : scene.texts)
            texts << line.text;
        return texts;
    }
    static WorstList listOf(int rows)
    {
        WorstList list;
        list.all = static_cast<std::size_t>(rows);
        for (int i = 0; i < rows; ++i) {
            WorstRow row;
            row.rank = WorstRow::Rank::Down;
            row.name = QStringLiteral("app / web-%1").arg(i);
            row.detail
                = QStringLiteral("lb-01 · wrong status code (L7STS 503) · 5 of 6 left · alert cleared %1").arg(i);
            list.rows.push_back(row);
        }
        return list;
    }
    /// The list on a panel so high, at the sizes of a small screen.
    static QStringList listed(const WorstList& list, double height, int page = 0)
    {
        wall::Scene scene;
        Composer composer(scene, scaleFor({1280, 720}));
        addWorst(composer, QRectF(0, 0, 530, height), list, page);
        return textsOf(scene);
    }
    /// Everything counts, nothing is filtered, and it is no drill.
    static Moment momentOf(const fleet::Snapshot& snapshot, const common::ExporterNames& names, base::Timestamp now)
    {
        static const Counted everything;
        return {snapshot, names, workstation::totalsOf(snapshot), now, common::Zone::Utc, everything, {}, false,
                false,    {}};
    }
    static QStringList recentOf(FakeFleet& fleet, double width)
    {
        wall::Scene scene;
        Composer composer(scene, scaleFor({1280, 720}));
        const auto snapshot = fleet.snapshot();
        common::ExporterNames names;
        names.setTargets(snapshot->targets);
        addRecent(composer, QRectF(0, 0, width, 278), momentOf(*snapshot, names, fleet.now()), 0);
        return textsOf(scene);
    }
};

void WallRoomTest::causesTakeTheRoomThatRowsLeave()
{
    const auto ends = [](const QStringList& texts) {
        return texts.filter(QRegularExpression(QStringLiteral("alert cleared \\d$"))).size();
    };
    QCOMPARE(ends(listed(listOf(1), 243)), 1);
    const QStringList two = listed(listOf(2), 300);
    QCOMPARE(ends(two), 2);
    QCOMPARE(two.filter(QStringLiteral("…")).size(), 0);
    const QStringList tight = listed(listOf(2), 240); // room for one more line only
    QCOMPARE(ends(tight), 1);
    QCOMPARE(tight.filter(QStringLiteral("…")).size(), 0);
    QCOMPARE(ends(listed(listOf(2), 240, 1)), 2); // the other's next line has its turn
}

void WallRoomTest::moreRowsGoBeforeWholeCauses()
{
    const QStringList few = listed(listOf(9), 300); // not even four with two lines
    QVERIFY(few.contains(QStringLiteral("app / web-1")));
    QVERIFY2(few.contains(QStringLiteral("and 7 more, worst first")), qPrintable(few.join(QLatin1Char('\n'))));
}

void WallRoomTest::onePlaceIsTheWorsts()
{
    WorstList list = listOf(9);
    for (std::size_t i = 1; i < list.rows.size(); ++i)
        list.rows[i].rank = WorstRow::Rank::Other;
    for (int page = 0; page < 9; ++page) {
        wall::Scene scene;
        Composer composer(scene, scaleFor({1280, 720}));
        addWorst(composer, QRectF(0, 0, 530, 160), list, page);
        QVERIFY(textsOf(scene).contains(QStringLiteral("app / web-0")));
    }
}

void WallRoomTest::alertsAreNamedByWhatTheyAreAbout()
{
    FakeFleet fleet;
    fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::Firing);
    const auto entryOf = [&](const std::string& instance, const std::string& proxy) {
        auto snapshot = std::make_shared<fleet::Snapshot>(*fleet.snapshot());
        fleet::AlertRow alert = snapshot->alerts->front();
        auto identity = std::make_shared<rules::AlertIdentity>(*alert.alert.identity);
        identity->labels = metrics::Labels{{"alertname", "HaproxyHasNoAliveBackends"}, {"job", "haproxy"}};
        alert.alert.identity = std::move(identity);
        alert.subject = fleet::SubjectKind::Backend;
        alert.instance = instance;
        alert.proxy = proxy;
        snapshot->alerts = std::make_shared<std::vector<fleet::AlertRow>>(1, alert);
        common::ExporterNames names;
        names.setTargets(snapshot->targets);
        FirstOut firstOut;
        const WorstRow row = alertEntry({*snapshot, names, firstOut, Counted(*snapshot, {}), fleet.now()}, 0);
        return row.name + QLatin1Char('|') + row.detail.section(QStringLiteral(" · "), 0, 0);
    };
    QCOMPARE(entryOf("lb-01:8404", "app"), QStringLiteral("app|HaproxyHasNoAliveBackends"));
    QCOMPARE(entryOf("lb-01:8404", ""), QStringLiteral("lb-01|HaproxyHasNoAliveBackends"));
    QVERIFY(entryOf("", "").startsWith(QStringLiteral("HaproxyHasNoAliveBackends|")));
}

void WallRoomTest::namesBeforeStates()
{
    FakeFleet fleet;
    const std::size_t target = fleet.addTarget("lb-01:8404");
    fleet.addServer(target, "payments", "pay-07", FakeState::Firing);
    fleet::Event event;
    event.number = 1;
    event.kind = fleet::EventKind::AlertFiring;
    event.time = fleet.now() - 20s;
    event.job = "haproxy";
    event.instance = "lb-01:8404";
    event.proxy = "payments";
    event.serverName = "pay-07";
    event.name = "HaproxyServerHealthcheckFailure";
    fleet.addEvent(event);
    QVERIFY(recentOf(fleet, 530).contains(QStringLiteral("payments/pay-07 firing")));
    const QStringList narrow = recentOf(fleet, 345);
    QVERIFY2(narrow.contains(QStringLiteral("payments/pay-07")), qPrintable(narrow.join(QLatin1Char('\n'))));
}

void WallRoomTest::namesBeforeRemarks()
{
    FakeFleet fleet;
    const std::size_t target = fleet.addTarget("lb-01:8404");
    fleet.addTarget("lb-02:8404");
    fleet.addServer(target, "checkout", "web-01", FakeState::DownSilent);
    fleet.addServer(target, "checkout", "web-02");
    const auto snapshot = fleet.snapshot();
    common::ExporterNames names;
    names.setTargets(snapshot->targets);
    Places places;
    places.update(*snapshot);
    const auto heading = [&](double width) {
        wall::Scene scene;
        const Scale scale = scaleFor({1280, 720});
        Composer composer(scene, scale);
        const std::array counts{2};
        addTileWords(composer, planTiles(counts, QRectF(0, 0, width, 60), scale), places, places.groups(),
                     momentOf(*snapshot, names, fleet.now()), 0);
        return textsOf(scene);
    };
    QCOMPARE(heading(700), (QStringList{QStringLiteral("lb-01 · checkout"), QStringLiteral("1 of 2 in rotation")}));
    QCOMPARE(heading(330), (QStringList{QStringLiteral("lb-01 · checkout"), QStringLiteral("1 of 2")}));
}

void WallRoomTest::columnsAreOfOneHeight()
{
    const std::array counts{100, 100, 100, 100, 100, 100};
    const TilePlan plan = planTiles(counts, QRectF(0, 0, 1164, 630), scaleFor({1920, 1080}));
    QCOMPARE(plan.sections.size(), counts.size());
    std::map<int, int> columns;
    for (const TilePlan::Section& section : plan.sections)
        ++columns[qRound(section.title.left())];
    QCOMPARE(columns.size(), std::size_t{2});
    QCOMPARE(columns.begin()->second, 3);
}

void WallRoomTest::tilesGrowIntoTheRoom()
{
    const std::array counts{6};
    const Scale scale = scaleFor({1920, 1080});
    const TilePlan roomy = planTiles(counts, QRectF(0, 0, 1164, 630), scale);
    const TilePlan tight = planTiles(counts, QRectF(0, 0, 1164, 190), scale);
    QVERIFY(roomy.tile.height() > 1.4 * 60);
    QVERIFY(tight.tile.height() < roomy.tile.height());
    for (int i = 0; i < counts[0]; ++i)
        QVERIFY(QRectF(0, 0, 1164, 630).contains(roomy.tileAt(roomy.sections.front(), i)));
}

void WallRoomTest::anEmptyListClaimsNoMoreThanTheVerdict()
{
    const auto said = [](scriptedsession::Scene scene) {
        ScriptedSession session(scene);
        WallView view;
        view.resize(1280, 720);
        view.setSession(&session);
        return textsOf(view.scene());
    };
    const QStringList nobody = said(scriptedsession::Scene::Empty);
    QVERIFY(nobody.contains(QStringLiteral("NO EXPORTERS")));
    QVERIFY(!nobody.contains(QStringLiteral("Nothing is wrong")));
    QVERIFY(nobody.contains(QStringLiteral("The configuration names no exporter")));
    QVERIFY(nobody.contains(QStringLiteral("No server is known"))); // and no empty box

    ScriptedSession session(scriptedsession::Scene::Workstation);
    WallView view;
    view.resize(1280, 720);
    const QString text = QStringLiteral("backend:nobody");
    view.setScope({Grouping::Backend, NamedFilter{text, items::Filter::parseNames(text).value()}, {}, {}});
    view.setSession(&session);
    QVERIFY(textsOf(view.scene()).contains(QStringLiteral("No server fits the filter")));
    QVERIFY(!textsOf(view.scene()).contains(QStringLiteral("The configuration names no exporter")));
}

QTEST_MAIN(WallRoomTest)

} // namespace tst_wallroom

#include "tst_wallroom.moc"
