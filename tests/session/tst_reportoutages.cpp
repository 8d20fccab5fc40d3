#include "models/recording/writer.h"
#include "models/session/incidentreport.h"
#include "models/session/reportoutages.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace tst_reportoutages {

using namespace checkwatch;
using namespace std::chrono_literals;
using base::Timestamp;
using session::Outages;

namespace {

constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);
constexpr auto every = 5s;

/// DOWN from the beginning, well after ten minutes; not to be read from `away` on, for a minute.
struct Exporter
{
    const char* instance;
    base::Duration away;
};

void write(recording::Writer& writer, std::uint64_t source, const Exporter& exporter)
{
    recording::StreamRecord record;
    record.labels = {{"instance", exporter.instance}, {"job", "haproxy"}};
    record.interval = every;
    writer.begin(source, record);
    metrics::ScrapeBatch batch;
    for (const char* state : {"DOWN", "UP"}) {
        batch.added.push_back(metrics::Labels{{"__name__", "haproxy_server_status"},
                                              {"instance", exporter.instance},
                                              {"job", "haproxy"},
                                              {"proxy", "app"},
                                              {"server", "web"},
                                              {"state", state}});
    }
    for (base::Duration after = 0s; after < 20min; after += every) {
        const bool away = after >= exporter.away && after < exporter.away + 1min;
        const bool down = after < 10min;
        batch.time = start + after;
        batch.column = away ? std::vector(2, metrics::staleValue()) : std::vector{down ? 1.0 : 0.0, down ? 0.0 : 1.0};
        writer.add(source, batch);
        recording::ScrapeRecord scrape{0, batch.time, batch.time + 1s, {}};
        scrape.report.up = !away;
        scrape.report.error = away ? base::Error{base::ErrorCode::Network, "refused", {}} : base::Error{};
        writer.addScrape(source, scrape);
        batch.added.clear();
        batch.firstAdded = 2;
    }
}

} // namespace

/// What a report says of a time from which it has no data.
class ReportOutagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath(QStringLiteral("r.cwrec")).toStdString();
        recording::Writer writer({"test", true, {}});
        QVERIFY(writer.attach(m_path, start, 7).ok());
        recording::RulesRecord rules;
        rules.from = start;
        rules.evaluationInterval = every;
        rules.groups = rules::parseRuleFile("groups: [{name: g, rules: [{alert: Down, expr: 'haproxy_server_status"
                                            "{state=\"DOWN\"} == 1'}, {alert: Any, expr: 'sum by(proxy)"
                                            "(haproxy_server_status{state=\"DOWN\"}) > 1'}]}]",
                                            "r.yml")
                           ->groups;
        writer.setRules(rules);
        write(writer, 1, {"lb-1", 3min});
        write(writer, 2, {"lb-2", 19min + 30s});
        QVERIFY(writer.close(start + 20min).ok());
    }
    void areFoundByExporter()
    {
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        const Outages outages(**reader, start, start + 20min);
        const auto& first = outages.all().at({"lb-1", "haproxy"});
        QCOMPARE(first.size(), 1U);
        QVERIFY(first[0].from == start + 3min && first[0].to == start + 4min);
        QCOMPARE(first[0].error, std::string("refused"));
        QVERIFY(outages.all().at({"lb-2", "haproxy"}).at(0).to == Timestamp::max()); // not back by the end

        const auto unknown = [&outages](const char* instance, base::Duration after) {
            return outages.leaveUnknown(metrics::Labels({{"instance", instance}}), start + after);
        };
        QVERIFY(!unknown("lb-1", 3min - 1ms) && unknown("lb-1", 3min) && unknown("lb-1", 4min + 999ms));
        QVERIFY(!unknown("lb-1", 4min + 1s)); // the scrape that succeeded took a second
        QVERIFY(!unknown("lb-2", 3min) && unknown("lb-2", 20min) && !unknown("lb-3", 3min));
        QVERIFY(!outages.leaveUnknown(metrics::Labels(), start + 3min)); // of nobody's in particular
        QCOMPARE(outages.awayAt(start + 3min), std::string("lb-1"));
        QCOMPARE(outages.awayAt(start + 5min), std::string());
        const metrics::Labels other({{"instance", "lb-1"}, {"job", "other"}});
        QVERIFY(!outages.leaveUnknown(other, start + 3min));
    }
    void anAlertWithoutDataIsNotResolved()
    {
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        session::ReportOptions options;
        options.path = m_path;
        options.backtest.rules.start = start;
        options.backtest.rules.end = start + 20min - every;
        const auto report = session::incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(report.ok());
        const auto ends = [&report](const char* subject) {
            QStringList out;
            for (const session::ReportEntry& entry : report->timeline) {
                if (entry.kind == session::EntryKind::Alert && entry.subject.starts_with(subject)
                    && entry.text != "fires") {
                    out.append(QString::fromStdString(entry.text));
                }
            }
            return out;
        };
        const QString unknown = QStringLiteral("unknown from here on: its exporter cannot be read");
        const QString resolved = QStringLiteral("resolved");
        const QString meanwhile = QStringLiteral("resolved, while lb-1 cannot be read");
        QCOMPARE(ends("Any of app"), QStringList({meanwhile, resolved}));
        // One server through two HAProxies: one of them could not be read for a while.
        QCOMPARE(ends("Down of app/web via lb-1"), QStringList({unknown, resolved}));
        QCOMPARE(ends("Down of app/web via lb-2"), QStringList({resolved}));
    }
    void whatNobodySawIsNotSaidToBeWell_data()
    {
        QTest::addColumn<int>("second");
        QTest::addColumn<QByteArray>("failure");
        QTest::addColumn<int>("unread");
        QTest::newRow("seen") << 15 * 60 << QByteArray("no check failed and no server was DOWN") << 0;
        QTest::newRow("before") << 19 * 60 + 28
                                << QByteArray("no check failed and no server was DOWN, as far as is known") << 1;
        QTest::newRow("between two scrapes")
            << 19 * 60 + 41 << QByteArray("no check failed and no server was DOWN, as far as is known") << 3;
    }
    void whatNobodySawIsNotSaidToBeWell()
    {
        QFETCH(int, second);
        QFETCH(QByteArray, failure);
        QFETCH(int, unread);
        auto reader = recording::Reader::open(m_path);
        QVERIFY(reader.ok());
        session::ReportOptions options;
        options.path = m_path;
        options.backtest.rules.start = start + std::chrono::seconds{second};
        options.backtest.rules.end = options.backtest.rules.start + 3s;
        const auto report = session::incidentReport(**reader, {}, options, [](double) { return true; });
        QVERIFY(report.ok());
        QCOMPARE(report->sawAll(), unread == 0);
        QCOMPARE(report->unread.size(), unread == 0 ? 0U : 1U);
        QVERIFY(unread == 0 || report->unread.at("lb-2") == std::chrono::seconds{unread});
        QCOMPARE(report->milestones.front().words, failure.toStdString());
        QCOMPARE(report->milestones.back().words,
                 unread == 0 ? "nothing to recover from" : "nothing to recover from, as far as is known");
    }

private:
    QTemporaryDir m_folder;
    std::string m_path;
};

QTEST_GUILESS_MAIN(ReportOutagesTest)

} // namespace tst_reportoutages

#include "tst_reportoutages.moc"
