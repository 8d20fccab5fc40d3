#include "app/demo/demorecording.h"
#include "models/recording/recordeddata.h"
#include "models/recording/verify.h"

#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_demorecording {

using namespace checkwatch;

namespace {

constexpr auto first = base::Timestamp::min();
constexpr auto last = base::Timestamp::max();

} // namespace

/// The recording of the demo that comes with the program: whole, and with everything in it that there is to see.
class TestDemoRecording : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const auto unpacked = demo::unpackDemoRecording(m_folder.path());
        QVERIFY2(unpacked.ok(), unpacked ? "" : unpacked.error().text().c_str());
        m_path = *unpacked;
        auto reader = recording::Reader::open(m_path.toStdString());
        QVERIFY2(reader.ok(), reader ? "" : reader.error().text().c_str());
        m_reader = std::move(*reader);
    }
    void itIsWholeSealedAndSmall()
    {
        const auto verdict = recording::verify(m_path.toStdString(), [](std::uint64_t) { return true; });
        QVERIFY(verdict.ok() && verdict->damage.empty());
        QVERIFY(m_reader->root().sealed);
        QVERIFY(QFileInfo(m_path).size() <= 1024 * 1024);
    }
    void itIsHalfAnHourWithoutAGap()
    {
        QVERIFY(m_reader->to() - m_reader->from() >= std::chrono::minutes{25});
        QCOMPARE(m_reader->sessions().size(), 1U);
        QVERIFY(m_reader->gaps(first, last).empty());
        std::size_t targets = 0;
        for (const recording::RecordedStream& stream : m_reader->streams()) {
            targets += stream.record.kind == recording::StreamRecord::Kind::Target ? 1 : 0;
            QVERIFY(stream.record.interval == std::chrono::seconds{5});
        }
        QCOMPARE(targets, 1U);
    }
    void serversFailInEveryWay_data()
    {
        QTest::addColumn<QString>("after");
        for (const char* state : {"UP", "UP_GOING_DOWN", "DOWN", "MAINT", "DRAIN", "NOLB"}) {
            QTest::newRow(state) << QString(state);
        }
    }
    void serversFailInEveryWay()
    {
        QFETCH(QString, after);
        const auto events = m_reader->events(first, last);
        QVERIFY(std::ranges::any_of(events, [&](const fleet::Event& event) {
            return event.kind == fleet::EventKind::ServerState && event.after == after.toStdString();
        }));
    }
    void theBalancerIsReloadedAndHangs()
    {
        const auto events = m_reader->events(first, last);
        const auto count = [&](fleet::EventKind kind) { return std::ranges::count(events, kind, &fleet::Event::kind); };
        QVERIFY(count(fleet::EventKind::TargetReloaded) >= 1);
        QVERIFY(count(fleet::EventKind::TargetDown) >= 1 && count(fleet::EventKind::TargetUp) >= 1);
        const auto scrapes = m_reader->scrapes(first, last);
        QVERIFY(std::ranges::any_of(scrapes, [](const recording::ScrapeRecord& scrape) {
            return !scrape.report.up && scrape.report.error.code == base::ErrorCode::Timeout;
        }));
        // And what it had said before is marked as stale.
        const recording::RecordedData data(*m_reader, first, last);
        const std::vector matchers{metrics::Matcher::equal("__name__", "haproxy_server_status"),
                                   metrics::Matcher::equal("server", "web1"), metrics::Matcher::equal("state", "UP")};
        const auto series = data.select(matchers);
        QCOMPARE(series.size(), 1U);
        std::vector<metrics::Sample> samples;
        data.samples(series.front(), first, last, samples);
        QVERIFY(std::ranges::any_of(samples, [](const metrics::Sample& s) { return metrics::isStale(s.value); }));
    }
    void alertsComeFireAndGo_data()
    {
        QTest::addColumn<QString>("alert");
        QTest::newRow("the headline") << "HaproxyServerHealthcheckFailure";
        QTest::newRow("down, and no alert") << "HaproxyServerDownNotAlerting";
        QTest::newRow("a backend without servers") << "HaproxyHasNoAliveBackends";
    }
    void alertsComeFireAndGo()
    {
        QFETCH(QString, alert);
        std::vector<recording::AlertRecord> changes = m_reader->alerts(first, last);
        std::erase_if(changes, [&](const recording::AlertRecord& change) {
            return change.labels.get("alertname") != alert.toStdString();
        });
        QVERIFY(std::ranges::count(changes, rules::AlertState::Firing, &recording::AlertRecord::after) >= 1);
        QVERIFY(std::ranges::count(changes, rules::AlertState::Inactive, &recording::AlertRecord::after) >= 1);
        const auto books = m_reader->runbooks(m_reader->to(), m_reader->to());
        QCOMPARE(books.size(), 1U);
        QVERIFY(std::ranges::any_of(books.front().books, [&](const recording::RunbooksRecord::Book& book) {
            return book.alert == alert.toStdString() && !book.markdown.empty();
        }));
    }
    void anAlertIsPendingAndDoesNotFire()
    {
        const auto changes = m_reader->alerts(first, last);
        QVERIFY(std::ranges::any_of(changes, [](const recording::AlertRecord& change) {
            return change.labels.get("alertname") == "HaproxyServerHealthcheckFailure"
                && change.before == rules::AlertState::Pending && change.after == rules::AlertState::Inactive;
        }));
    }

private:
    QTemporaryDir m_folder;
    QString m_path;
    std::unique_ptr<recording::Reader> m_reader;
};

QTEST_GUILESS_MAIN(TestDemoRecording)

} // namespace tst_demorecording

#include "tst_demorecording.moc"
