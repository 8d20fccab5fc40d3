#include "tests/bench/quietsession.h"
#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/statewords.h"

#include <QRegularExpression>
#include <QTest>

#include <ctime>

namespace tst_wallfaults {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using bench::QuietSession;
using scriptedsession::SceneBuilder;
using scriptedsession::ScriptedSession;
using support::FakeFleet;
using support::FakeState;

namespace {

constexpr QSize fullHd(1920, 1080);

/// Six servers behind each of four exporters, of which the first `answering` answer.
fleet::SnapshotPtr fourExporters(int answering)
{
    SceneBuilder scene;
    for (int i = 0; i < 4; ++i) {
        const bool answers = i < answering;
        const std::uint32_t target = scene.addTarget("lb-0" + std::to_string(i + 1) + ":8404", answers);
        for (int server = 1; server <= 6; ++server) {
            fleet::ServerRow& row = scene.addServer(target, "app", "web-" + std::to_string(server));
            if (!answers) {
                scene.makeStale(row);
            }
        }
    }
    return scene.build();
}

/// One wall on which a made-up fleet stands.
struct Wall
{
    explicit Wall(const fleet::SnapshotPtr& snapshot, const QSize& size = fullHd)
        : session(scriptedsession::Scene::Empty)
    {
        session.play(snapshot);
        view.setZone(common::Zone::Utc);
        view.resize(size);
        view.setSession(&session);
    }
    [[nodiscard]] bool says(const QString& text) const
    {
        return std::ranges::any_of(view.scene().texts,
                                   [&](const wall::SceneText& line) { return line.text.contains(text); });
    }
    [[nodiscard]] QString verdict() const { return view.scene().texts.front().text; }
    [[nodiscard]] int tiles(fleet::Shown shown) const
    {
        return static_cast<int>(std::ranges::count(view.field().places().tiles(), shown, &wall::Tile::shown));
    }
    /// Pixels of the field in the colour of a server that is well.
    [[nodiscard]] int healthyPixels() const
    {
        const QImage& image = view.field().image().image();
        const QRgb healthy = common::currentTheme()[common::shapeRole(fleet::Shown::Up)].rgb();
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            const auto* const line = reinterpret_cast<const QRgb*>(image.constScanLine(y));
            count += static_cast<int>(std::count(line, line + image.width(), healthy));
        }
        return count;
    }

    ScriptedSession session;
    wall::WallView view;
};

} // namespace

/// What must not shake the wall: its one asset is that what it shows is true.
class WallFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { common::applyTheme(windowshow::application(), common::ThemeKind::Dark); }

    void everyExporterIsGone();
    void halfOfThemAreGone();
    void whatIsOverdueLooksHealthyNoLonger();
    void theEngineStandsStill();
    void tenThousandAlertsFlip();
    void theClockIsSet_data();
    void theClockIsSet();
    void summerTimeEnds();
    void asleepForHours();
    void screensOfAnyKind_data();
    void screensOfAnyKind();
    void nothingIsConfigured();
    void longAndBidirectionalNames();
};

void WallFaultsTest::everyExporterIsGone()
{
    const Wall well(fourExporters(4));
    QCOMPARE(well.verdict(), QStringLiteral("OK"));
    QVERIFY(well.healthyPixels() > 1000);
    const Wall gone(fourExporters(0));
    const QRegularExpression since(QStringLiteral("^UNKNOWN since [0-2][0-9]:[0-5][0-9]$"));
    QVERIFY2(since.match(gone.verdict()).hasMatch(), qPrintable(gone.verdict()));
    QCOMPARE(gone.tiles(fleet::Shown::Stale), 24);
    QCOMPARE(gone.healthyPixels(), 0);
    checkTexts(gone.view);
}

void WallFaultsTest::halfOfThemAreGone()
{
    const Wall half(fourExporters(2));
    QVERIFY2(half.verdict().startsWith(QStringLiteral("UNKNOWN since ")), qPrintable(half.verdict()));
    QCOMPARE(half.tiles(fleet::Shown::Stale), 12);
    QCOMPARE(half.tiles(fleet::Shown::Up), 12);
    QVERIFY(half.says(QStringLiteral("lb-03")) && half.says(QStringLiteral("lb-04")));
    QVERIFY(half.says(QStringLiteral("6 servers unknown since ")));
    checkTexts(half.view);
}

/// Between the first answer that is missing and the time from which what it said before is stale.
void WallFaultsTest::whatIsOverdueLooksHealthyNoLonger()
{
    auto snapshot = std::make_shared<fleet::Snapshot>(*fourExporters(4));
    snapshot->targets[1].freshness = base::Freshness::Late;
    snapshot->targets[1].unknownSince = snapshot->time - 1s;
    const Wall wall(snapshot);
    QCOMPARE(wall.tiles(fleet::Shown::Stale), 6);
    QVERIFY2(wall.verdict().startsWith(QStringLiteral("UNKNOWN since ")), qPrintable(wall.verdict()));
}

/// No snapshot comes any more, and the newest says that all is well.
void WallFaultsTest::theEngineStandsStill()
{
    Wall wall(fourExporters(4));
    wall.session.advance(8s);
    wall.view.compose();
    QCOMPARE(wall.verdict(), QStringLiteral("OK"));
    wall.session.advance(8s);
    wall.view.compose();
    QCOMPARE(wall.verdict(), QStringLiteral("UNKNOWN"));
    QCOMPARE(wall.healthyPixels(), 0);
}

void WallFaultsTest::tenThousandAlertsFlip()
{
    constexpr std::size_t servers = 10'000;
    FakeFleet fleet;
    for (int exporter = 0; exporter < 10; ++exporter) {
        fleet.addTarget("lb-" + std::to_string(exporter + 1) + ":8404");
    }
    for (std::size_t i = 0; i < servers; ++i) {
        fleet.addServer(i / 1000, "be-" + std::to_string(i / 100), "srv-" + std::to_string(i % 100));
    }
    QuietSession session(fleet.snapshot());
    wall::WallView view;
    view.resize(fullHd);
    view.setSession(&session);
    for (int beat = 0; beat < 20; ++beat) {
        for (fleet::ServerId id = 0; id < servers; ++id) {
            fleet.setState(id, beat % 2 == 0 ? FakeState::Firing : FakeState::Up);
        }
        fleet.advance(500ms);
        session.play(fleet.snapshot());
        view.beat();
        QCOMPARE(view.scene().texts.front().text,
                 beat % 2 == 0 ? QStringLiteral("10000 FIRING") : QStringLiteral("OK"));
        QVERIFY2(view.scene().texts.size() < 600, std::to_string(view.scene().texts.size()).c_str());
        checkTexts(view);
    }
}

void WallFaultsTest::theClockIsSet_data()
{
    QTest::addColumn<qint64>("minutes");
    for (const qint64 minutes : {-30LL * 24 * 60, -6LL * 60, -1LL, 1LL, 60LL, 400LL * 24 * 60}) {
        QTest::addRow("%lld minutes", static_cast<long long>(minutes)) << minutes;
    }
}

/// Ages are never negative, and what is wrong stays what it is.
void WallFaultsTest::theClockIsSet()
{
    QFETCH(qint64, minutes);
    Wall wall(fleetOf(60, true));
    const QString before = wall.verdict();
    wall.session.advance(std::chrono::minutes{minutes});
    wall.view.compose();
    QCOMPARE(wall.verdict(), before);
    const QRegularExpression negative(QStringLiteral("(^| )[-−][0-9]"));
    for (const wall::SceneText& text : wall.view.scene().texts) {
        QVERIFY2(!negative.match(text.text).hasMatch(), qPrintable(text.text));
    }
    checkTexts(wall.view);
    checkTiles(wall.view);
}

/// Two o'clock comes twice; what has lasted for some minutes lasts a second longer, no hour.
void WallFaultsTest::summerTimeEnds()
{
    const QByteArray zone = qgetenv("TZ");
    qputenv("TZ", "Europe/Berlin");
    ::tzset();
    constexpr base::Timestamp end = base::fromUnixMs(1'792'890'000'000); // 2026-10-25 01:00 UTC
    FakeFleet fleet(end - 1s);
    fleet.addServer(fleet.addTarget("lb-01:8404"), "app", "web-01", FakeState::DownSilent);
    QuietSession session(fleet.snapshot());
    wall::WallView view;
    view.setZone(common::Zone::Local);
    view.resize(fullHd);
    view.setSession(&session);
    const auto says = [&](const char* text) {
        return std::ranges::any_of(view.scene().texts,
                                   [&](const wall::SceneText& line) { return line.text == QLatin1String(text); });
    };
    QVERIFY(says("02:59:59"));
    fleet.advance(1s);
    session.play(fleet.snapshot());
    view.compose();
    QVERIFY(says("02:00:00"));
    QCOMPARE(view.scene().texts.front().text, QStringLiteral("1 DOWN"));
    checkTexts(view);
    zone.isEmpty() ? qunsetenv("TZ") : qputenv("TZ", zone);
    ::tzset();
}

/// A machine that slept: until the first answers come, nothing is known.
void WallFaultsTest::asleepForHours()
{
    Wall wall(fourExporters(4));
    wall.session.advance(8h);
    wall.view.beat();
    QVERIFY(wall.verdict().startsWith(QStringLiteral("UNKNOWN")));
    QCOMPARE(wall.healthyPixels(), 0);
    QVERIFY(wall.says(QStringLiteral("8 h")));
    auto awake = std::make_shared<fleet::Snapshot>(*fourExporters(4));
    awake->time += 8h;
    for (fleet::TargetRow& target : awake->targets) {
        target.lastGood = awake->time;
    }
    wall.session.play(awake);
    wall.view.compose();
    QCOMPARE(wall.verdict(), QStringLiteral("OK"));
    QVERIFY(wall.healthyPixels() > 1000);
}

void WallFaultsTest::screensOfAnyKind_data()
{
    QTest::addColumn<QSize>("size");
    for (const QSize size : {QSize(1, 1), QSize(7680, 4320), QSize(2160, 3840), QSize(4320, 7680), QSize(5120, 1440)}) {
        QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }
}

/// Also at scales that are no whole number, which this test is run at once more.
void WallFaultsTest::screensOfAnyKind()
{
    QFETCH(QSize, size);
    Wall wall(fleetOf(600, true), (QSizeF(size) / wall::WallView().devicePixelRatioF()).toSize().expandedTo({1, 1}));
    const QImage shot = wall.view.grab().toImage();
    QVERIFY(std::abs(shot.width() - size.width()) <= 2 && std::abs(shot.height() - size.height()) <= 2);
    if (size.width() > 100) {
        const double ratio = wall.view.devicePixelRatioF();
        const wall::TilePlan& plan = wall.view.field().plan();
        QVERIFY(plan.level != wall::TilePlan::Level::Bars);
        QVERIFY(wall.view.field().image().image().width() <= size.width()); // one pixel of it is one of the screen
        QVERIFY(plan.tile.width() * ratio >= 1);
        checkTexts(wall.view);
        checkTiles(wall.view);
    }
}

void WallFaultsTest::nothingIsConfigured()
{
    const Wall wall(scriptedsession::emptyScene());
    QCOMPARE(wall.verdict(), QStringLiteral("NO EXPORTERS"));
    checkTexts(wall.view);
}

void WallFaultsTest::longAndBidirectionalNames()
{
    const std::string rightToLeft = "\xe2\x80\xae";
    const QString longOne(500, QLatin1Char('w'));
    for (const std::string& name :
         {longOne.toStdString(), rightToLeft + "kcab-si-ti", "a" + rightToLeft + "b\xe2\x81\xa6"}) {
        SceneBuilder scene;
        const std::uint32_t target = scene.addTarget(name + ":8404");
        scene.makeDown(scene.addServer(target, name, name), 90s);
        scene.makeFiring(scene.addServer(target, name, name + "2"), 90s, 3);
        const Wall wall(scene.build());
        QCOMPARE(wall.verdict(), QStringLiteral("1 DOWN · 1 FIRING"));
        for (const wall::SceneText& text : wall.view.scene().texts) {
            const bool hidden = std::ranges::any_of(text.text, [](QChar c) {
                return c.category() == QChar::Other_Format || c.category() == QChar::Other_Control;
            });
            QVERIFY2(!hidden, qPrintable(text.text));
        }
        checkTexts(wall.view);
        checkTiles(wall.view);
    }
}

QTEST_MAIN(WallFaultsTest)

} // namespace tst_wallfaults

#include "tst_wallfaults.moc"
