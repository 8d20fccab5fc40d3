#include "app/headless/commands.h"
#include "models/recording/writer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_recordedquery {

using namespace checkwatch;
using base::Duration;

namespace {

constexpr base::Timestamp begin = base::fromUnixMs(1'800'000'000'500);
constexpr int scrapes = 60;

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// x = 0, 1, 2 … every five seconds, evaluated every 20 s.
base::Result<void> writeCounter(const std::string& path)
{
    recording::Writer writer({"test", true, {}});
    recording::RulesRecord rules;
    rules.from = begin;
    rules.evaluationInterval = Duration{20'000};
    writer.setRules(std::move(rules));
    if (auto attached = writer.attach(path, begin, 7); !attached) {
        return attached;
    }
    writer.begin(1, {});
    for (int i = 0; i < scrapes; ++i) {
        metrics::ScrapeBatch batch;
        batch.time = begin + i * Duration{5000};
        if (i == 0) {
            batch.added = {metrics::Labels{{"__name__", "x"}}};
        }
        batch.column = {static_cast<double>(i)};
        writer.add(1, batch);
    }
    return writer.close(begin + scrapes * Duration{5000});
}

} // namespace

/// `checkwatch query FILE EXPR`: what a recording answers, in the shape of the Prometheus API.
class TestRecordedQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath("a.cwrec").toStdString();
        QVERIFY(writeCounter(m_path));
        m_options.files = {m_path};
    }
    void cleanup() { m_code = -1; }
    void instants_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("time");
        QTest::addColumn<int>("compat");
        QTest::addColumn<QString>("value");
        QTest::addColumn<double>("at");
        QTest::newRow("the newest") << "x"
                                    << "" << 0 << "59" << 1800000295.5;
        QTest::newRow("offset") << "x"
                                << "100s" << 0 << "20" << 1800000100.5;
        QTest::newRow("Unix seconds") << "x"
                                      << "1800000100.499" << 0 << "19" << 1800000100.499;
        QTest::newRow("RFC 3339") << "x"
                                  << "2027-01-15T08:01:40.5Z" << 0 << "20" << 1800000100.5;
        QTest::newRow("left-open") << "count_over_time(x[1m])"
                                   << "100s" << 0 << "12" << 1800000100.5;
        QTest::newRow("left-open, asked for") << "count_over_time(x[1m])"
                                              << "100s" << 3 << "12" << 1800000100.5;
        QTest::newRow("closed") << "count_over_time(x[1m])"
                                << "100s" << 2 << "13" << 1800000100.5;
        QTest::newRow("subquery as the rules went") << "count_over_time(x[1m:])"
                                                    << "100s" << 3 << "3" << 1800000100.5;
    }
    void instants()
    {
        QFETCH(QString, expression);
        QFETCH(QString, time);
        QFETCH(int, compat);
        app::Options options = m_options;
        options.expression = expression.toStdString();
        options.time = time.toStdString();
        if (compat != 0) {
            options.compat = static_cast<promql::Compat>(compat);
        }
        const QJsonObject data = ask(options).value("data").toObject();
        QCOMPARE(m_code, 0);
        QCOMPARE(data.value("resultType"), "vector");
        const QJsonArray value = data.value("result")[0].toObject().value("value").toArray();
        QTEST(value[1].toString(), "value");
        QTEST(value[0].toDouble(), "at");
    }
    void ranges()
    {
        app::Options options = m_options;
        options.expression = "x";
        options.start = "10s";
        options.end = "1800000020.5";
        options.step = Duration{5000};
        const QJsonObject data = ask(options).value("data").toObject();
        QCOMPARE(data.value("resultType"), "matrix");
        const QJsonArray values = data.value("result")[0].toObject().value("values").toArray();
        QCOMPARE(
            values,
            (QJsonArray{QJsonArray{1800000010.5, "2"}, QJsonArray{1800000015.5, "3"}, QJsonArray{1800000020.5, "4"}}));
    }
    void aRangeIsTheWholeRecordingInSecondsWhereNothingElseIsSaid()
    {
        app::Options options = m_options;
        options.expression = "x";
        options.start = "0s";
        const QJsonObject data = ask(options).value("data").toObject();
        QCOMPARE(data.value("result")[0].toObject().value("values").toArray().size(), 5 * (scrapes - 1) + 1);
    }
    void aRangeHasNoMorePointsThanInPrometheus()
    {
        app::Options options = m_options;
        options.expression = "vector(1)";
        options.start = "0s";
        options.end = "11000s";
        options.step = Duration{1000};
        QCOMPARE(ask(options).value("status"), "success");
        options.end = "11001s";
        const QString error = ask(options).value("error").toString();
        QCOMPARE(m_code, 2);
        QVERIFY2(error.contains("exceeded maximum resolution of 11000 points per timeseries"), qPrintable(error));
    }
    void whatCannotBeAnsweredSaysWhy_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("time");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("words");
        QTest::newRow("not PromQL") << ""
                                    << "x["
                                    << "" << 1 << "bad_data"
                                    << "parse error";
        QTest::newRow("no time") << ""
                                 << "x"
                                 << "soon" << 2 << "bad_data"
                                 << "--time: not a time";
        QTest::newRow("no file") << "/nowhere/at.all"
                                 << "x"
                                 << "" << 2 << "bad_data"
                                 << "cannot open the recording";
        QTest::newRow("a regular expression that is none") << ""
                                                           << "label_replace(x, 'a', '', 'b', '(')"
                                                           << "" << 1 << "execution"
                                                           << "";
    }
    void whatCannotBeAnsweredSaysWhy()
    {
        QFETCH(QString, file);
        QFETCH(QString, expression);
        QFETCH(QString, time);
        QFETCH(QString, words);
        app::Options options = m_options;
        if (!file.isEmpty()) {
            options.files = {file.toStdString()};
        }
        options.expression = expression.toStdString();
        options.time = time.toStdString();
        const QJsonObject answer = ask(options);
        QTEST(m_code, "code");
        QCOMPARE(answer.value("status"), "error");
        QTEST(answer.value("errorType").toString(), "type");
        QVERIFY2(answer.value("error").toString().contains(words), qPrintable(answer.value("error").toString()));
    }
    /// As Prometheus 2.42 answers query_range.
    void aRangeIsOfScalarsAndVectors_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("error");
        QTest::newRow("range vector") << "x[5m]"
                                      << "bad_data"
                                      << "invalid expression type \"range vector\" for range query, must be Scalar or "
                                         "instant Vector";
        QTest::newRow("string")
            << "'s'"
            << "bad_data"
            << "invalid expression type \"string\" for range query, must be Scalar or instant Vector";
        QTest::newRow("regular expression") << "label_replace(x, 'a', '', 'b', '(')"
                                            << "execution"
                                            << "invalid regular expression in label_replace(): (";
    }
    void aRangeIsOfScalarsAndVectors()
    {
        QFETCH(QString, expression);
        app::Options options = m_options;
        options.expression = expression.toStdString();
        options.start = "0s";
        const QJsonObject answer = ask(options);
        QCOMPARE(m_code, 1);
        QTEST(answer.value("errorType").toString(), "type");
        QTEST(answer.value("error").toString(), "error");
    }
    void whatIsLostIsSaid()
    {
        const QString damaged = m_folder.filePath("damaged.cwrec");
        QVERIFY(QFile::copy(QString::fromStdString(m_path), damaged));
        QFile file(damaged);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        for (qsizetype at = bytes.indexOf("CWFR"); at >= 0; at = bytes.indexOf("CWFR", at + 1)) {
            constexpr char samples = 6;
            if (bytes[at + 5] == samples) {
                bytes[at + 70] = static_cast<char>(bytes[at + 70] ^ 1);
            }
        }
        QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
        file.close();
        app::Options options = m_options;
        options.files = {damaged.toStdString()};
        options.expression = "x";
        const QJsonObject answer = ask(options);
        QCOMPARE(answer.value("status"), "success");
        QCOMPARE(answer.value("data")["result"].toArray().size(), 0);
        QVERIFY(answer.value("warnings")[0].toString().contains("damaged"));
    }

private:
    QJsonObject ask(const app::Options& options)
    {
        const std::unique_ptr<std::FILE, Closing> out(std::tmpfile());
        m_code = app::query(options, out.get());
        std::rewind(out.get());
        QFile in;
        return in.open(out.get(), QIODevice::ReadOnly) ? QJsonDocument::fromJson(in.readAll()).object() : QJsonObject();
    }

    QTemporaryDir m_folder;
    std::string m_path;
    app::Options m_options;
    int m_code = -1;
};

QTEST_GUILESS_MAIN(TestRecordedQuery)

} // namespace tst_recordedquery

#include "tst_recordedquery.moc"
