#include "tests/support/scriptedsession.h"
#include "tests/ui/walltruths.h"
#include "tests/ui/windowshow.h"
#include "ui/wall/audible.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <set>

namespace tst_wallaudible {

using namespace checkwatch;
using namespace checkwatch::wallshow;
using namespace std::chrono_literals;
using fleet::Audible;
using scriptedsession::Scene;
using scriptedsession::SceneBuilder;
using scriptedsession::ScriptedSession;
using wall::WallView;
using Rank = wall::WorstRow::Rank;

namespace {

/// By rank and severity, so that a test sees which was asked for.
std::string named(Rank rank, const std::string& severity)
{
    switch (rank) {
    case Rank::Outage:
    case Rank::Down: return "down";
    case Rank::Firing: return "firing " + severity;
    case Rank::Silent: return "silent";
    default: return "none";
    }
}

/// A wall that shows `snapshot`, and what of it can be heard.
struct Heard
{
    ScriptedSession session{Scene::Empty};
    WallView view;

    explicit Heard(const fleet::SnapshotPtr& snapshot)
    {
        session.play(snapshot);
        view.resize(1280, 720);
        view.setSession(&session);
    }
    [[nodiscard]] std::vector<Audible> audible() const
    {
        return view.listed() ? wall::audibleOf(view.worst(), *view.listed(), named) : std::vector<Audible>();
    }
};

} // namespace

/// What can be heard is what is seen in the list, with its own sound, and nothing else.
class WallAudibleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsWellIsSilent()
    {
        QVERIFY(Heard(fleetOf(60, false)).audible().empty());
        QVERIFY(Heard(SceneBuilder().build()).audible().empty());
    }

    void eachHasItsSound()
    {
        SceneBuilder scene;
        const auto target = scene.addTarget("lb-01:8404", true);
        scene.addTarget("lb-02:8404", false);
        for (int i = 0; i < 4; ++i) {
            scene.addServer(target, "app", "well-" + std::to_string(i));
        }
        scene.makeDown(scene.addServer(target, "app", "dead"), 40s);
        scene.makeFiring(scene.addServer(target, "app", "flaps"), 70s, 9.8);
        scene.makePending(scene.addServer(target, "app", "begins"), 30s, 1.1);
        const Heard heard(scene.build());
        const std::vector<Audible> audible = heard.audible();
        QCOMPARE(audible.size(), std::size_t{3}); // what is pending is not heard
        QCOMPARE(audible[0].sound, std::string("down"));
        QCOMPARE(audible[1].sound.substr(0, 7), std::string("firing "));
        QVERIFY(audible[1].sound.size() > 7); // it has a severity
        QCOMPARE(audible[2].sound, std::string("silent"));
        QVERIFY(audible[0].level < audible[1].level && audible[1].level < audible[2].level);
        QCOMPARE(heard.session.now() - audible[0].since, base::Duration{40s});
        QCOMPARE(heard.session.now() - audible[1].since, base::Duration{70s});
    }

    /// Also where two exporters have servers of one name.
    void keysAreTold()
    {
        const Heard heard(fleetOf(600, true));
        std::set<std::string> keys;
        for (const Audible& one : heard.audible()) {
            keys.insert(one.key);
        }
        QVERIFY(keys.size() > 10);
        QCOMPARE(keys.size(), heard.audible().size());
    }

    /// It has a number of its own each time.
    void anAlertThatFlapsSoundsOnce()
    {
        const auto audibleAs = [](std::uint64_t number) {
            const auto snapshot = changeable(quiet().build());
            addAlert(*snapshot, rowOf(*snapshot, "web-1"));
            auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot->alerts);
            auto identity = std::make_shared<rules::AlertIdentity>(*alerts->back().alert.identity);
            identity->id = number;
            alerts->back().alert.identity = identity;
            snapshot->alerts = alerts;
            return Heard(snapshot).audible();
        };
        fleet::SoundPlan plan(base::Duration{0}, {});
        QCOMPARE(plan.next(audibleAs(7), {.steady = 100s}), std::string("firing critical"));
        QCOMPARE(plan.next({}, {.steady = 130s}), std::string());
        QCOMPARE(plan.next(audibleAs(8), {.steady = 145s}), std::string());
    }

    void whatSomebodyIsOnIsNotHeard()
    {
        const Heard heard(fleetOf(60, true));
        QVERIFY(!heard.audible().empty());
        wall::WorstList list = heard.view.worst();
        for (wall::WorstRow& row : list.rows) {
            row.acknowledged = true;
        }
        QVERIFY(wall::audibleOf(list, *heard.view.listed(), named).empty());
    }

    void whatIsNotShownIsNotHeard()
    {
        Heard heard(fleetOf(60, true));
        QVERIFY(!heard.audible().empty());
        heard.view.setStanding(wall::Standing::DrillOver);
        QVERIFY(heard.audible().empty());
        WallView waiting;
        waiting.compose();
        QVERIFY(waiting.worst().rows.empty() && waiting.listed() == nullptr);
    }

    /// Fifty thousand servers: as many as the list holds.
    void aFloodIsBounded()
    {
        const Heard heard(fleetOf(50'000, true));
        QVERIFY(heard.audible().size() <= 60);
    }

    void aKeySaysThatSomebodyIsThere()
    {
        Heard heard(fleetOf(60, true));
        const QSignalSpy touched(&heard.view, &WallView::touched);
        heard.view.show();
        QTest::keyClick(&heard.view, Qt::Key_Space);
        QCOMPARE(touched.size(), 1);
    }

    void whatKeepsItSilentIsWrittenOnTheWall()
    {
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080), QSize(1080, 1920), QSize(3840, 2160)}) {
            for (const bool flood : {false, true}) {
                Heard heard(fleetOf(60, flood));
                heard.view.resize(size);
                heard.view.setNote(QStringLiteral("no sound: libcanberra0 is not installed"));
                heard.view.compose();
                const auto& texts = heard.view.scene().texts;
                QVERIFY(std::ranges::any_of(
                    texts, [](const auto& text) { return text.text.startsWith(QStringLiteral("no sound: ")); }));
                checkTexts(heard.view);
            }
        }
    }
};

QTEST_MAIN(WallAudibleTest)

} // namespace tst_wallaudible

#include "tst_wallaudible.moc"
