#include "app/headless/watch.h"
#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedsession.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryFile>
#include <QTest>

#include <memory>

namespace tst_watch {

using namespace checkwatch;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using support::FakeFleet;

namespace {

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// What `watch` prints of a snapshot, line by line.
QList<QByteArray> printed(const fleet::SnapshotPtr& snapshot, bool json)
{
    const std::unique_ptr<std::FILE, Closing> out(std::tmpfile());
    ScriptedSession session(Scene::Empty);
    app::Watcher watcher(session, json, out.get());
    session.play(snapshot);
    std::rewind(out.get());
    QByteArray text(64 * 1024, '\0');
    text.resize(static_cast<qsizetype>(std::fread(text.data(), 1, static_cast<std::size_t>(text.size()), out.get())));
    return text.trimmed().split('\n');
}

fleet::Event over(fleet::EventKind kind, bool fired)
{
    fleet::Event event;
    event.kind = kind;
    event.name = "HaproxyServerHealthcheckFailure";
    event.fired = fired;
    event.time = ScriptedSession(Scene::Empty).now(); // when a watcher begins
    return event;
}

fleet::SnapshotPtr after(const fleet::Event& event)
{
    FakeFleet fleet;
    fleet.addTarget("lb-01:8404");
    fleet.addEvent(event);
    return fleet.snapshot();
}

QJsonObject object(fleet::Event event)
{
    event.time = ScriptedSession(Scene::Empty).now();
    return QJsonDocument::fromJson(printed(after(event), true).front()).object();
}

} // namespace

/// What `checkwatch watch` says of events.
class TestWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// The states are the five of the interface; whether there was anything to resolve is a field of its own.
    void anAlertThatEndsSaysWhetherItFired()
    {
        for (const bool fired : {false, true}) {
            const QJsonObject resolved = object(over(fleet::EventKind::AlertResolved, fired));
            QCOMPARE(resolved.value(QLatin1String("state")).toString(), QStringLiteral("resolved"));
            QCOMPARE(resolved.value(QLatin1String("fired")), QJsonValue(fired));
            const QJsonObject cleared = object(over(fleet::EventKind::AlertClearedDown, fired));
            QCOMPARE(cleared.value(QLatin1String("state")).toString(), QStringLiteral("cleared_down"));
            QCOMPARE(cleared.value(QLatin1String("fired")), QJsonValue(fired));
            const QByteArray line = printed(after(over(fleet::EventKind::AlertResolved, fired)), false).front();
            QCOMPARE(line.contains("alert resolved"), fired);
            QCOMPARE(line.contains("alert ended without firing"), !fired);
        }
        QVERIFY(!object(over(fleet::EventKind::AlertPending, false)).contains(QLatin1String("fired")));
    }

    /// What a session knows out of its recording is no news.
    void whatWasBeforeIsNotPrinted()
    {
        fleet::Event event = over(fleet::EventKind::AlertResolved, true);
        QVERIFY(printed(after(event), false).front().contains("alert resolved"));
        event.time -= base::Duration{1};
        QVERIFY(!printed(after(event), false).front().contains("alert resolved"));
    }

    void anExporterThatIsUpMayLackSomething()
    {
        fleet::Event up;
        up.kind = fleet::EventKind::TargetUp;
        up.instance = "lb-01:8404";
        QVERIFY(!object(up).contains(QLatin1String("error")));
        up.detail = fleet::lackWords(fleet::Lack::Metrics);
        QCOMPARE(object(up).value(QLatin1String("state")).toString(), QStringLiteral("up"));
        QVERIFY(object(up).value(QLatin1String("error")).toString().contains(QLatin1String("haproxy_server_")));
    }
};

QTEST_GUILESS_MAIN(TestWatch)

} // namespace tst_watch

#include "tst_watch.moc"
