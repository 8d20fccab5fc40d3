#include "models/recording/framefile.h"
#include "models/recording/recordcodec.h"
#include "models/recording/retention.h"
#include "models/recording/seal.h"
#include "models/recording/verify.h"
#include "models/recording/writer.h"
#include "tests/recording/recordings.h"

#include <QTemporaryDir>
#include <QTest>

namespace tst_recordedevents {

using namespace checkwatch;
using namespace checkwatch::recording;
using recordings::start;

namespace {

constexpr auto first = base::Timestamp::min();
constexpr auto last = base::Timestamp::max();

fleet::Event firingOver()
{
    fleet::Event event;
    event.number = 7;
    event.time = start + base::Duration{1000};
    event.kind = fleet::EventKind::AlertResolved;
    event.job = "haproxy";
    event.instance = "lb-1";
    event.proxy = "web";
    event.name = "HaproxyServerHealthcheckFailure";
    event.serverName = "web1";
    event.before = "firing";
    event.after = "inactive";
    event.detail = "gone";
    event.value = 0.5;
    event.alertId = 3;
    event.fired = true;
    event.shown = 2;
    return event;
}

fleet::Event logLine(const std::string& server)
{
    fleet::Event event;
    event.time = start + base::Duration{2000};
    event.kind = fleet::EventKind::LogLine;
    event.proxy = "web";
    event.name = server;
    event.after = "DOWN";
    event.detail = "Server web/" + server + " is DOWN.";
    return event;
}

template <typename Put>
void stageEvents(FrameFile& file, FrameKind kind, std::uint32_t entries, Put put)
{
    Bytes payload;
    ByteWriter write(payload);
    write.varint(entries);
    put(write);
    FrameIdentity identity;
    identity.kind = kind;
    identity.from = start;
    identity.to = start + std::chrono::hours{1};
    identity.entries = entries;
    file.stage(identity, payload, true);
}

} // namespace

/// Events in a recording, those of earlier and later programs too, and where log lines came from.
class TestRecordedEvents : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("r.cwrec")).toStdString();
    }

    void everythingComesBackButTheNumberOfTheServer()
    {
        fleet::Event event = firingOver();
        event.server = 4;
        auto reader = written([&event](Writer& writer) { writer.add(event); });
        QVERIFY(reader);
        const auto events = reader->events(first, last);
        QCOMPARE(events.size(), 1U);
        const fleet::Event& back = events.front();
        QCOMPARE(back.number, event.number);
        QCOMPARE(back.time, event.time);
        QCOMPARE(back.kind, event.kind);
        QCOMPARE(back.server, fleet::Event().server);
        for (const auto text :
             {&fleet::Event::job, &fleet::Event::instance, &fleet::Event::proxy, &fleet::Event::name,
              &fleet::Event::serverName, &fleet::Event::before, &fleet::Event::after, &fleet::Event::detail}) {
            QCOMPARE(back.*text, event.*text);
        }
        QCOMPARE(back.value, event.value);
        QCOMPARE(back.alertId, event.alertId);
        QVERIFY(back.fired);
        QCOMPARE(back.shown, event.shown);
    }

    /// As the first programs wrote them, byte by byte.
    void eventsOfAnEarlierProgramAreRead()
    {
        auto file = FrameFile::open(m_path, start, 5);
        QVERIFY(file.ok());
        stageEvents(*file, FrameKind::OldEvents, 1, [](ByteWriter& write) {
            write.varint(7);
            write.time(start + base::Duration{1000});
            write.fixed(std::uint8_t{3}); // AlertResolved
            for (const char* const text : {"haproxy", "lb-1", "web", "Failing", "firing", "inactive", "gone"}) {
                write.text(text);
            }
            write.real(0.5);
            write.varint(3);
            write.fixed(std::uint8_t{2});
        });
        stageEvents(*file, FrameKind::Events, 1, [](ByteWriter& write) {
            fleet::Event event = firingOver();
            event.time = start;
            put(write, event);
        });
        QVERIFY(file->commit().ok());
        auto reader = Reader::open(m_path);
        QVERIFY(reader.ok());
        const auto events = (*reader)->events(first, last);
        QCOMPARE(events.size(), 2U);
        QCOMPARE(events[0].time, start); // in the order of their times, whoever wrote them
        QCOMPARE(events[1].kind, fleet::EventKind::AlertResolved);
        QCOMPARE(events[1].name, std::string("Failing"));
        QCOMPARE(events[1].detail, std::string("gone"));
        QCOMPARE(events[1].shown, std::uint8_t{2});
        QVERIFY((*reader)->damage().empty());
    }

    void eventsOfALaterProgramArePassedOver()
    {
        auto file = FrameFile::open(m_path, start, 5);
        QVERIFY(file.ok());
        stageEvents(*file, FrameKind::Events, 2, [](ByteWriter& write) {
            fleet::Event event = firingOver();
            event.kind = static_cast<fleet::EventKind>(200);
            put(write, event);
            put(write, firingOver());
        });
        QVERIFY(file->commit().ok());
        auto reader = Reader::open(m_path);
        QVERIFY(reader.ok());
        QCOMPARE((*reader)->events(first, last).size(), 1U);
        QVERIFY((*reader)->damage().empty());
    }

    void sourcesOfLogLinesHoldUntilThereAreOthers()
    {
        const auto noon = start + std::chrono::hours{1};
        auto reader = written([noon](Writer& writer) {
            writer.setLogSources({start, {"udp://127.0.0.1:5514"}});
            writer.setLogSources({noon, {}});
        });
        QVERIFY(reader);
        QCOMPARE(reader->logSources(start, start).size(), 1U);
        const auto before = reader->logSources(start + base::Duration{5}, noon - base::Duration{1});
        QCOMPARE(before.size(), 1U);
        QCOMPARE(before.front().sources, std::vector<std::string>{"udp://127.0.0.1:5514"});
        QVERIFY(reader->logSources(noon, last).back().sources.empty());
        QVERIFY(verify(m_path, [](std::uint64_t) { return true; })->damage.empty());
    }

    /// What nothing was written about reads "not recorded": so a file that is cut out must say it too.
    void aSealedStretchSaysWhereItsLinesCameFrom()
    {
        auto reader = written([](Writer& writer) {
            writer.setLogSources({start, {"udp://127.0.0.1:5514"}});
            writer.add(logLine("web1"));
            writer.add(logLine("web2"));
        });
        const std::string out = m_folder->filePath(QStringLiteral("out.cwrec")).toStdString();
        SealOptions options;
        options.from = start + base::Duration{1500};
        options.to = start + base::Duration{2500};
        options.servers = {"web/web1"};
        options.hidden = {"server"};
        options.key = "sixteen secret b";
        QVERIFY(seal(*reader, out, options, start, 9).ok());
        auto sealed = Reader::open(out);
        QVERIFY(sealed.ok());
        QCOMPARE((*sealed)->logSources(options.from, options.to).size(), 1U);
        const auto events = (*sealed)->events(first, last);
        QCOMPARE(events.size(), 1U); // the other is of a server that is not wanted
        QCOMPARE(events.front().detail, "Server web/" + events.front().name + " is DOWN.");
        QVERIFY(events.front().name.starts_with('h') && events.front().name.size() == 17);
    }

    void sourcesThatHoldAtTheNewBeginningStay()
    {
        FrameFile::Pages pages;
        const auto entry = [&pages](std::int64_t id, FrameKind kind, int at) {
            FrameEntry& added = pages[0].emplace_back();
            added.identity.id = id;
            added.identity.kind = kind;
            added.identity.from = added.identity.to = start + base::Duration{at};
        };
        entry(1, FrameKind::LogSources, 0);
        entry(2, FrameKind::LogSources, 10);
        entry(3, FrameKind::OldEvents, 20);
        entry(4, FrameKind::Events, 25);
        entry(5, FrameKind::LogSources, 50);
        QCOMPARE(expiredFrames(pages, start + base::Duration{30}, 0, {}), (std::vector<std::int64_t>{1, 3, 4}));
    }

private:
    template <typename Write>
    std::unique_ptr<Reader> written(Write write)
    {
        Writer writer({"test", true, {}});
        if (!writer.attach(m_path, start, 7)) {
            return nullptr;
        }
        write(writer);
        if (!writer.close(start)) {
            return nullptr;
        }
        auto reader = Reader::open(m_path);
        return reader ? std::move(*reader) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

QTEST_APPLESS_MAIN(TestRecordedEvents)

} // namespace tst_recordedevents

#include "tst_recordedevents.moc"
