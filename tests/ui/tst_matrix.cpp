#include "tests/ui/matrixshow.h"
#include "tests/ui/wallshow.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/wall/worstwords.h"

#include <QDir>
#include <QTest>

#include <set>

namespace tst_matrix {

using namespace checkwatch;
using namespace checkwatch::matrixshow;
using namespace checkwatch::wall;
using namespace std::chrono_literals;
using support::FakeFleet;
using support::FakeState;

namespace {

/// The fourth server of each backend is down for all, the path of the second HAProxy to the next two is cut, the third
/// HAProxy is silent.
FakeFleet inTrouble(int haproxies, int servers)
{
    FakeFleet fleet = behind(haproxies, servers);
    for (int i = 0; i < servers; ++i) {
        const int number = i % perBackend;
        for (int haproxy = 0; haproxy < haproxies; ++haproxy) {
            const auto id = static_cast<fleet::ServerId>(haproxy * servers + i);
            if (number == 3) {
                fleet.setState(id, FakeState::DownSilent);
            } else if (haproxy == 1 && (number == 4 || number == 5)) {
                fleet.setState(id, FakeState::Firing);
            } else if (number == 7) {
                fleet.setState(id, FakeState::Drain);
            }
        }
    }
    if (haproxies > 2) {
        fleet.setStale(2, 48s);
    }
    return fleet;
}

} // namespace

/// The vantage matrix: a cell for each server and HAProxy, in a place that says which, on screens of every shape.
class MatrixTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { common::applyTheme(windowshow::application(), common::ThemeKind::Dark); }

    void pictures_data();
    void pictures();
    void scalesGoByRoom();
    void cellsStandWhereServerAndHaproxyMeet();
    void placesStayWhereTheyAre();
    void oneHaproxyIsNoMatrix();
    void backendsOfSomeHaproxiesOnly();
    void hostileNames();

private:
    static void check(Shown& shown, const QString& name);
    static void checkCells(const WallView& view);
};

void MatrixTest::checkCells(const WallView& view)
{
    const MatrixPlan& plan = view.field().matrixPlan();
    const Matrix& matrix = view.field().matrix();
    QVERIFY(view.field().isMatrix());
    std::set<std::pair<int, int>> seen;
    std::size_t cells = 0;
    for (const MatrixPlan::Section& section : plan.sections) {
        QVERIFY(QRectF(view.rect()).contains(section.title.united(section.area)));
        if (plan.level == MatrixPlan::Level::Bars) {
            continue;
        }
        const QRectF room = section.area.adjusted(-1, -1, plan.gap + 1, plan.gap + 1);
        for (const MatrixGroup::Cell& cell : matrix.groups[static_cast<std::size_t>(section.group)].cells) {
            if (cell.server >= section.first && cell.server < section.first + section.count) {
                const QRectF box = plan.cellAt(section, cell);
                QVERIFY(room.contains(box));
                seen.emplace(qRound(box.left()), qRound(box.top()));
                ++cells;
            }
        }
    }
    QVERIFY(plan.level == MatrixPlan::Level::Bars || cells == view.field().places().tiles().size());
    QCOMPARE(seen.size(), cells); // no two in one place
}

void MatrixTest::check(Shown& shown, const QString& name)
{
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty()) {
        shown.view.grab().save(QDir(folder).filePath(QStringLiteral("matrix-%1.png").arg(name)));
    }
    wallshow::checkTexts(shown.view);
    checkCells(shown.view);
}

void MatrixTest::pictures_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("haproxies");
    QTest::addColumn<int>("servers");
    for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920)}) {
        for (const int haproxies : {2, 3, 12}) {
            for (const int rows : {6, 60, 600, 6'000, 50'000}) {
                QTest::addRow("%dx%d-%d-%d", size.width(), size.height(), haproxies, rows)
                    << size << haproxies << std::max(1, rows / haproxies);
            }
        }
    }
}

void MatrixTest::pictures()
{
    QFETCH(QSize, size);
    QFETCH(int, haproxies);
    QFETCH(int, servers);
    Shown shown(inTrouble(haproxies, servers).snapshot(), size);
    check(shown, QString::fromLatin1(QTest::currentDataTag()));
}

void MatrixTest::scalesGoByRoom()
{
    const auto levelOf = [](int haproxies, int servers) {
        Shown shown(behind(haproxies, servers).snapshot(), {1920, 1080});
        return shown.view.field().matrixPlan().level;
    };
    QVERIFY(levelOf(3, 6) == MatrixPlan::Level::Rows);
    QVERIFY(levelOf(12, 12) == MatrixPlan::Level::Rows);
    QVERIFY(levelOf(3, 150) == MatrixPlan::Level::Lines);
    QVERIFY(levelOf(3, 300) == MatrixPlan::Level::Cells);
    QVERIFY(levelOf(3, 15'000) == MatrixPlan::Level::Bars);
    QVERIFY(levelOf(12, 4'000) == MatrixPlan::Level::Bars);
}

/// What is down for all is a line one way, what fails from one HAProxy a line the other way.
void MatrixTest::cellsStandWhereServerAndHaproxyMeet()
{
    for (const int servers : {6, 150}) {
        FakeFleet fleet = inTrouble(2, servers);
        Shown shown(fleet.snapshot(), {1920, 1080});
        const MatrixPlan& plan = shown.view.field().matrixPlan();
        const Matrix& matrix = shown.view.field().matrix();
        const auto cellOf = [&](int server, int vantage) {
            return plan.cellAt(plan.sections.front(), {server, vantage}).center();
        };
        const bool rows = plan.level == MatrixPlan::Level::Rows;
        QCOMPARE(rows, servers == 6);
        QVERIFY(rows ? cellOf(3, 0).y() == cellOf(3, 1).y() : cellOf(3, 0).x() == cellOf(3, 1).x());
        QVERIFY(rows ? cellOf(3, 0).x() == cellOf(4, 0).x() : cellOf(3, 0).y() == cellOf(4, 0).y());
        const QImage image = shown.view.grab().toImage();
        const auto colourAt = [&](int server, int vantage) {
            const QRectF cell = plan.cellAt(plan.sections.front(), {server, vantage});
            return image.pixelColor((cell.topLeft() + QPointF(cell.width() / 2, 3)).toPoint());
        };
        const common::Theme& theme = common::currentTheme();
        QCOMPARE(colourAt(3, 0), theme[common::Role::Down]);
        QCOMPARE(colourAt(3, 1), theme[common::Role::Down]);
        QCOMPARE(colourAt(4, 0), theme[common::Role::Neutral]);
        QCOMPARE(colourAt(4, 1), theme[common::Role::Firing]);
        QCOMPARE(matrix.groups.front().vantages.size(), std::size_t{2});
        QVERIFY(texts(shown.view).contains(QStringLiteral("lb-01")));
        QVERIFY(texts(shown.view).contains(QStringLiteral("lb-02")));
        QCOMPARE(texts(shown.view).contains(QStringLiteral("web-4")), rows);
    }
}

void MatrixTest::placesStayWhereTheyAre()
{
    FakeFleet fleet = behind(3, 60);
    Shown shown(fleet.snapshot(), {1920, 1080});
    const auto before
        = cornersOf(shown.view.field().matrixPlan(), shown.view.field().matrix(), shown.view.field().places().groups());
    for (fleet::ServerId id = 0; id < 180; id += 3) {
        fleet.setState(id, FakeState::DownSilent);
    }
    fleet.setStale(1, 60s);
    shown.session.play(fleet.snapshot());
    shown.view.compose();
    QVERIFY(before
            == cornersOf(shown.view.field().matrixPlan(), shown.view.field().matrix(),
                         shown.view.field().places().groups()));
}

void MatrixTest::oneHaproxyIsNoMatrix()
{
    FakeFleet fleet = behind(1, 60);
    fleet.setState(3, FakeState::DownSilent);
    Shown shown(fleet.snapshot(), {1920, 1080});
    QVERIFY(!shown.view.field().isMatrix());
    wallshow::checkTexts(shown.view);
    wallshow::checkTiles(shown.view);
    for (const QString& text : texts(shown.view)) {
        QVERIFY2(!text.contains(QStringLiteral("the path")) && !text.contains(QStringLiteral("the server")),
                 qPrintable(text));
    }
}

void MatrixTest::backendsOfSomeHaproxiesOnly()
{
    FakeFleet fleet = behind(3, 20);
    for (int i = 0; i < 5; ++i) {
        fleet.addServer(1, "zz-only-here", "own-" + std::to_string(i), FakeState::DownSilent);
    }
    Shown shown(fleet.snapshot(), {1920, 1080});
    check(shown, QStringLiteral("some"));
    QCOMPARE(shown.view.field().matrix().groups.back().vantages.size(), std::size_t{1});
    for (const QString& text : texts(shown.view)) {
        QVERIFY2(!text.contains(QStringLiteral("the path")), qPrintable(text)); // nobody else could know
    }
}

void MatrixTest::hostileNames()
{
    FakeFleet fleet(scriptedsession::sceneTime);
    for (const char* const name : {"<b>lb</b>.example.org:8404", "\xe2\x80\xaekcab:1", "lb"}) {
        const std::size_t target = fleet.addTarget(name + std::string(name == std::string("lb") ? 500 : 0, 'x'));
        fleet.addServer(target, "app", "<img src=x>", FakeState::DownSilent);
        fleet.addServer(target, "app", std::string(500, 'y'), FakeState::Firing);
        fleet.addServer(target, "\xe2\x80\xae" + std::string("nwod"), "z");
    }
    for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(1080, 1920)}) {
        Shown shown(fleet.snapshot(), size);
        check(shown, QStringLiteral("hostile-%1").arg(size.width()));
    }
}

QTEST_MAIN(MatrixTest)

} // namespace tst_matrix

#include "tst_matrix.moc"
