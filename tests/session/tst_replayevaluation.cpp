#include "tests/session/recordedlife.h"
#include "tests/session/replayrig.h"
#include "tests/session/snapshotlines.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_replayevaluation {

using namespace checkwatch;
using replayrig::opened;
using replayrig::start;

namespace {

/// What somebody has configured now: these rules and no others.
config::Config configWith(const QTemporaryDir& folder, const char* rules)
{
    QFile file(folder.filePath(QStringLiteral("now.yml")));
    config::Config config;
    if (file.open(QIODevice::WriteOnly) && file.write(rules) > 0) {
        config.ruleFiles = {file.fileName().toStdString()};
    }
    config.evaluationInterval = base::Duration{2000};
    config.checkwatch.builtinRules = config.checkwatch.companionRules = false;
    return config;
}

std::vector<std::string> ruleNames(const fleet::Snapshot& snapshot)
{
    std::vector<std::string> out;
    std::ranges::transform(snapshot.rules, std::back_inserter(out), [](const auto& rule) { return rule.rule->name; });
    return out;
}

bool alertsOf(const fleet::Snapshot& snapshot, const std::string& rule, rules::AlertState state)
{
    return std::ranges::any_of(*snapshot.alerts, [&](const fleet::AlertRow& row) {
        return row.alert.identity->rule->name == rule && row.alert.state == state;
    });
}

} // namespace

/// The rules over a recording, which are evaluated behind a replay: other ones, ended, taken up, further than it went.
class TestReplayEvaluation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRecordingThatGrowsIsFollowed()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 26);
        life.live(std::chrono::seconds{40});
        QTRY_VERIFY_WITH_TIMEOUT(recording::Reader::open(life.path()).ok(), 20'000);
        std::unique_ptr<session::ReplaySession> session;
        QTRY_VERIFY_WITH_TIMEOUT((session = opened(life)) != nullptr, 20'000);
        QVERIFY(session->facts().growing);
        session->start();
        QTRY_VERIFY(session->snapshot() != nullptr);
        const base::Timestamp before = session->facts().to;
        life.live(std::chrono::seconds{40});
        QTRY_VERIFY_WITH_TIMEOUT(session->facts().to > before + std::chrono::seconds{30}, 20'000);
        for (std::size_t i = 0; i < life.seconds().size(); i += 7) {
            const recordedlife::Life::Second& second = life.seconds()[i];
            if (second.time <= session->facts().to) {
                session->seek(second.time);
                QTRY_VERIFY(session->now() == second.time && session->settled());
                const std::vector<std::string> shown = recordedlife::describe(*session->snapshot());
                const auto [live, replayed] = std::ranges::mismatch(second.shown, shown);
                QVERIFY2(shown == second.shown,
                         ("second " + std::to_string(i) + "\nlive:   " + (live == second.shown.end() ? "-" : *live)
                          + "\nreplay: " + (replayed == shown.end() ? "-" : *replayed))
                             .c_str());
            }
        }
    }
    /// What nobody had written down is said when it is found, and only to who still is where it opened.
    void theFirstAlertOfOtherRulesIsSaid()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 29);
        life.live(std::chrono::seconds{90});
        life.flush();
        for (const bool goes : {false, true}) {
            session::ReplayOptions options;
            options.config = configWith(folder, "groups: [{name: n, rules: [{alert: Always, expr: up >= 0}]}]");
            auto session = session::ReplaySession::open(life.path(), std::move(options));
            QVERIFY(session.ok());
            QSignalSpy found(session->get(), &session::Replay::firstAlertFound);
            (*session)->start();
            QTRY_VERIFY((*session)->timeline() != nullptr);
            QCOMPARE(found.size(), 0); // the one of then was known before
            if (goes) {
                (*session)->seek((*session)->facts().to);
            }
            (*session)->useRules(session::Replay::Rules::AsNow);
            QTRY_VERIFY((*session)->firstAlert()
                        && alertsOf(*(*session)->snapshot(), "Always", rules::AlertState::Firing));
            QCOMPARE(found.size(), goes ? 0 : 1);
            QVERIFY(*(*session)->firstAlert() < start + std::chrono::seconds{10});
        }
    }
    void rulesAsTheyAreNow()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 30);
        life.live(std::chrono::seconds{120});
        life.flush();
        const recordedlife::Life::Second& late = life.seconds()[110];
        const base::Timestamp end = late.time;
        session::ReplayOptions options;
        options.config = configWith(folder,
                                    "groups:\n- name: n\n  rules:\n  - alert: Always\n    expr: up >= 0\n    for: 30s\n"
                                    "  - alert: Never\n    expr: up > 1\n");
        auto session = session::ReplaySession::open(life.path(), std::move(options));
        QVERIFY(session.ok());
        (*session)->start();
        (*session)->seek(end);
        QTRY_VERIFY((*session)->settled());
        QCOMPARE(recordedlife::describe(*(*session)->snapshot()), late.shown);

        (*session)->useRules(session::Replay::Rules::AsNow);
        QTRY_VERIFY((*session)->settled() && ruleNames(*(*session)->snapshot()).front() == "Always");
        QCOMPARE(ruleNames(*(*session)->snapshot()), (std::vector<std::string>{"Always", "Never"}));
        QCOMPARE((*session)->now(), end);
        // As if they had been there from the first moment: pending for thirty seconds, then firing.
        QVERIFY(alertsOf(*(*session)->snapshot(), "Always", rules::AlertState::Firing));
        (*session)->seek(start + std::chrono::seconds{15});
        QTRY_VERIFY((*session)->now() == start + std::chrono::seconds{15} && (*session)->settled());
        QVERIFY(alertsOf(*(*session)->snapshot(), "Always", rules::AlertState::Pending));
        QVERIFY(!alertsOf(*(*session)->snapshot(), "Always", rules::AlertState::Firing));

        (*session)->useRules(session::Replay::Rules::AsThen);
        (*session)->seek(end);
        QTRY_VERIFY((*session)->now() == end && (*session)->settled());
        QTRY_COMPARE(recordedlife::describe(*(*session)->snapshot()), late.shown);
    }
    /// What is stopped is a sketch where it had not come to, can be taken up again, and is then what it would have been.
    void anEvaluationIsStoppedAndTakenUp()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 31);
        life.live(std::chrono::seconds{250});
        life.flush();
        const auto session = opened(life);
        QSignalSpy progress(session.get(), &session::Replay::progress);
        session->start();
        session->cancel(); // before its thread has begun, or at its first steps
        const recordedlife::Life::Second& last = life.seconds()[240];
        session->seek(last.time);
        QTRY_VERIFY(session->now() == last.time && session->snapshot() != nullptr);
        QVERIFY(!session->settled());
        QVERIFY(session->timeline() == nullptr);
        session->useRules(session->rules());
        QTRY_VERIFY(session->settled() && session->timeline() != nullptr);
        QCOMPARE(recordedlife::describe(*session->snapshot()), last.shown);
        QCOMPARE(progress.back().front().toDouble(), 1.0);
    }
    /// Time passes also where the evaluation has not come to.
    void playingGoesOnAheadOfTheEvaluation()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 34);
        life.live(std::chrono::seconds{250});
        life.flush();
        const auto session = opened(life);
        session->start();
        session->cancel();
        session->seek(start + std::chrono::seconds{120});
        QTRY_VERIFY(session->now() == start + std::chrono::seconds{120} && session->snapshot() != nullptr);
        QVERIFY(!session->settled());
        QSignalSpy moves(session.get(), &session::Replay::moved);
        session->play(30);
        QTRY_VERIFY(session->now() > start + std::chrono::seconds{200});
        session->pause();
        QVERIFY(!session->settled());
        QVERIFY2(moves.size() > 10, QByteArray::number(moves.size()));
        QVERIFY(session->snapshot()->time > session->now() - std::chrono::seconds{3});
        QVERIFY(session->snapshot()->time <= session->now());
        // Once it goes on by itself for a while, alerts are what they were.
        const auto second = std::ranges::find_if(
            life.seconds(), [&](const auto& other) { return other.time > session->now() + std::chrono::seconds{5}; });
        session->seek(second->time);
        QTRY_COMPARE(session->now(), second->time);
        const auto alerts = [](const std::vector<std::string>& lines) {
            return std::ranges::count_if(lines, [](const std::string& line) {
                return line.starts_with("alert ") && line.find(" state 2 ") != std::string::npos;
            });
        };
        QCOMPARE(alerts(recordedlife::describe(*session->snapshot())), alerts(second->shown));
    }
    void aStoppedEvaluationFollowsWhatGrows()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 32);
        life.live(std::chrono::seconds{60});
        std::unique_ptr<session::ReplaySession> session;
        QTRY_VERIFY_WITH_TIMEOUT((session = opened(life)) != nullptr, 20'000);
        session->start();
        QTRY_VERIFY(session->timeline() != nullptr);
        session->cancel();
        const base::Timestamp before = session->facts().to;
        QSignalSpy grew(session.get(), &session::Replay::grew);
        life.live(std::chrono::seconds{60});
        QTRY_VERIFY_WITH_TIMEOUT(session->facts().to > before + std::chrono::seconds{50}, 20'000);
        QVERIFY(!grew.empty());
        session->seek(before + std::chrono::seconds{5});
        QTRY_COMPARE(session->now(), before + std::chrono::seconds{5});
        const base::Timestamp there = life.seconds().back().time - std::chrono::seconds{3};
        session->seek(there);
        QTRY_VERIFY(session->now() == there);
        QVERIFY(!session->settled()); // a sketch: newer than the film
        session->useRules(session->rules());
        QTRY_VERIFY_WITH_TIMEOUT(session->settled(), 20'000);
        const auto second = std::ranges::find(life.seconds(), there, &recordedlife::Life::Second::time);
        QVERIFY(second != life.seconds().end());
        QCOMPARE(recordedlife::describe(*session->snapshot()), second->shown);
    }
    /// The lanes say of every second what the snapshots say of it.
    void timelineLanesAreWhatWasShown()
    {
        const QTemporaryDir folder;
        recordedlife::Life life(folder.path().toStdString(), start, 33);
        life.live(std::chrono::seconds{200});
        life.flush();
        const auto session = opened(life);
        session->start();
        QTRY_VERIFY(session->timeline() != nullptr);
        const fleet::TimelinePtr timeline = session->timeline();
        std::size_t servers = 0;
        std::size_t drawn = 0;
        for (const fleet::TimelineLane& lane : timeline->lanes) {
            servers += lane.kind == fleet::TimelineLane::Kind::Server ? 1 : 0;
        }
        QVERIFY(servers > 0);
        for (std::size_t i = 5; i < life.seconds().size(); i += 3) {
            const base::Timestamp time = life.seconds()[i].time;
            session->seek(time);
            const base::Timestamp reached = std::min(time, session->facts().to);
            QTRY_VERIFY(session->now() == reached && session->settled());
            for (const fleet::TimelineLane& lane : timeline->lanes) {
                const auto at = std::ranges::find_if(lane.spans, [time = reached](const fleet::TimelineSpan& span) {
                    return span.from <= time && time < span.to;
                });
                for (const auto& block : session->snapshot()->blocks) {
                    for (const fleet::ServerRow& row : block->rows) {
                        if (lane.kind != fleet::TimelineLane::Kind::Server || row.identity->id != lane.server
                            || reached == timeline->to) {
                            continue;
                        }
                        const fleet::Shown shown = at == lane.spans.end() ? fleet::Shown::Up : at->shown;
                        const bool ill = row.shown == fleet::Shown::DownRuleSilent
                            || row.shown == fleet::Shown::DownFiring || row.shown == fleet::Shown::Firing
                            || row.shown == fleet::Shown::Pending;
                        drawn += ill ? 1 : 0;
                        QVERIFY(!ill || shown == row.shown);
                        QVERIFY(ill || at == lane.spans.end() || at->shown == row.shown);
                    }
                }
            }
        }
        QVERIFY(drawn > 20);
    }
};

QTEST_GUILESS_MAIN(TestReplayEvaluation)

} // namespace tst_replayevaluation

#include "tst_replayevaluation.moc"
