#include "models/recording/importwriter.h"
#include "models/session/filmmaker.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_importedreplay {

using namespace checkwatch;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);
constexpr int scrapes = 60;
constexpr int failedScrape = 40;

metrics::Labels series(const char* name, std::vector<std::pair<std::string, std::string>> more = {})
{
    more.emplace_back("__name__", name);
    more.emplace_back("job", "haproxy");
    more.emplace_back("instance", "lb-01:8404");
    return metrics::Labels(std::move(more));
}

/// What a Prometheus has of an exporter whose server goes DOWN after 20 scrapes, and which is away once.
void import(const std::string& path)
{
    auto opened = recording::ImportWriter::open(path, start, 7);
    QVERIFY(opened.ok());
    recording::ImportWriter& writer = *opened;
    const std::vector<std::pair<std::string, std::string>> server{{"proxy", "app"}, {"server", "web"}};
    const auto of = [&server](const char* state) {
        auto labels = server;
        labels.emplace_back("state", state);
        return series("haproxy_server_status", labels);
    };
    const std::uint32_t up = writer.number(series("up"));
    const std::uint32_t seconds = writer.number(series("scrape_duration_seconds"));
    const std::uint32_t isUp = writer.number(of("UP"));
    const std::uint32_t isDown = writer.number(of("DOWN"));
    const std::uint32_t failures = writer.number(series("haproxy_server_check_failures_total", server));
    const std::uint32_t alert = writer.number(series("ALERTS", {{"alertname", "Old"}, {"alertstate", "firing"}}));
    for (int i = 0; i < scrapes; ++i) {
        const base::Timestamp time = start + i * base::Duration{5000};
        const bool away = i == failedScrape;
        writer.add(up, {time, away ? 0.0 : 1.0});
        writer.add(seconds, {time, 0.25});
        writer.add(alert, {time + base::Duration{1234}, 1}); // evaluations come at times of their own
        if (!away) {
            writer.add(isUp, {time, i < 20 ? 1.0 : 0.0});
            writer.add(isDown, {time, i < 20 ? 0.0 : 1.0});
            writer.add(failures, {time, i < 20 ? 0.0 : 3.0});
        }
        if (i == 30) {
            QVERIFY(writer.flush(true).ok()); // what is interrupted goes on behind this
        }
    }
    QVERIFY(writer.finish("test").ok());
}

} // namespace

/// A recording that was imported, and so has neither rules nor what a scrape said of itself, can be replayed.
class TestImportedReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath(QStringLiteral("imported.cwrec")).toStdString();
        import(m_path);
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        m_reader = std::move(*reader);
    }

    void everyScrapeIsThereOnce()
    {
        const auto told = m_reader->scrapes(m_reader->from(), m_reader->to());
        QCOMPARE(told.size(), std::size_t{scrapes}); // no column of ALERTS is a scrape
        QCOMPARE(std::ranges::count(told, false, [](const auto& scrape) { return scrape.report.up; }), 1);
        const recording::ScrapeRecord& failed = told[failedScrape];
        QVERIFY(!failed.report.up && failed.time == start + failedScrape * base::Duration{5000});
        QVERIFY(failed.report.error.message.find("not in what was imported") != std::string::npos);
        QCOMPARE(failed.received - failed.time, base::Duration{250});
    }

    void theReplayShowsTheServer()
    {
        session::FilmMaker maker(std::move(m_reader), {}, base::Timestamp::min(), base::Timestamp::max());
        session::Film film;
        while (maker.advance()) {}
        for (session::FilmPart& part : maker.take(true)) {
            film.add(std::move(part));
        }
        QVERIFY(!film.empty());
        const auto stateAt = [&film](int scrape) {
            const fleet::SnapshotPtr snapshot = film.at(start + scrape * base::Duration{5000} + base::Duration{1000});
            const bool there = snapshot && snapshot->blocks.size() == 1 && snapshot->blocks.front()->rows.size() == 1;
            return there ? snapshot->blocks.front()->rows.front().state : haproxy::ServerState::Unknown;
        };
        QVERIFY(!haproxy::isDown(stateAt(10)) && stateAt(10) != haproxy::ServerState::Unknown);
        QVERIFY(haproxy::isDown(stateAt(25)));
        // The published rules, as no others are known.
        const fleet::SnapshotPtr last = film.at(film.to());
        QVERIFY(!last->rules.empty());
        QVERIFY(std::ranges::any_of(*last->alerts, [](const fleet::AlertRow& row) {
            return row.alert.identity && row.alert.identity->labels.get("server") == "web";
        }));
        QVERIFY(std::ranges::any_of(
            film.events(), [](const fleet::Event& event) { return event.kind == fleet::EventKind::TargetDown; }));
    }

private:
    QTemporaryDir m_folder;
    std::string m_path;
    std::unique_ptr<recording::Reader> m_reader;
};

QTEST_GUILESS_MAIN(TestImportedReplay)

} // namespace tst_importedreplay

#include "tst_importedreplay.moc"
