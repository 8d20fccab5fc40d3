#include "models/recording/batchreader.h"
#include "models/recording/recordeddata.h"
#include "models/recording/retention.h"
#include "tests/recording/recordings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <bit>

namespace tst_recording {

using namespace checkwatch;
using namespace checkwatch::recording;
using recordings::Samples;
using recordings::start;

namespace {

std::unique_ptr<Reader> readerOf(const std::string& path)
{
    auto reader = Reader::open(path);
    if (!reader) {
        qWarning("%s", reader.error().text().c_str());
        return nullptr;
    }
    return std::move(*reader);
}

} // namespace

/// What goes into a recording comes out of it, bit by bit.
class TestRecording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("r.cwrec")).toStdString();
    }

    void everySampleComesBack_data()
    {
        QTest::addColumn<int>("series");
        QTest::addColumn<int>("scrapes");
        QTest::addColumn<bool>("open");
        QTest::newRow("one scrape") << 10 << 1 << false;
        QTest::newRow("less than a block") << 40 << 50 << false;
        QTest::newRow("less than a block, not packed") << 40 << 50 << true;
        QTest::newRow("whole blocks and a part") << 30 << 300 << false;
        QTest::newRow("whole blocks and a part that is not packed") << 30 << 300 << true;
        QTest::newRow("several shelves") << 2500 << 20 << false;
    }
    void everySampleComesBack()
    {
        QFETCH(int, series);
        QFETCH(int, scrapes);
        QFETCH(bool, open);
        const Samples written = recordings::writeSmall(m_path, static_cast<std::size_t>(series), scrapes, open);
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        QCOMPARE(recordings::count(recordings::samplesIn(*reader)), recordings::count(written));
        QVERIFY(recordings::samplesIn(*reader) == written);
        QVERIFY(reader->damage().empty());
        reader->checkAll([](std::uint64_t) { return true; });
        QVERIFY(reader->damage().empty());
    }

    void whatElseIsInItComesBack()
    {
        recordings::writeSmall(m_path, 20, 45);
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        QCOMPARE(reader->streams().size(), std::size_t{2});
        QCOMPARE(reader->streams()[0].record.labels.get("instance"), std::string_view("lb-1"));
        QCOMPARE(reader->streams()[0].record.interval, base::Duration{5000});
        const auto all = base::Timestamp::max();
        const auto scrapes = reader->scrapes(start, all);
        QCOMPARE(scrapes.size(), std::size_t{90});
        QVERIFY(
            std::ranges::any_of(scrapes, [](const auto& s) { return s.report.error.message == "connection refused"; }));
        QCOMPARE(scrapes.front().received - scrapes.front().time, base::Duration{3});
        QCOMPARE(reader->alerts(start, all).size(), std::size_t{5});
        QCOMPARE(reader->alerts(start + base::Duration{60'000}, all).size(), std::size_t{3});
        QCOMPARE(reader->alerts(start, all).front().labels.get("alertname"), std::string_view("Failing"));
        QCOMPARE(reader->events(start, all).back().detail, std::string("connection refused"));
        QCOMPARE(reader->notes(start, all).front().text, std::string("deploy finished"));
        QCOMPARE(reader->sessions().front().program, std::string("test"));
        const auto rules = reader->rules(start, start);
        QCOMPARE(rules.size(), std::size_t{1});
        QCOMPARE(rules[0].groups.at(0).rules.at(0).query, std::string("increase(m0[1m]) > 0"));
        QVERIFY(rules[0].groups[0].rules[0].expr);
        QCOMPARE(rules[0].groups[0].rules[0].holdFor, base::Duration(std::chrono::minutes{15}));
        QVERIFY(reader->gaps(start, all).empty());
    }

    void batchesAreWhatWasScraped_data()
    {
        QTest::addColumn<int>("first");
        for (const int first : {0, 10, 16, 40, 127, 128, 135}) {
            QTest::newRow(QByteArray::number(first)) << first;
        }
    }
    void batchesAreWhatWasScraped()
    {
        QFETCH(int, first);
        recordings::writeSmall(m_path, 40, 140);
        recordings::RandomTarget target("lb-1", 40, 1);
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        Samples read;
        Samples written;
        std::vector<metrics::Labels> readLabels;
        std::vector<metrics::Labels> writtenLabels;
        const auto from = start + first * base::Duration{5000};
        const auto to = start + base::Duration{135 * 5000};
        for (int round = 0; round < 140; ++round) {
            auto batch = target.scrape(start + round * base::Duration{5000});
            Samples ignored;
            const bool within = batch.time >= from && batch.time <= to;
            if (!within) {
                batch.timed.clear();
            }
            recordings::note(batch, writtenLabels, within ? written : ignored);
        }
        BatchReader batches(*reader, reader->streams()[0], from, to);
        int count = 0;
        base::Timestamp last{};
        while (const auto batch = batches.next()) {
            QVERIFY(batch->time > last);
            last = batch->time;
            recordings::note(*batch, readLabels, read);
            ++count;
        }
        QCOMPARE(count, 136 - first);
        for (auto& [labels, samples] : written) { // a timed sample just before the range belongs to a scrape within it
            samples.erase(samples.begin(), samples.lower_bound(base::unixMs(from)));
        }
        QVERIFY(read == written);
    }

    /// Whoever opens it in its first seconds, as a second window does.
    void oneThatHasJustBegunIsWhole()
    {
        Writer writer({"test", true, {}});
        QVERIFY(writer.attach(m_path, start, 7));
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        QCOMPARE(reader->damage().size(), std::size_t{0});
    }

    void sessionsFollowEachOther()
    {
        Samples all;
        for (int session = 0; session < 3; ++session) {
            recordings::RandomTarget target("lb-1", 20, static_cast<unsigned>(session));
            std::vector<metrics::Labels> labels;
            Writer writer({"test", true, {}});
            const auto begin = start + session * base::Duration{1'000'000};
            QVERIFY(writer.attach(m_path, begin, 7));
            writer.begin(1, target.record());
            for (int round = 0; round < 5; ++round) {
                const auto batch = target.scrape(begin + round * base::Duration{5000});
                recordings::note(batch, labels, all);
                writer.add(1, batch);
            }
            QVERIFY(writer.close(begin));
        }
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        QVERIFY(recordings::samplesIn(*reader) == all);
        const auto gaps = reader->gaps(start, base::Timestamp::max());
        QCOMPARE(gaps.size(), std::size_t{2});
        QCOMPARE(gaps[0].from, start + base::Duration{20'000});
        QCOMPARE(gaps[0].to, start + base::Duration{1'000'000});
    }

    void onlyWantedSeriesAreRecordedUnlessEverythingIs()
    {
        Writer writer({"test", false, {}});
        QVERIFY(writer.attach(m_path, start, 7));
        auto file = rules::parseRuleFile(
            "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(rate(mine[1m])) > 1\n", "r");
        QVERIFY(file.ok());
        RulesRecord rules;
        rules.groups = file->groups;
        metrics::ScrapeBatch batch;
        batch.time = start;
        batch.added = {metrics::Labels{{"__name__", "mine"}}, metrics::Labels{{"__name__", "other"}},
                       metrics::Labels{{"__name__", "up"}},
                       metrics::Labels{{"__name__", "haproxy_server_weight"}, {"proxy", "p"}, {"server", "s"}}};
        batch.column = {1, 2, 3, 4};
        writer.begin(1, {});
        writer.add(1, batch);
        writer.setRules(rules);
        batch.time += base::Duration{1000};
        batch.firstAdded = 4;
        batch.added.clear();
        writer.add(1, batch);
        QVERIFY(writer.close(start));
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        const Samples samples = recordings::samplesIn(*reader);
        QCOMPARE(samples.size(), std::size_t{3});
        QCOMPARE(samples.at("mine").size() + samples.at("up").size(), std::size_t{3});
        QVERIFY(!samples.contains("other"));
    }

    void theOldestGoesByAgeAndBySize()
    {
        KeptPast kept{std::chrono::hours{1}, 1ULL << 40U};
        Writer writer({"test", true, kept});
        recordings::RandomTarget target("lb-1", 200, 1);
        writer.begin(1, target.record());
        QVERIFY(writer.attach(m_path, start, 7));
        const auto day = std::chrono::hours{26};
        base::Timestamp time = start;
        int round = 0;
        for (; time < start + day; time += base::Duration{30'000}) {
            writer.add(1, target.scrape(time));
            writer.addScrape(1, {0, time, time, {}});
            if (++round % 16 == 0) { // each one waits for the disk
                QVERIFY(writer.commit(time));
            }
        }
        QVERIFY(writer.close(time));
        const auto reader = readerOf(m_path);
        QVERIFY(reader);
        QVERIFY(reader->damage().empty());
        // A block is deleted as a whole, when its newest sample is too old.
        QVERIFY(reader->from() <= time - std::chrono::hours{1});
        QVERIFY(reader->from() >= time - std::chrono::hours{1} - 520 * base::Duration{30'000});
        QCOMPARE(reader->streams().size(), std::size_t{1}); // the first day's went with its last samples
        QVERIFY(reader->streams()[0].record.begins >= start + std::chrono::hours{24});
        // A file that never got smaller would be twenty times as large.
        QVERIFY(QFile(QString::fromStdString(m_path)).size() < 2'000'000);
    }
    void theSizeIsKept()
    {
        Writer writer({"test", true, {std::chrono::hours{1000}, 600'000}});
        recordings::RandomTarget target("lb-1", 200, 1);
        writer.begin(1, target.record());
        QVERIFY(writer.attach(m_path, start, 7));
        base::Timestamp time = start;
        for (int round = 0; round < 3000; ++round, time += base::Duration{30'000}) {
            writer.add(1, target.scrape(time));
            if (round % 16 == 0) {
                QVERIFY(writer.commit(time));
            }
        }
        QVERIFY(writer.close(time));
        QVERIFY2(writer.fileBytes() < 900'000, qPrintable(QString::number(writer.fileBytes())));
        const auto reader = readerOf(m_path);
        QVERIFY(reader && reader->damage().empty());
        QVERIFY(reader->from() > start + base::Duration{30'000 * 500});
        QVERIFY(reader->to() == time - base::Duration{30'000});
    }

    void rulesThatHoldAtTheNewBeginningStay()
    {
        FrameFile::Pages pages;
        const auto entry = [&](std::int64_t id, FrameKind kind, int from, int to, std::uint32_t stream) {
            FrameEntry& added = pages[0].emplace_back();
            added.identity.id = id;
            added.identity.kind = kind;
            added.identity.from = start + base::Duration{from};
            added.identity.to = start + base::Duration{to};
            added.identity.stream = stream;
            added.bytes = 100;
        };
        entry(1, FrameKind::Rules, 0, 0, 0);
        entry(2, FrameKind::Rules, 10, 10, 0);
        entry(3, FrameKind::Rules, 50, 50, 0);
        entry(4, FrameKind::Stream, 0, 0, 1);
        entry(5, FrameKind::Samples, 0, 20, 1);
        entry(6, FrameKind::Stream, 0, 0, 2);
        entry(7, FrameKind::Series, 0, 0, 2);
        entry(8, FrameKind::Samples, 0, 60, 2);
        entry(9, FrameKind::Samples, 60, 90, 2);
        const auto cutoff = start + base::Duration{30};
        QCOMPARE(expiredFrames(pages, cutoff, 0, {}), (std::vector<std::int64_t>{1, 4, 5}));
        QCOMPARE(expiredFrames(pages, cutoff, 0, {1}), (std::vector<std::int64_t>{1, 5}));
        QCOMPARE(expiredFrames(pages, cutoff, 150, {}), (std::vector<std::int64_t>{1, 2, 4, 5, 8}));
        QVERIFY(expiredFrames(pages, start - base::Duration{1}, 0, {1, 2}).empty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

QTEST_APPLESS_MAIN(TestRecording)

} // namespace tst_recording

#include "tst_recording.moc"
