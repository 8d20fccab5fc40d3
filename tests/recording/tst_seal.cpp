#include "models/recording/recordeddata.h"
#include "models/recording/seal.h"
#include "models/recording/verify.h"
#include "tests/recording/recordings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_seal {

using namespace checkwatch;
using namespace checkwatch::recording;
using base::Duration;
using recordings::opened;
using recordings::Samples;
using recordings::start;
using recordings::within;

namespace {

constexpr std::uint64_t newNumber = 0xfeed'f00d'0000'0001ULL;

/// A recording with names that must not leave the house, in every kind of text it can have.
base::Result<void> writeSecrets(const std::string& path)
{
    Writer writer({"test", true, {}});
    if (auto attached = writer.attach(path, start, 7); !attached) {
        return attached;
    }
    auto groups = rules::parseRuleFile("groups:\n- name: g\n  rules:\n"
                                       "  - alert: Down\n    expr: up{instance=\"secret-lb:8404\"} == 0 # secret-lb\n"
                                       "    annotations: {summary: 'secret-lb is away, ask secret-web'}\n",
                                       "rules.yml");
    RulesRecord rules;
    rules.from = start;
    rules.groups = groups->groups;
    writer.setRules(std::move(rules));
    writer.setRunbooks({start, {{"Down", "Down.md", "# Down\nLook at secret-web."}, {"Other", "Other.md", "# Other"}}});
    writer.begin(2, {}); // never scraped: a stream's number that nothing has
    StreamRecord stream;
    stream.labels = metrics::Labels{{"job", "j"}, {"instance", "secret-lb:8404"}};
    stream.url = "http://secret-lb:8404/metrics";
    writer.begin(1, std::move(stream));
    metrics::ScrapeBatch batch;
    batch.time = start;
    batch.added = {metrics::Labels{{"__name__", "s"}, {"instance", "secret-lb:8404"}, {"server", "secret-web"}},
                   metrics::Labels{{"__name__", "s"}, {"instance", "secret-lb:8404"}, {"server", "secret-web-2"}},
                   metrics::Labels{{"__name__", "t"}, {"instance", "secret-lb:8404"}, {"server", "secret-web"}}};
    batch.column = {1, 2, 3};
    writer.add(1, batch);
    ScrapeRecord scrape;
    scrape.time = start;
    scrape.report.up = false;
    scrape.report.error = {base::ErrorCode::Network, "no route to secret-lb", "http://secret-lb:8404/metrics"};
    writer.addScrape(1, scrape);
    AlertRecord alert;
    alert.time = start;
    alert.id = 1;
    alert.labels = metrics::Labels{{"alertname", "Down"}, {"server", "secret-web"}};
    writer.add(alert);
    fleet::Event event;
    event.time = start;
    event.instance = "secret-lb:8404";
    event.name = "secret-web";
    event.detail = "secret-web: connection refused";
    writer.add(event);
    writer.add(NoteRecord{start, "moved secret-web-2 to secret-rack"});
    return writer.close(start + Duration{5000});
}

} // namespace

/// Incident files: what is copied into them, and what is not.
class TestSeal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_source = m_folder->filePath("source.cwrec").toStdString();
        m_out = m_folder->filePath("incident.cwrec").toStdString();
    }
    void everySampleOfTheSpanAndNoOther_data()
    {
        QTest::addColumn<bool>("running");
        QTest::newRow("a recording that was closed") << false;
        QTest::newRow("one that is being written") << true;
    }
    void everySampleOfTheSpanAndNoOther()
    {
        QFETCH(bool, running);
        const Samples all = recordings::writeSmall(m_source, 60, 300, running);
        SealOptions options;
        options.from = start + Duration{100 * 5000};
        options.to = start + Duration{250 * 5000};
        const auto source = opened(m_source);
        const auto sealed = seal(*source, m_out, options, start, newNumber);
        QVERIFY2(sealed.ok(), sealed.ok() ? "" : sealed.error().text().c_str());
        const auto reader = opened(m_out);
        QVERIFY(recordings::samplesIn(*reader) == within(all, options.from, options.to));
        QCOMPARE(sealed->samples, recordings::count(within(all, options.from, options.to)));
        QVERIFY(reader->root().sealed);
        QCOMPARE(reader->root().recording, newNumber);
        QCOMPARE(sealed->bytes, static_cast<std::uint64_t>(QFile(QString::fromStdString(m_out)).size()));
        QCOMPARE(sealed->damage, 0U);
        QVERIFY(reader->from() >= options.from && reader->to() <= options.to);
    }
    void theWordsOfTheSpan()
    {
        recordings::writeSmall(m_source, 10, 300);
        SealOptions options;
        options.from = start + Duration{100 * 5000};
        options.to = start + Duration{250 * 5000};
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, options, start, newNumber));
        const auto reader = opened(m_out);
        const auto everything = [](auto&& list) { return list.size(); };
        constexpr auto first = base::Timestamp::min();
        constexpr auto last = base::Timestamp::max();
        QCOMPARE(everything(reader->scrapes(first, last)), everything(source->scrapes(options.from, options.to)));
        QCOMPARE(everything(reader->alerts(first, last)), everything(source->alerts(options.from, options.to)));
        QCOMPARE(everything(reader->events(first, last)), everything(source->events(options.from, options.to)));
        QVERIFY(everything(reader->events(first, last)) > 0 && everything(reader->scrapes(first, last)) > 0);
        QCOMPARE(reader->notes(first, last).size(), 0U); // the note is from before
        QCOMPARE(reader->sessions().size(), 1U);
        QCOMPARE(reader->rules(first, last).size(), 1U); // from before, and they held
        QCOMPARE(reader->rules(first, last).front().groups.front().rules.front().query,
                 source->rules(first, last).front().groups.front().rules.front().query);
        // How scrapes went still belongs to its target.
        for (const ScrapeRecord& scrape : reader->scrapes(first, last)) {
            QVERIFY(std::ranges::any_of(reader->streams(), [&](const RecordedStream& stream) {
                return stream.record.number == scrape.stream && stream.record.url.starts_with("http://lb-");
            }));
        }
        QCOMPARE(reader->streams().size(), 2U);
    }
    void itIsOneWholeFile()
    {
        recordings::writeSmall(m_source, 60, 300);
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {source->from(), source->to(), {}, {}, {}}, start, newNumber));
        QCOMPARE(QDir(m_folder->path()).entryList({"incident*"}, QDir::Files), QStringList{"incident.cwrec"});
        const auto verdict = verify(m_out, [](std::uint64_t) { return true; });
        QVERIFY(verdict.ok() && verdict->damage.empty());
        QFile file(QString::fromStdString(m_out));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray head = file.read(100);
        QCOMPARE(static_cast<int>(head[18]), 1); // no write-ahead log, for whoever opens it
    }
    void nothingIsWrittenOver()
    {
        recordings::writeSmall(m_source, 10, 20);
        QFile there(QString::fromStdString(m_out));
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
        there.close();
        const auto source = opened(m_source);
        QVERIFY(!seal(*source, m_out, {source->from(), source->to(), {}, {}, {}}, start, newNumber));
        QVERIFY(there.open(QIODevice::ReadOnly));
        QCOMPARE(there.readAll(), "mine");
    }
    void aFolderThatIsNotThereIsSaid()
    {
        recordings::writeSmall(m_source, 10, 20);
        const auto source = opened(m_source);
        const auto sealed = seal(*source, m_folder->filePath("no/such/folder.cwrec").toStdString(),
                                 {source->from(), source->to(), {}, {}, {}}, start, newNumber);
        QVERIFY(!sealed && sealed.error().where.find("folder.cwrec") != std::string::npos);
    }
    void onlySomeServers()
    {
        const Samples all = recordings::writeSmall(m_source, 20, 100);
        const auto source = opened(m_source);
        SealOptions options{source->from(), source->to(), {"web-3", "web-5"}, {}, {}};
        QVERIFY(seal(*source, m_out, options, start, newNumber));
        const auto reader = opened(m_out);
        Samples expected;
        for (const auto& [labels, values] : all) {
            if (labels.find("server=\"web-3\"") != std::string::npos
                || labels.find("server=\"web-5\"") != std::string::npos) {
                expected[labels] = values;
            }
        }
        QVERIFY(expected.size() > 1 && recordings::samplesIn(*reader) == expected);
        // The alerts there are about servers s1, s11 and so on.
        QCOMPARE(reader->alerts(base::Timestamp::min(), base::Timestamp::max()).size(), 0U);
    }
    void theRunbooksOfItsRules()
    {
        QVERIFY(writeSecrets(m_source));
        const auto source = opened(m_source);
        QVERIFY(seal(*source, m_out, {start, start, {}, {}, {}}, start, newNumber));
        const auto books = opened(m_out)->runbooks(start, start);
        QCOMPARE(books.size(), 1U);
        QCOMPARE(books.front().books.size(), 1U);
        QCOMPARE(books.front().books.front().alert, "Down");
        QCOMPARE(books.front().books.front().name, "Down.md");
        QCOMPARE(books.front().books.front().markdown, "# Down\nLook at secret-web.");
    }
    void hiddenNamesAreNowhere()
    {
        QVERIFY(writeSecrets(m_source));
        const auto source = opened(m_source);
        const SealOptions options{start, start, {}, {"instance", "server"}, "a key"};
        QVERIFY(seal(*source, m_out, options, start, newNumber));
        const auto reader = opened(m_out);
        std::string all; // every text there is
        for (const RecordedStream& stream : reader->streams()) {
            all += stream.record.labels.toString() + stream.record.url;
            for (const metrics::Labels& labels : reader->seriesOf(stream)) {
                all += labels.toString();
            }
        }
        const auto rules = reader->rules(start, start);
        const auto& rule = rules.front().groups.front().rules.front();
        all += rule.query + rule.annotations.front().second;
        all += reader->runbooks(start, start).front().books.front().markdown;
        const ScrapeRecord scrape = reader->scrapes(start, start).front();
        all += scrape.report.error.text();
        QCOMPARE(scrape.stream, reader->streams().front().record.number);
        const fleet::Event event = reader->events(start, start).front();
        const AlertRecord alert = reader->alerts(start, start).front();
        all += alert.labels.toString() + event.instance + event.name + event.detail;
        all += reader->notes(start, start).front().text;
        QVERIFY2(all.find("secret-lb") == std::string::npos && all.find("secret-web") == std::string::npos,
                 all.c_str());
        QVERIFY(all.find("secret-rack") != std::string::npos); // no label has it
        // Equal stays equal, and different different.
        const RecordedData data(*reader, start, start);
        QCOMPARE(data.series(), 3U);
        const auto& series = reader->seriesOf(reader->streams().front());
        QCOMPARE(series[0].get("server"), series[2].get("server"));
        QVERIFY(series[0].get("server") != series[1].get("server"));
        QCOMPARE(event.name, std::string(series[0].get("server")));
        QCOMPARE(std::string(alert.labels.get("server")), event.name);
        QVERIFY(rule.query.find(std::string(series[0].get("instance"))) != std::string::npos);
        QCOMPARE(event.instance, std::string(series[0].get("instance")));
    }
    void theSameKeyMakesTheSameNames()
    {
        QVERIFY(writeSecrets(m_source));
        const auto source = opened(m_source);
        std::vector<std::string> names;
        for (const char* const key : {"a", "a", "b"}) {
            const std::string out = m_out + std::to_string(names.size());
            QVERIFY(seal(*source, out, {start, start, {}, {"server"}, key}, start, newNumber));
            const auto reader = opened(out);
            names.emplace_back(reader->seriesOf(reader->streams().front()).front().get("server"));
        }
        QCOMPARE(names[0], names[1]);
        QVERIFY(names[0] != names[2]);
        QCOMPARE(names[0].size(), 17U);
    }
    void whatWasNotRecordedStaysUnrecorded()
    {
        recordings::writeSmall(m_source, 10, 20);
        const base::Timestamp later = start + std::chrono::minutes{10};
        {
            Writer writer({"test", true, {}});
            QVERIFY(writer.attach(m_source, later, 0));
            writer.begin(1, {});
            metrics::ScrapeBatch batch;
            batch.time = later + Duration{1000};
            batch.added = {metrics::Labels{{"__name__", "x"}}};
            batch.column = {1};
            writer.add(1, batch);
            QVERIFY(writer.close(later + Duration{2000}));
        }
        const auto source = opened(m_source);
        const auto expected = source->gaps(base::Timestamp::min(), base::Timestamp::max());
        QCOMPARE(expected.size(), 1U);
        QVERIFY(seal(*source, m_out, {source->from(), source->to(), {}, {}, {}}, start, newNumber));
        const auto found = opened(m_out)->gaps(base::Timestamp::min(), base::Timestamp::max());
        QCOMPARE(found.size(), 1U);
        QCOMPARE(found.front().from, expected.front().from);
        QCOMPARE(found.front().to, expected.front().to);
        QCOMPARE(opened(m_out)->sessions().size(), 2U);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_source;
    std::string m_out;
};

QTEST_GUILESS_MAIN(TestSeal)

} // namespace tst_seal

#include "tst_seal.moc"
