#include "app/headless/commands.h"
#include "tests/recording/recordings.h"
#include "tests/support/prometheus.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_importpeer {

using namespace checkwatch;

namespace {

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// A counter that grows at random and begins anew, of twelve servers, for three hours.
QByteArray openMetrics()
{
    QByteArray text = "# TYPE fails counter\n";
    std::uint64_t random = 42;
    for (int server = 0; server < 12; ++server) {
        double value = 0;
        for (int i = 0; i < 720; ++i) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            value = random >> 58U == 0 ? 0 : value + static_cast<double>((random >> 40U) % 5) / 8;
            if (random % 11 == 0) {
                continue; // a scrape that failed
            }
            text += "fails_total{instance=\"lb-" + QByteArray::number(server % 2) + "\",server=\"s"
                + QByteArray::number(server) + "\"} " + QByteArray::number(value, 'g', 17) + ' '
                + QByteArray::number(1'700'006'400 + i * 15) + '.' + QByteArray::number(125 * (server % 2 + 1)) + '\n';
        }
    }
    return text + "# EOF\n";
}

/// What `data` says: metrics with their values, in an order that everybody shares.
QStringList answerOf(const QJsonObject& reply)
{
    QStringList out;
    for (const auto& element : reply.value("data")["result"].toArray()) {
        out.append(QString::fromUtf8(QJsonDocument(element.toObject()).toJson(QJsonDocument::Compact)));
    }
    out.sort();
    return out;
}

QJsonObject parsed(const QByteArray& body)
{
    return QJsonDocument::fromJson(body).object();
}

} // namespace

/// A file that Prometheus has backfilled and one that was imported here answer the same.
class TestImportPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_prometheus = support::LocalPrometheus::start(openMetrics(), "scrape_configs: []\n");
        CHECKWATCH_NEEDS(m_prometheus, "prometheus");
        QFile file(m_folder.filePath("a.om"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(openMetrics()) > 0);
        file.close();
        app::Options import;
        import.output = m_folder.filePath("a.cwrec").toStdString();
        import.openMetrics = {file.fileName().toStdString()};
        QCOMPARE(app::importSamples(import, {}), 0);
        m_options.files = {import.output};
        m_options.compat = promql::Compat::Prometheus2;
    }
    void instants_data() { expressions(); }
    void instants()
    {
        QFETCH(QString, expression);
        m_options.expression = expression.toStdString();
        app::Options options = m_options;
        for (const char* const time : {"1700006401", "1700010000.125", "1700012345.678", "1700017199", "1700017800"}) {
            options.time = time;
            const QJsonObject theirs = parsed(m_prometheus->ask("query", {{"query", expression}, {"time", time}}).body);
            QCOMPARE(theirs.value("status"), "success");
            QCOMPARE(answerOf(ours(options)), answerOf(theirs));
        }
    }
    void ranges_data() { expressions(); }
    void ranges()
    {
        QFETCH(QString, expression);
        m_options.expression = expression.toStdString();
        app::Options options = m_options;
        options.start = "1700006000";
        options.end = "2023-11-15T03:20:00Z";
        options.step = base::Duration{37'000};
        const QJsonObject theirs
            = parsed(m_prometheus
                         ->ask("query_range",
                               {{"query", expression}, {"start", "1700006000"}, {"end", "1700018400"}, {"step", "37"}})
                         .body);
        QCOMPARE(theirs.value("status"), "success");
        QVERIFY(!theirs.value("data")["result"].toArray().isEmpty());
        QCOMPARE(answerOf(ours(options)), answerOf(theirs));
    }

    void itsOwnSamplesComeBack()
    {
        app::Options import;
        import.output = m_folder.filePath("pages.cwrec").toStdString();
        import.prometheus = m_prometheus->address().toStdString();
        import.start = "1700006400";
        import.end = "3h";
        import.match = {"fails_total"};
        QCOMPARE(app::importSamples(import, {}), 0);
        const auto file = recording::Reader::open(m_options.files.front());
        const auto pages = recording::Reader::open(import.output);
        QVERIFY(file.ok() && pages.ok());
        QVERIFY(recordings::samplesIn(**pages) == recordings::samplesIn(**file));
        QVERIFY((*pages)->samples() > 7000);
    }

private:
    static void expressions()
    {
        QTest::addColumn<QString>("expression");
        QTest::newRow("values") << "fails_total";
        QTest::newRow("increase") << "increase(fails_total[1m])";
        QTest::newRow("raw counts") << "count_over_time(fails_total[5m])";
        QTest::newRow("by instance") << "sum by (instance) (fails_total)"; // exact in whichever order
        QTest::newRow("resets") << "resets(fails_total[1h]) > 0";
    }
    static QJsonObject ours(const app::Options& options)
    {
        const std::unique_ptr<std::FILE, Closing> out(std::tmpfile());
        (void)app::query(options, out.get());
        std::rewind(out.get());
        QFile in;
        return in.open(out.get(), QIODevice::ReadOnly) ? parsed(in.readAll()) : QJsonObject();
    }

    std::unique_ptr<support::LocalPrometheus> m_prometheus;
    QTemporaryDir m_folder;
    app::Options m_options;
};

QTEST_GUILESS_MAIN(TestImportPeer)

} // namespace tst_importpeer

#include "tst_importpeer.moc"
