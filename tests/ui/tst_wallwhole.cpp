#include "tests/ui/walltruths.h"
#include "ui/wall/ratemeter.h"
#include "ui/wall/scale.h"
#include "ui/wall/totals.h"
#include "ui/wall/verdict.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <set>

namespace tst_wallwhole {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using scriptedsession::Scene;
using scriptedsession::SceneBuilder;
using scriptedsession::sceneTime;

/// What a wall says of many and of much is all there, once, and can be read.
class WallWholeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFloodOfThemIsFolded()
    {
        const auto snapshot = changeable(quiet(40).build());
        auto events = std::make_shared<std::vector<fleet::Event>>();
        for (const fleet::ServerRow& row : snapshot->blocks.front()->rows) {
            addAlert(*snapshot, row);
            fleet::Event event;
            event.kind = fleet::EventKind::AlertFiring;
            event.time = sceneTime - 40s;
            events->push_back(event);
        }
        snapshot->events = events;
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("40 FIRING")));
        QVERIFY(shown.view.worst().folded);
        QCOMPARE(shown.view.worst().rows.size(), std::size_t{1});
    }

    /// While the recording is read, nobody knows whether an exporter has answered.
    void nothingIsSaidBeforeTheRecordingIsRead()
    {
        const auto snapshot = changeable(quiet(4).build());
        snapshot->events = nullptr;
        const Shown shown(snapshot);
        QVERIFY(shown.says(QStringLiteral("Waiting for the first scrape")));
    }

    /// Beside a QR code there is little room.
    void aFloodIsCalledOneHoweverNarrow()
    {
        for (const double width : {256.0, 520.0}) {
            wall::Scene scene;
            wall::Composer composer(scene, wall::scaleFor({1280, 720}));
            wall::addRateMeter(composer, QRectF(0, 0, width, 80), 16);
            const auto has = [&](const char* text) {
                return std::ranges::any_of(scene.texts,
                                           [&](const auto& line) { return line.text == QLatin1String(text); });
            };
            QVERIFY(has("FLOOD"));
            QCOMPARE(has("16 alarms in 10 min"), width > 300);
        }
    }

    /// Of several that went together, or before anybody watched, none is called the first.
    void nobodyKnowsTheFirst()
    {
        SceneBuilder scene = quiet();
        int seconds = 40;
        for (const char* name : {"one", "two", "three"}) {
            scene.makeDown(scene.addServer(0, "app", name), std::chrono::seconds{seconds++});
        }
        const auto firsts = [&scene] {
            const Shown shown(scene.build());
            return std::ranges::count_if(shown.view.worst().rows, [](const wall::WorstRow& row) {
                return row.detail.split(QStringLiteral(" · ")).contains(QStringLiteral("first"));
            });
        };
        QCOMPARE(firsts(), 1);
        const auto snapshot = changeable(scene.build());
        auto block = std::make_shared<fleet::ServerBlock>(*snapshot->blocks.front());
        for (fleet::ServerRow& row : block->rows) {
            row.since
                = row.identity->server == "one" || row.identity->server == "three" ? base::Timestamp{} : row.since;
        }
        snapshot->blocks.front() = block;
        const auto together = changeable(scene.build());
        auto others = std::make_shared<fleet::ServerBlock>(*together->blocks.front());
        for (fleet::ServerRow& row : others->rows) {
            row.since = haproxy::isDown(row.state) ? sceneTime - 40s : row.since;
        }
        together->blocks.front() = others;
        for (const QString& entry : Shown(snapshot).entries() + Shown(together).entries()) {
            QVERIFY2(!entry.contains(QStringLiteral(" · first")), qPrintable(entry));
        }
    }

    void theSignOfAVerdictStandsOutFromItsGround()
    {
        SceneBuilder pending = quiet();
        pending.makePending(pending.addServer(0, "app", "begins"), 30s, 1.1);
        SceneBuilder firing = quiet();
        firing.makeFiring(firing.addServer(0, "app", "flaps"), 70s, 9.8);
        for (const fleet::SnapshotPtr& snapshot : {pending.build(), firing.build()}) {
            Shown shown(snapshot);
            const QImage picture = shown.view.grab().toImage();
            const QRect box = shown.view.scene().shapes.front().box.toRect();
            QVERIFY(picture.rect().contains(box));
            const QColor ground = picture.pixelColor(box.topLeft() - QPoint(6, 0));
            int inked = 0;
            for (int x = box.left(); x < box.right(); ++x) {
                inked += std::abs(picture.pixelColor(x, box.center().y() + 6).lightness() - ground.lightness()) > 60;
            }
            QVERIFY2(inked >= 6, QByteArray::number(inked));
        }
    }

    void theLastPageIsAsFullAsAny()
    {
        SceneBuilder scene = quiet(1);
        for (int i = 0; i < 9; ++i) {
            scene.makePending(scene.addServer(0, "app", "begins-" + std::to_string(i)), 30s, 1.1);
        }
        Shown shown(scene.build());
        std::set<qsizetype> counts;
        for (int beat = 0; beat < 80; ++beat) {
            shown.view.beat();
            counts.insert(std::ranges::count_if(shown.view.scene().texts, [](const auto& text) {
                return text.text.startsWith(QStringLiteral("pending 0:"));
            }));
        }
        QCOMPARE(counts.size(), std::size_t{1});
    }

    /// What has no room for all of its words says them one line after the other.
    void everyWordOfACauseIsSaid()
    {
        SceneBuilder scene;
        const std::string why
            = "TLS handshake failed: the server may want another version of the protocol than this one";
        for (const char* name : {"lb-01:8404", "lb-02:8404", "lb-03:8404"}) {
            scene.addTarget(name, false);
        }
        const auto snapshot = changeable(scene.build());
        for (fleet::TargetRow& target : snapshot->targets) {
            target.lastError.message = why;
        }
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(800, 480)}) {
            Shown shown(snapshot, size);
            QSet<QString> said;
            for (int beat = 0; beat < 600; ++beat) {
                shown.view.beat();
                for (const wall::SceneText& text : shown.view.scene().texts) {
                    const QStringList words = text.text.split(QLatin1Char(' '));
                    said.unite(QSet<QString>(words.begin(), words.end()));
                }
            }
            checkTexts(shown.view);
            for (const QString& word : QString::fromStdString(why).split(QLatin1Char(' '))) {
                QVERIFY2(said.contains(word), qPrintable(word));
            }
        }
    }

    /// The line that says so takes some room, and that is no reason not to say where something is wrong.
    void aPartOfTheFleetHasItsTilesToo()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 9; ++i) {
            scene.makeDown(scene.addServer(0, "app", "dead-" + std::to_string(i)), 40s);
        }
        for (const QSize size : {QSize(1280, 720), QSize(1366, 768), QSize(1920, 1080), QSize(1080, 1920)}) {
            const Shown shown(scene.build(), size, {{"Another"}, {}});
            QVERIFY(shown.says(QStringLiteral("Verdict by Another")));
            QVERIFY(shown.says(QStringLiteral("app")) || shown.mentions(QStringLiteral("in rotation")));
            QVERIFY(!shown.view.scene().images.empty());
            QVERIFY(shown.mentions(QStringLiteral("Servers not well")));
            QVERIFY(shown.says(QStringLiteral("stale"))); // each pattern of the chart is explained
            QVERIFY(std::ranges::count_if(shown.view.scene().texts,
                                          [](const auto& text) { return text.text == QStringLiteral("DOWN 0:40"); })
                    >= 2);
            checkTexts(shown.view);
            checkTiles(shown.view);
        }
    }

    /// Who begins to fire was pending a moment before, and is one server all the same.
    void theTrendCountsEachServerOnce()
    {
        const auto totalsOf = [](bool fires) {
            SceneBuilder scene = quiet();
            for (const char* name : {"one", "two", "three"}) {
                fleet::ServerRow& row = scene.addServer(0, "app", name);
                fires ? scene.makeFiring(row, 1s, 9.8) : scene.makePending(row, 59s, 9.8);
            }
            scene.makeDown(scene.addServer(0, "app", "dead"), 40s);
            const fleet::SnapshotPtr snapshot = scene.build();
            return std::pair(snapshot, wall::totalsByServer(*snapshot, sceneTime));
        };
        wall::Trend trend;
        for (const bool fires : {false, true}) {
            const auto [snapshot, totals] = totalsOf(fires);
            trend.take(*snapshot, totals);
        }
        const wall::TrendColumn column = trend.upTo(sceneTime).back();
        QCOMPARE(column.down, 1U);
        QCOMPARE(column.firing, 3U);
        QCOMPARE(column.notWell(), 4U);
    }

    void theVerdictGoesBeforeTheClock()
    {
        SceneBuilder scene = quiet();
        for (int i = 0; i < 16; ++i) {
            fleet::ServerRow& row = scene.addServer(0, "app", "w" + std::to_string(i));
            if (i < 6) {
                scene.makeDown(row, 40s);
            } else {
                scene.makeFiring(row, 70s, 9.8);
            }
        }
        const Shown shown(scene.build(), {800, 480});
        QVERIFY(shown.says(QStringLiteral("6 DOWN · 10 FIRING")));
        checkTexts(shown.view);
    }
};

QTEST_MAIN(WallWholeTest)

} // namespace tst_wallwhole

#include "tst_wallwhole.moc"
