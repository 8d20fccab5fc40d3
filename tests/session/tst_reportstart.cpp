#include "models/session/incidentreport.h"
#include "models/session/reach.h"
#include "models/session/reporttimeline.h"
#include "tests/support/dayrecording.h"
#include "tests/support/randomseries.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>

namespace tst_reportstart {

using namespace checkwatch;
using namespace checkwatch::session;
using base::Duration;
using base::fromUnixMs;
using base::Timestamp;

namespace {

constexpr const char* rulesText = R"(
groups:
- name: first
  rules:
  - alert: Grows
    expr: increase(x[1m]) > 0
    for: 1m
    keep_firing_for: 30s
  - alert: Quiet
    expr: y <= 0
- name: second
  interval: 15s
  rules:
  - alert: ManyFire
    expr: count by (k) (ALERTS{alertname="Grows", alertstate="firing"}) > 1
    for: 30s
)";

std::vector<rules::Group> groupsOf(const char* text)
{
    const auto file = rules::parseRuleFile(text, "rules.yml");
    return file ? file->groups : std::vector<rules::Group>();
}

using Alerts = std::map<std::string, std::vector<AlertTransition>>;

/// What became of the alerts from `start` on, evaluated as a live engine does.
Alerts alertsFrom(const tsdb::Querier& data, Timestamp start, std::vector<RuleReplayOptions::Gap> gaps = {})
{
    RuleReplayOptions options;
    options.start = start;
    options.end = fromUnixMs(900'000);
    options.interval = Duration{5000};
    options.liveSince = fromUnixMs(2'000);
    options.gaps = std::move(gaps);
    RuleReplay replay(data, groupsOf(rulesText), options);
    while (replay.advance(std::chrono::seconds{1})) {}
    Alerts out;
    for (const ReplayedAlert& alert : replay.alerts()) {
        out[replay.rules()[alert.rule].rule->name + alert.labels.toString()] = alert.transitions;
    }
    return out;
}

/// What of it is left where one begins to look later: the state of then, and what came after it.
Alerts seenFrom(Alerts all, Timestamp start)
{
    for (auto& [name, transitions] : all) {
        auto after = std::ranges::find_if(transitions, [&](const auto& to) { return to.time >= start; });
        const bool active = after != transitions.begin() && std::prev(after)->state != rules::AlertState::Inactive;
        transitions.erase(transitions.begin(), after - (active ? 1 : 0));
    }
    std::erase_if(all, [](const auto& alert) { return alert.second.empty(); });
    return all;
}

/// The time and the value of what came before were found out by another evaluation, unless both saw it.
bool alike(const std::vector<AlertTransition>& a, const std::vector<AlertTransition>& b, Timestamp start)
{
    return std::ranges::equal(a, b, [start](const AlertTransition& one, const AlertTransition& other) {
        return one.state == other.state && (one.time < start ? other.time < start : one.time == other.time);
    });
}

Timestamp at(int minutes)
{
    return support::dayStart + std::chrono::minutes{minutes};
}

} // namespace

/// Reports, and the rules in them, that begin in the midst of something.
class TestReportStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void alertsAreInTheStatesOfThen()
    {
        std::size_t active = 0;
        for (unsigned seed = 1; seed <= 6; ++seed) {
            const support::VectorQuerier data = support::RandomSeries(seed).make(20);
            const Alerts whole = alertsFrom(data, fromUnixMs(2'000));
            for (const std::int64_t ms : {250'000, 401'000, 640'003}) {
                const Timestamp start = fromUnixMs(ms);
                Alerts late = alertsFrom(data, start);
                std::erase_if(late, [](const auto& alert) { return alert.second.empty(); });
                const Alerts expected = seenFrom(whole, start);
                QCOMPARE(late.size(), expected.size());
                for (const auto& [name, transitions] : expected) {
                    QVERIFY2(alike(transitions, late[name], start), name.c_str());
                    active += transitions.front().time < start ? 1 : 0;
                }
            }
        }
        QVERIFY2(active > 50, QByteArray::number(active));
    }

    /// Between two evaluations of a group that is seldom evaluated, by a rule that looks at the newest sample alone.
    void whatFiredAtTheLastEvaluationFiredBefore()
    {
        support::VectorQuerier data;
        for (int second = 0; second <= 1'800; second += 5) {
            data.add({{"__name__", "bad"}}, {{fromUnixMs(second * 1'000), 1}});
        }
        const std::vector<rules::Group> groups
            = groupsOf("groups: [{name: g, interval: 1m, rules: [{alert: Bad, expr: bad > 0, for: 90s}]}]");
        for (int second = 1'200; second < 1'260; second += 5) {
            RuleReplay replay = replayed(data, groups, second, {});
            while (replay.advance(std::chrono::seconds{1})) {}
            QCOMPARE(replay.alerts().size(), std::size_t{1});
            const std::vector<AlertTransition>& became = replay.alerts().front().transitions;
            QCOMPARE(became.size(), std::size_t{1});
            QCOMPARE(became.front().state, rules::AlertState::Firing);
            QVERIFY(became.front().time < fromUnixMs(second * 1'000));
        }
    }

    /// A rule that came shortly before the start has not waited since before it was there.
    void newRulesHaveNoPast()
    {
        support::VectorQuerier data;
        for (int second = 0; second <= 1'800; second += 5) {
            data.add({{"__name__", "bad"}}, {{fromUnixMs(second * 1'000), 1}});
        }
        const std::vector<rules::Group> groups
            = groupsOf("groups: [{name: g, rules: [{alert: Bad, expr: bad > 0, for: 5m}]}]");
        RuleReplay replay = replayed(data, {}, 1'200, {{fromUnixMs(1'190'000), groups, Duration{5000}, {}, {}}});
        while (replay.advance(std::chrono::seconds{1})) {}
        QCOMPARE(replay.alerts().size(), std::size_t{1});
        const AlertTransition& last = replay.alerts().front().transitions.back();
        QCOMPARE(last.state, rules::AlertState::Firing);
        QVERIFY(last.time >= fromUnixMs(1'490'000));
        QVERIFY(!replay.rules().front().since);
    }

    /// Ways through other rules add up; how far back recorded samples lie costs nothing.
    void memoryIsWhatRulesWaitFor()
    {
        const auto memory = [](const std::string& rules) {
            return memoryOf(groupsOf(("groups: [{name: g, rules: [" + rules + "]}]").c_str()), Duration{10'000});
        };
        const std::string far = "{alert: Far, expr: 'increase(x[7d]) > 0', for: 15s}";
        QCOMPARE(memory(far), Duration{40'000});
        const std::string reads = "{alert: Reads, expr: 'sum(max_over_time(ALERTS[1m])) > 0', for: 20s}";
        QCOMPARE(memory(far + ", " + reads), Duration{40'000 + 60'000 + 40'000});
        const std::string slow = "{alert: Slow, expr: 'y > 0', for: 1m}";
        const std::string named = "{alert: Named, expr: 'max_over_time(ALERTS{alertname=~\"F.*\"}[1m]) > 0', for: 20s}";
        QCOMPARE(memory(far + ", " + slow + ", " + named), Duration{40'000 + 60'000 + 40'000}); // not Slow's
        // What is not written by rules is not looked back at.
        const std::string both = "{alert: Both, expr: 'ALERTS and on () increase(x[7d]) > 0'}";
        QCOMPARE(memory(far + ", " + both), Duration{40'000 + 20'000});
        const std::string asked = "{alert: Asked, expr: 'max_over_time(ALERTS[1m:10s] offset 2m) > 0'}";
        QCOMPARE(memory(far + ", " + asked), Duration{40'000 + 180'000 + 20'000});
    }

    /// A week of alerts is not evaluated for the sake of an hour; what an alert waits for is.
    void ofWhatRulesWroteSomeHoursAreEvaluated()
    {
        using namespace std::chrono_literals;
        const std::string far = "{alert: Far, expr: 'x > 0'}";
        const std::string week = ", {alert: Week, expr: 'count_over_time(ALERTS[7d]) > 9'}";
        const std::string day = ", {alert: Day, expr: 'x > 0', for: 1d}";
        const auto begins = [](const std::string& rules, Timestamp since) {
            RuleReplayOptions options;
            options.start = fromUnixMs(0) + 240h;
            options.end = options.start + 1h;
            options.liveSince = since;
            const auto groups = groupsOf(("groups: [{name: g, rules: [" + rules + "]}]").c_str());
            const std::vector<LaterRules> stages{{Timestamp::min(), groups, Duration{10'000}, {}, {}}};
            return std::pair(options.start - beginOf(stages, options), looksBackBefore(stages, options));
        };
        QCOMPARE(begins(far, fromUnixMs(0)), std::pair(Duration{20'000}, false));
        QCOMPARE(begins(far + week, fromUnixMs(0)), std::pair(Duration(6h), true));
        QCOMPARE(begins(far + day, fromUnixMs(0)), std::pair(Duration(24h + 20s), false));
        QCOMPARE(begins(far + week + day, fromUnixMs(0)), std::pair(Duration(24h + 20s), true));
        QCOMPARE(begins(far + week, fromUnixMs(0) + 237h), std::pair(Duration(3h), false)); // nothing is there before
    }

    /// Nobody can say of a time that is not recorded that something fired in it.
    void nothingHappensInAGap()
    {
        std::size_t changes = 0;
        for (unsigned seed = 1; seed <= 6; ++seed) {
            const support::VectorQuerier data = support::RandomSeries(seed).make(20);
            const RuleReplayOptions::Gap gap{fromUnixMs(300'000), fromUnixMs(520'000)};
            for (const auto& [name, transitions] : alertsFrom(data, fromUnixMs(2'000), {gap})) {
                for (const AlertTransition& to : transitions) {
                    QVERIFY2(to.time <= gap.from || to.time >= gap.to, name.c_str());
                    changes += to.time > gap.to ? 1 : 0;
                }
            }
        }
        QVERIFY(changes > 50);
    }

    void alertsOfSeveralExportersAreToldApart()
    {
        RuleSetVerdict verdict;
        const std::vector<AlertTransition> fired{{fromUnixMs(5000), rules::AlertState::Firing}};
        const metrics::Labels first{{"alertname", "A"}, {"instance", "a"}, {"proxy", "p"}, {"server", "s"}};
        const metrics::Labels second{{"alertname", "A"}, {"instance", "b"}, {"proxy", "p"}, {"server", "s"}};
        verdict.alerts.push_back({0, first, fired});
        verdict.alerts.push_back({0, second, {}}); // over before the start: nothing is told of it
        QCOMPARE(subjectOf(verdict, 0), std::string("A of p/s"));
        verdict.alerts.back().transitions = fired;
        verdict.alerts.push_back({0, {{"alertname", "A"}, {"instance", "b"}}, fired});
        QCOMPARE(subjectOf(verdict, 0), std::string("A of p/s via a"));
        QCOMPARE(subjectOf(verdict, 2), std::string("A of b"));
    }

    /// The checks that failed before the start are behind an alert that ends soon after it.
    void whatFiresAtTheStartIsJudgedByWhatWasBefore()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("hour.cwrec")).toStdString();
        support::DayOptions hour;
        hour.servers = 40;
        hour.length = std::chrono::hours{1};
        hour.groups = groupsOf("groups: [{name: g, rules: [{alert: Failed, expr: "
                               "'increase(haproxy_server_check_failures_total[1m]) > 0'}]}]");
        QVERIFY(support::writeDay(path, hour).ok());
        std::size_t before = 0;
        for (int minute = 5; minute < 58; ++minute) {
            const IncidentReport report = reportOf(path, at(minute));
            const Tally& tally = report.rules.front().tally;
            QCOMPARE(tally.behind[static_cast<std::size_t>(Behind::Nothing)], std::size_t{0});
            for (const ReportedServer& server : report.servers) {
                before += static_cast<std::size_t>(std::ranges::count_if(server.firing, &Firing::firedBefore));
            }
        }
        QVERIFY2(before > 5, QByteArray::number(before));
    }

    /// It fired before, and is not said to begin with the report.
    void whatFiresAtTheStartHasFiredBefore()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("hour.cwrec")).toStdString();
        support::DayOptions hour;
        hour.servers = 40;
        hour.length = std::chrono::hours{1};
        hour.groups = groupsOf("groups: [{name: g, rules: [{alert: Down, expr: 'haproxy_server_status{state=\"DOWN\"} "
                               "== 1', for: 15s}]}]");
        QVERIFY(support::writeDay(path, hour).ok());
        const auto whole = reportOf(path, at(0));
        const auto longest = std::ranges::find_if(
            whole.servers, [](const ReportedServer& server) { return longFiring(server) != nullptr; });
        QVERIFY(longest != whole.servers.end());
        const Firing& firing = *longFiring(*longest);
        QVERIFY(!firing.firedBefore);
        const auto late = reportOf(path, firing.firedAt + Duration{7'000});
        const auto same = std::ranges::find_if(late.servers, [&](const ReportedServer& server) {
            return server.history.server == longest->history.server && server.history.proxy == longest->history.proxy;
        });
        QVERIFY(same != late.servers.end());
        QCOMPARE(same->firing.front().firedBefore, true);
        QCOMPARE(same->firing.front().firedAt, late.start);
        QCOMPARE(same->firing.front().endedAt, firing.endedAt);
        const std::string who = "Down of " + longest->history.proxy + "/" + longest->history.server;
        const auto told = std::ranges::find(late.timeline, who, &ReportEntry::subject);
        QVERIFY(told != late.timeline.end());
        QCOMPARE(told->time, late.start);
        QCOMPARE(told->text, std::string("fires, since before the start"));
        const auto detected = std::ranges::find(late.milestones, std::string("detected"), &Milestone::name);
        QVERIFY(detected->before && detected->time == late.start);
        QVERIFY(late.rules.front().tally.caught
                > late.rules.front().tally.delays.size()); // nobody knows after how long
        // What began later is told as ever.
        const auto known = [](const IncidentReport& report, Timestamp from) {
            std::vector<std::pair<Timestamp, std::string>> out;
            for (const ReportEntry& entry : report.timeline) {
                if (entry.kind == EntryKind::Alert && entry.time > from) {
                    out.emplace_back(entry.time, entry.subject + ' ' + entry.text);
                }
            }
            return out;
        };
        QVERIFY(known(late, late.start) == known(whole, late.start));
        QVERIFY(!known(late, late.start).empty());
    }

private:
    static RuleReplay replayed(const tsdb::Querier& data, const std::vector<rules::Group>& groups, int start,
                               std::vector<LaterRules> later)
    {
        RuleReplayOptions options;
        options.start = fromUnixMs(start * 1'000);
        options.end = fromUnixMs(1'800'000);
        options.interval = Duration{5000};
        options.liveSince = fromUnixMs(0);
        return RuleReplay(data, groups, options, std::move(later));
    }
    static const Firing* longFiring(const ReportedServer& server)
    {
        const auto found = std::ranges::find_if(server.firing, [](const Firing& firing) {
            return firing.endedAt - firing.firedAt > std::chrono::seconds{30} && firing.firedAt > at(5)
                && !firing.goesOn;
        });
        return found == server.firing.end() ? nullptr : &*found;
    }
    static IncidentReport reportOf(const std::string& path, Timestamp start)
    {
        auto reader = recording::Reader::open(path);
        ReportOptions options;
        options.path = path;
        options.backtest.rules.start = start;
        options.backtest.rules.end = at(60) - Duration{5000};
        options.backtest.rules.interval = Duration{5000};
        auto made
            = reader ? incidentReport(**reader, {}, options, [](double) { return true; }) : std::move(reader).error();
        if (!made) {
            qFatal("%s", made.error().text().c_str());
        }
        return std::move(*made);
    }
};

QTEST_GUILESS_MAIN(TestReportStart)

} // namespace tst_reportstart

#include "tst_reportstart.moc"
