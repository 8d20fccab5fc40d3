#include "models/fleet/silence.h"
#include "models/recording/seal.h"
#include "models/recording/writer.h"
#include "models/session/replayfeed.h"
#include "tests/support/dayrecording.h"

#include <QTemporaryDir>
#include <QTest>

namespace tst_replayfeed {

using namespace checkwatch;
using namespace std::chrono_literals;
using base::Timestamp;
using support::dayStart;

namespace {

/// Ten minutes in which somebody silenced something at the second one.
base::Result<void> writeSilenced(const std::string& path)
{
    support::DayOptions day;
    day.servers = 3;
    day.length = 10min;
    if (auto written = support::writeDay(path, day); !written) {
        return written;
    }
    recording::Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, dayStart + 10min, 8); !attached) {
        return attached;
    }
    fleet::Event answers;
    answers.kind = fleet::EventKind::Alertmanager;
    answers.time = dayStart + 1min;
    answers.instance = "am:9093";
    answers.after = "up";
    writer.add(answers);
    fleet::Silence silence;
    silence.id = "1";
    silence.matchers = *fleet::matchersFrom("{server=\"web-1\"}");
    silence.endsAt = dayStart + 1h;
    writer.add(fleet::silenceEvent(silence, fleet::silencestep::began, dayStart + 2min));
    return writer.close(dayStart + 10min);
}

/// What a replay from `from` on is told before anything else: steps, with minutes since the start.
QStringList toldAtFirst(recording::Reader& reader, Timestamp from)
{
    QStringList out;
    const auto sessions = session::recordedSessions(reader, from, reader.to());
    session::ReplayFeed feed(reader, sessions.front());
    for (auto action = feed.next(); action && action->time <= from; action = feed.next()) {
        if (action->kind == session::ReplayAction::Kind::Event) {
            out += QString::fromStdString(action->event.after + ' ' + std::to_string((action->time - dayStart) / 1min));
        }
    }
    return out;
}

} // namespace

/// What a replay tells its engine.
class TestReplayFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasSilencedBeforeStillIs()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("day.cwrec")).toStdString();
        const std::string incident = folder.filePath(QStringLiteral("incident.cwrec")).toStdString();
        QVERIFY(writeSilenced(path).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        const QStringList expected{"up 5", "began 5"};
        QCOMPARE(toldAtFirst(**reader, dayStart + 5min), expected);
        QVERIFY(recording::seal(**reader, incident, {dayStart + 5min, dayStart + 9min, {}, {}, {}}, dayStart, 3).ok());
        auto sealed = recording::Reader::open(incident);
        QVERIFY(sealed.ok());
        QCOMPARE(toldAtFirst(**sealed, dayStart + 5min), expected);
    }
    void itIsToldOnce()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("day.cwrec")).toStdString();
        QVERIFY(writeSilenced(path).ok());
        auto reader = recording::Reader::open(path);
        QVERIFY(reader.ok());
        const auto sessions = session::recordedSessions(**reader, dayStart + 5min, (*reader)->to());
        session::ReplayFeed feed(**reader, sessions.front());
        int told = 0;
        bool again = false;
        while (const auto action = feed.next()) {
            told += action->kind == session::ReplayAction::Kind::Event ? 1 : 0;
            if (told == 2 && !std::exchange(again, true)) {
                feed.refreshed(sessions.front());
            }
        }
        QCOMPARE(told, 2);
    }
};

QTEST_GUILESS_MAIN(TestReplayFeed)

} // namespace tst_replayfeed

#include "tst_replayfeed.moc"
