#include "models/recording/recordeddata.h"
#include "models/recording/seal.h"
#include "models/recording/stagerecord.h"
#include "models/recording/toldlines.h"
#include "tests/recording/recordings.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <map>

namespace tst_toldlines {

using namespace checkwatch;
using namespace checkwatch::recording;
using namespace std::chrono_literals;
using recordings::opened;
using recordings::start;

namespace {

constexpr const char* noDns = "Server app/s1 is going DOWN for maintenance (DNS timeout status). 0 active";
constexpr const char* person = "Server app/s1 is going DOWN for maintenance. 0 active";
constexpr const char* up = "Server app/s1 is UP/READY (leaving maintenance).";

struct Line
{
    std::chrono::seconds at{};
    const char* text = "";
    const char* instance = "lb:1";
};

/// A program that watches app/s1 from `from` to `to`, and is told these lines. `out`: when the server goes into maintenance
/// and comes back, both after the start.
struct Program
{
    std::chrono::seconds from{};
    std::chrono::seconds to{};
    std::vector<Line> lines{};
    std::vector<std::pair<std::chrono::seconds, std::chrono::seconds>> out{};
    std::vector<std::pair<std::chrono::seconds, std::chrono::seconds>> failed{}; ///< scrapes, in the time from and to
    bool listens = true;
};

fleet::Event stateEvent(base::Timestamp time, const char* before, const char* after)
{
    fleet::Event event;
    event.kind = fleet::EventKind::ServerState;
    event.time = time;
    event.instance = "lb:1";
    event.proxy = "app";
    event.name = "s1";
    event.before = before;
    event.after = after;
    return event;
}

fleet::Event lineEvent(const Line& line)
{
    fleet::Event event;
    event.kind = fleet::EventKind::LogLine;
    event.time = start + line.at;
    event.instance = line.instance;
    event.proxy = "app";
    event.name = "s1";
    event.detail = line.text;
    return event;
}

/// A scrape every ten seconds, and what an engine says of it.
base::Result<void> record(const std::string& path, const Program& program)
{
    Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start + program.from, 7); !attached) {
        return attached;
    }
    if (program.listens) {
        writer.setLogSources({start + program.from, {"udp://127.0.0.1:5140"}});
    }
    StreamRecord stream;
    stream.labels = metrics::Labels{{"instance", "lb:1"}, {"job", "j"}};
    writer.begin(1, std::move(stream));
    std::vector<fleet::Event> events;
    std::string before;
    for (auto at = program.from; at <= program.to; at += 10s) {
        const auto within = [at](const auto& times) {
            return std::ranges::any_of(times, [at](const auto& time) { return time.first <= at && at < time.second; });
        };
        const bool out = within(program.out);
        const bool failed = within(program.failed);
        metrics::ScrapeBatch batch;
        batch.time = start + at;
        if (at == program.from) {
            for (const char* const state : {"UP", "MAINT"}) {
                batch.added.push_back({{"__name__", "haproxy_server_status"},
                                       {"instance", "lb:1"},
                                       {"job", "j"},
                                       {"proxy", "app"},
                                       {"server", "s1"},
                                       {"state", state}});
            }
        }
        batch.column = {out ? 0.0 : 1.0, out ? 1.0 : 0.0};
        if (failed) {
            batch.column = {metrics::staleValue(), metrics::staleValue()};
        }
        writer.add(1, batch);
        ScrapeRecord scrape;
        scrape.time = scrape.received = batch.time;
        scrape.report.up = !failed;
        writer.addScrape(1, std::move(scrape));
        if (failed) {
            continue;
        }
        const char* const now = out ? "MAINT" : "UP";
        if (before != now && (out || !before.empty())) {
            events.push_back(stateEvent(batch.time, before.c_str(), now));
        }
        before = now;
    }
    std::ranges::transform(program.lines, std::back_inserter(events), lineEvent);
    std::ranges::stable_sort(events, {}, &fleet::Event::time);
    std::ranges::for_each(events, [&](const fleet::Event& event) { writer.add(event); });
    return writer.close(start + program.to);
}

/// Seconds since the start of the lines that hold.
QList<int> holding(Reader& reader, std::chrono::seconds at)
{
    const RecordedData samples(reader, start + at - longestUnseen, start + at);
    QList<int> out;
    for (const fleet::Event& event : toldLines(reader, samples, start + at)) {
        out += static_cast<int>((event.time - start) / 1s);
        if (event.instance != "lb:1" || event.kind != fleet::EventKind::LogLine) {
            out += -1;
        }
    }
    return out;
}

} // namespace

/// What HAProxy's log said before a time and still holds then.
class TestToldLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsAsLongAsItIsOut_data()
    {
        QTest::addColumn<QList<Program>>("programs");
        QTest::addColumn<QList<int>>("expected");
        const auto row = [](const char* name, QList<Program> programs, QList<int> expected) {
            QTest::newRow(name) << programs << expected;
        };
        row("out since", {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}}, {25});
        row("nobody knows its exporter", {{0s, 600s, {{25s, noDns, ""}}, {{30s, 9999s}}}}, {25});
        row("another exporter's", {{0s, 600s, {{25s, noDns, "lb:2"}}, {{30s, 9999s}}}}, {});
        row("told later", {{0s, 600s, {{200s, noDns}}, {{30s, 9999s}}}}, {200});
        row("by a person", {{0s, 600s, {{25s, noDns}, {50s, person}}, {{30s, 9999s}}}}, {});
        row("back", {{0s, 600s, {{25s, noDns}, {45s, up}}, {{30s, 50s}}}}, {});
        row("seen back, the line is lost", {{0s, 600s, {{25s, noDns}}, {{30s, 50s}, {100s, 9999s}}}}, {});
        row("never seen out", {{0s, 600s, {{25s, noDns}}, {}}}, {});
        row("never seen out, and later somebody takes it out", {{0s, 2000s, {{25s, noDns}}, {{1500s, 9999s}}}}, {});
        row("the newest scrape failed", {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}, {{600s, 9999s}}}}, {25});
        row("many of the newest failed", {{0s, 2000s, {{25s, noDns}}, {{30s, 9999s}}, {{1000s, 9999s}}}}, {25});
        row("all failed for an hour", {{0s, 5000s, {{25s, noDns}}, {{30s, 9999s}}, {{1000s, 9999s}}}}, {});
        row("told, and then seen in rotation", {{0s, 600s, {{25s, noDns}}, {{40s, 9999s}}}}, {});
        row("told, and the scrapes after it failed", {{0s, 600s, {{25s, noDns}}, {{60s, 9999s}}, {{30s, 60s}}}}, {25});
        row("nobody listens", {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}, {}, false}}, {});
        row("no scrape since", {{0s, 600s, {{605s, noDns}}, {}}}, {605});
        row("after a restart", {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}, {900s, 1200s, {}, {{900s, 9999s}}}}, {25});
        row("over by the restart", {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}, {900s, 1200s, {}, {{1000s, 9999s}}}},
            {});
        row("after hours", {{0s, 20000s, {{25s, noDns}}, {{30s, 99999s}}}, {21000s, 40000s, {}, {{21000s, 99999s}}}},
            {25});
        row("nobody watched for hours",
            {{0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}, {8000s, 9000s, {}, {{8000s, 9999s}}}}, {});
    }
    void holdsAsLongAsItIsOut()
    {
        QFETCH(QList<Program>, programs);
        QFETCH(QList<int>, expected);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        for (const Program& program : programs) {
            QVERIFY(record(path, program).ok());
        }
        const auto reader = opened(path);
        QCOMPARE(holding(*reader, programs.back().to + 20s), expected);
    }
    /// What a program that starts two hours later cannot know.
    void isForgottenWhereNobodyWatched()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        QVERIFY(record(path, {0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}).ok());
        const auto reader = opened(path);
        QCOMPARE(holding(*reader, 3600s), QList<int>{25});
        QCOMPARE(holding(*reader, 7200s), QList<int>{});
    }
    /// Nor is a time known in which no program ran.
    void nothingHoldsBetweenTwoPrograms()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        QVERIFY(record(path, {0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}).ok());
        QVERIFY(record(path, {2400s, 3000s, {}, {{2400s, 9999s}}}).ok());
        const auto reader = opened(path);
        QCOMPARE(holding(*reader, 600s), QList<int>{25});
        QCOMPARE(holding(*reader, 1200s), QList<int>{});
        QCOMPARE(holding(*reader, 2410s), QList<int>{25});
        const std::string out = folder.filePath(QStringLiteral("out")).toStdString();
        const auto sealed = seal(*reader, out, {start + 1200s, start + 1800s, {}, {}, {}}, start, 3);
        QVERIFY(!sealed.ok());
        QVERIFY(sealed.error().message.starts_with("nothing is recorded"));
        QVERIFY(!seal(*reader, out, {start + 3100s, start + 3200s, {}, {}, {}}, start, 3).ok()); // nor after the last
    }
    /// A search goes on in pieces where there is much of other things.
    void isFoundBehindManyEvents()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        Program program{0s, 9000s, {{25s, noDns}}, {{30s, 99999s}}};
        for (int i = 0; i < 60'000; ++i) {
            program.lines.push_back({std::chrono::seconds(100 + i / 8), up, "lb:2"});
        }
        QVERIFY(record(path, program).ok());
        const auto reader = opened(path);
        QCOMPARE(holding(*reader, 9000s), QList<int>{25});
    }
    /// As somebody may write it who means harm.
    void aGapMayBeginAtAnyTime()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        QVERIFY(record(path, {0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}).ok());
        {
            auto file = FrameFile::open(path, start + 610s, 7);
            QVERIFY(file.ok());
            stageRecord(*file, FrameKind::Gap, GapRecord{base::Timestamp::min(), start + 300s, "the disk was full"});
            QVERIFY(file->commit().ok());
        }
        const auto reader = opened(path);
        QCOMPARE(holding(*reader, 615s), QList<int>{});
    }
    /// A file that begins later says it at its beginning, and goes on from there.
    void isInTheSealedFile()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        QVERIFY(record(path, {0s, 2000s, {{25s, noDns}, {1500s, up}}, {{30s, 1500s}}}).ok());
        const auto source = opened(path);
        for (const auto& [from, expected] : {std::pair{1000s, QList<int>{1000}}, {1600s, QList<int>{}}}) {
            const std::string out = folder.filePath(QString::number(from / 1s)).toStdString();
            QVERIFY(seal(*source, out, {start + from, start + from + 300s, {}, {}, {}}, start, 3).ok());
            const auto sealed = opened(out);
            QCOMPARE(holding(*sealed, from + 200s), expected);
            QCOMPARE(sealed->from(), start + from);
        }
    }
    void namesAreHiddenInIt()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        QVERIFY(record(path, {0s, 600s, {{25s, noDns}}, {{30s, 9999s}}}).ok());
        const auto source = opened(path);
        const std::string out = folder.filePath(QStringLiteral("out")).toStdString();
        QVERIFY(seal(*source, out, {start + 100s, start + 200s, {}, {"server", "proxy"}, "a key"}, start, 3).ok());
        const auto sealed = opened(out);
        const auto events = sealed->events(start + 100s, start + 100s);
        QCOMPARE(events.size(), std::size_t{1});
        QVERIFY(events.front().detail.find("s1") == std::string::npos && events.front().name != "s1");
        QCOMPARE(holding(*sealed, 150s), QList<int>{100});
    }
};

QTEST_GUILESS_MAIN(TestToldLines)

} // namespace tst_toldlines

#include "tst_toldlines.moc"
