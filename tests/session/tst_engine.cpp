#include "tests/session/enginerig.h"
#include "tests/support/captures.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

namespace tst_engine {

using namespace checkwatch;
using namespace checkwatch::enginerig;

namespace {

QString demoFile(int second, const char* suffix)
{
    return QStringLiteral("%1/data/captures/demo/t%2.%3")
        .arg(support::sharedFolder())
        .arg(second, 3, 10, QLatin1Char('0'))
        .arg(QLatin1String(suffix));
}

bool alertIs(const fleet::Snapshot& snapshot, const fleet::ServerRow& row, rules::AlertState state)
{
    return row.alert >= 0 && (*snapshot.alerts)[static_cast<std::size_t>(row.alert)].alert.state == state;
}

} // namespace

/// The recorded demo, scrape by scrape, through the whole engine.
class TestEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordedDemo();
    void missingDataIsNeverHealthyAndNeverResolves();
    void explainsTheValue();
    void chartLeavesGapsWhereNothingIsCounted();
    void reconfigureKeepsAlerts();
};

void TestEngine::recordedDemo()
{
    REQUIRE_SHARED(support::sharedFolder());
    Rig rig(base::fromUnixMs(1'800'000'000'000));
    std::map<std::string, std::pair<int, int>> firing; // first and last second
    for (int second = 0; second <= 125; second += 5) {
        rig.scrape(support::readCapture(demoFile(second, "native.prom.gz")).toStdString());
        const QByteArray expected = support::readCapture(demoFile(second, "expected_states.json"));
        const QJsonObject states = QJsonDocument::fromJson(expected).object();
        for (auto it = states.begin(); it != states.end(); ++it) {
            const auto* row = rig.row(it.key().toStdString());
            QVERIFY2(row != nullptr, qPrintable(it.key()));
            QCOMPARE(QString::fromUtf8(haproxy::serverStateName(row->state).data()),
                     it.value().toObject()[QStringLiteral("state")].toString());
        }
        rig.snapshot = rig.engine.snapshot(rig.now);
        for (const fleet::ServerRow& row : rig.snapshot->blocks.front()->rows) {
            if (alertIs(*rig.snapshot, row, rules::AlertState::Firing)) {
                auto [at, added] = firing.try_emplace(row.identity->proxy + '/' + row.identity->server, second, second);
                at->second.second = second;
            }
        }
        rig.now += interval;
    }
    // Prometheus beside the recorded demo: only web3 fired, from 82 s on; a slot lies up to one interval elsewhere.
    QCOMPARE(firing.size(), std::size_t{1});
    QCOMPARE(firing.begin()->first, std::string("web/web3"));
    QVERIFY2(firing.begin()->second.first >= 75 && firing.begin()->second.first <= 90,
             qPrintable(QString::number(firing.begin()->second.first)));
    int silent = 0;
    for (const fleet::ServerRow& row : rig.snapshot->blocks.front()->rows) {
        silent += row.shown == fleet::Shown::DownRuleSilent ? 1 : 0;
    }
    QVERIFY2(silent >= 7, qPrintable(QString::number(silent)));
}

void TestEngine::missingDataIsNeverHealthyAndNeverResolves()
{
    Rig rig(base::fromUnixMs(1'800'000'000'000));
    int failures = 0;
    rig.flap(90, failures);
    QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
    for (int second = 0; second < 90; second += 5) {
        rig.failScrape();
        rig.now += interval;
        const auto* row = rig.row("app/web");
        QVERIFY(row != nullptr);
        if (second >= 10) {
            QCOMPARE(row->shown, fleet::Shown::Stale);
            QCOMPARE(rig.snapshot->targets.front().freshness, base::Freshness::Stale);
        }
        for (const fleet::AlertRow& alert : *rig.snapshot->alerts) {
            QVERIFY(alert.phase != fleet::AlertPhase::Resolved);
        }
    }
    const auto unknown
        = std::count_if(rig.snapshot->alerts->begin(), rig.snapshot->alerts->end(), [](const auto& alert) {
              return alert.phase == fleet::AlertPhase::Unknown
                  && alert.alert.identity->rule->name == "HaproxyServerHealthcheckFailure";
          });
    QCOMPARE(unknown, 1);
    rig.scrape(oneServer("UP", "L7OK", failures));
    rig.now += interval;
    rig.scrape(oneServer("UP", "L7OK", failures));
    QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Up);
}

void TestEngine::explainsTheValue()
{
    Rig rig(base::fromUnixMs(1'800'000'000'000));
    int failures = 0;
    rig.flap(120, failures);
    rig.now -= interval;
    const auto* row = rig.row("app/web");
    fleet::WhyQuestion question;
    question.server = row->identity->id;
    const auto why = rig.engine.explain(3, question, rig.now);
    QCOMPARE(why->request, std::uint64_t{3});
    QCOMPARE(why->question, question);
    QVERIFY(why->isTrue);
    QCOMPARE(why->alert.state, rules::AlertState::Firing);
    QVERIFY(why->record && why->record->root.operands.size() == 2);
    const auto& call = std::get<promql::CallStep>(why->record->root.operands[0].detail);
    const auto& samples = std::get<promql::WindowStep>(why->record->root.operands[0].operands[0].detail).samples;
    QCOMPARE(call.notes.resetCount, std::size_t{0});
    QCOMPARE(static_cast<double>(samples.size()), samples.back().value - samples.front().value + 1);
    QVERIFY(*why->picture.value >= samples.back().value - samples.front().value);
    QVERIFY(why->picture.raw.size() > samples.size() && why->picture.values.size() > 10);
    QVERIFY(metrics::sameBits(why->picture.values.back().value, why->alert.value));
    question.alert = why->alert.identity->id;
    question.server = fleet::noServer;
    QVERIFY(metrics::sameBits(rig.engine.explain(4, question, rig.now)->record->root.value, why->alert.value));
    question.alert += 1000;
    QVERIFY(!rig.engine.explain(5, question, rig.now)->trouble.empty());
    QVERIFY(!why->cannotTell.empty());
    QVERIFY(!why->annotations.empty());
}

void TestEngine::chartLeavesGapsWhereNothingIsCounted()
{
    Rig rig(base::fromUnixMs(1'800'000'000'000));
    const auto start = rig.now;
    int failures = 0;
    rig.flap(60, failures);
    for (int second = 0; second < 180; second += 5) {
        rig.scrape(oneServer("DOWN", "L4CON", failures));
        rig.now += interval;
    }
    const auto* row = rig.row("app/web");
    QCOMPARE(row->shown, fleet::Shown::DownRuleSilent);
    QVERIFY(!row->failuresCounted);
    const auto history = rig.engine.history(1, {row->identity->id}, start, rig.now, interval);
    QCOMPARE(history->servers.size(), std::size_t{1});
    const auto& points = history->servers.front().increase;
    QVERIFY(points.size() > 40);
    QVERIFY(std::isnan(points[points.size() - 2].value));
    QVERIFY(std::any_of(points.begin(), points.end(), [](const fleet::Point& point) { return point.value > 0; }));
    const auto& spans = history->servers.front().spans;
    QVERIFY(std::any_of(spans.begin(), spans.end(),
                        [](const auto& span) { return span.kind == fleet::SpanKind::NotCounted; }));
}

void TestEngine::reconfigureKeepsAlerts()
{
    Rig rig(base::fromUnixMs(1'800'000'000'000));
    int failures = 0;
    rig.flap(90, failures);
    QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
    config::Config changed = configuration();
    changed.externalLabels.emplace("site", "b");
    rig.engine.reconfigure(changed, {}, rig.now);
    rig.flap(5, failures);
    QCOMPARE(rig.row("app/web")->shown, fleet::Shown::Firing);
}

QTEST_APPLESS_MAIN(TestEngine)

} // namespace tst_engine

#include "tst_engine.moc"
