#include "app/headless/commands.h"
#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "tests/recording/recordings.h"
#include "tests/support/faultserver.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

#include <atomic>
#include <memory>

namespace tst_importpages {

using namespace checkwatch;
using namespace checkwatch::support;

namespace {

constexpr std::int64_t firstSecond = 1'700'000'000;

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// x{instance="a"} = seconds since the first, every `every` seconds from `from` to `to`, both inclusive.
QByteArray matrix(std::int64_t from, std::int64_t to, std::int64_t every)
{
    QByteArray values;
    for (std::int64_t at = (from + every - 1) / every * every; at <= to; at += every) {
        values += values.isEmpty() ? "" : ",";
        values += '[' + QByteArray::number(qlonglong{at}) + ",\"" + QByteArray::number(qlonglong{at - firstSecond})
            + "\"]";
    }
    return R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x","instance":"a"},"values":[)"
        + values + "]}]}}";
}

/// What a request asks for, in seconds.
struct Asked
{
    std::int64_t from = 0;
    std::int64_t to = 0;
    std::int64_t step = 0; ///< 0: raw samples
};

Asked asked(const Request& request)
{
    const QUrlQuery query(QUrl(QString::fromStdString(request.path)));
    const auto seconds = [&](const char* name) {
        const QString text = query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded);
        return static_cast<std::int64_t>(*base::parseFloat(text.toStdString()));
    };
    if (query.hasQueryItem(QStringLiteral("step"))) {
        return {seconds("start"), seconds("end"), seconds("step")};
    }
    const QString text = query.queryItemValue(QStringLiteral("query"), QUrl::FullyDecoded);
    const QString range = text.mid(text.lastIndexOf('[') + 1).chopped(1);
    return {seconds("time") - base::parseDuration(range.toStdString())->count() / 1000, seconds("time"), 0};
}

Script answer(const Asked& asked)
{
    const QByteArray body
        = asked.step > 0 ? matrix(asked.from, asked.to, asked.step) : matrix(asked.from, asked.to, 20);
    return Script().send(httpResponse(body.toStdString(), "Content-Type: application/json\r\n"));
}

Script refusal(const char* status)
{
    return Script().send(httpResponse(R"({"status":"error"})", {}, status));
}

} // namespace

/// `checkwatch import OUT --prometheus URL`: pages, and going on where it was interrupted.
class TestImportPages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.output = m_folder->filePath("out.cwrec").toStdString();
        m_options.start = std::to_string(firstSecond);
        m_options.end = "3h";
        m_options.match = {"x"};
    }
    void everySampleOnceInPages()
    {
        const FaultServer server([](const Request& request) { return answer(asked(request)); });
        QCOMPARE(import(server), 0);
        QCOMPARE(server.requests().size(), 4U); // the first is inclusive at its beginning
        checkSamples(20, 3 * 3600);
        QCOMPARE(files(), QStringList{"out.cwrec"});
    }
    void itGoesOnWhereItWasInterrupted()
    {
        std::atomic<bool> broken = true;
        const FaultServer server([&](const Request& request) {
            const Asked what = asked(request);
            return broken && what.to > firstSecond + 2 * 3600 ? refusal("500 Internal Server Error") : answer(what);
        });
        QCOMPARE(import(server), 2);
        QVERIFY2(m_complained.contains("HTTP 500"), m_complained.constData());
        QVERIFY(!QFile::exists(QString::fromStdString(m_options.output)));
        broken = false;
        const std::size_t before = server.requests().size();
        QCOMPARE(import(server), 0);
        QVERIFY2(m_complained.contains("going on at 2023-11-15T00:13:19.999Z"), m_complained.constData());
        QCOMPARE(server.requests().size() - before, 2U);
        checkSamples(20, 3 * 3600);
        QCOMPARE(files(), QStringList{"out.cwrec"});
    }
    void anotherImportBeginsAnew()
    {
        const FaultServer broken([](const Request& request) {
            const Asked what = asked(request);
            return what.to > firstSecond + 2 * 3600 ? refusal("500 Internal Server Error") : answer(what);
        });
        QCOMPARE(import(broken), 2);
        const FaultServer server([](const Request& request) { return answer(asked(request)); });
        QCOMPARE(import(server), 0); // another address
        QVERIFY(!m_complained.contains("going on"));
        QCOMPARE(server.requests().size(), 4U);
        checkSamples(20, 3 * 3600);
    }
    void lessAtATimeWhereItIsTooMuch()
    {
        const FaultServer server([](const Request& request) {
            const Asked what = asked(request);
            return what.to - what.from > 1200 ? refusal("422 Unprocessable Entity") : answer(what);
        });
        QCOMPARE(import(server), 0);
        checkSamples(20, 3 * 3600);
    }
    void nothingIsNoRecording()
    {
        std::atomic<bool> none = true;
        const FaultServer server([&none](const Request& request) {
            const char* const nothing = R"({"status":"success","data":{"resultType":"matrix","result":[]}})";
            return none ? Script().send(httpResponse(nothing, "Content-Type: application/json\r\n"))
                        : answer(asked(request));
        });
        QCOMPARE(import(server), 2);
        QVERIFY2(m_complained.contains("it has no sample of that"), m_complained.constData());
        QVERIFY(!QFile::exists(QString::fromStdString(m_options.output)));
        none = false;
        QCOMPARE(import(server), 0);
        QVERIFY(!m_complained.contains("going on"));
        checkSamples(20, 3 * 3600);
    }
    void noMorePointsThanPrometheusGives()
    {
        std::atomic<std::int64_t> most = 0;
        const FaultServer server([&most](const Request& request) {
            const Asked what = asked(request);
            most = std::max(most.load(), (what.to - what.from) / what.step + 1);
            return answer(what);
        });
        m_options.step = base::Duration{1000};
        m_options.end = "12h";
        QCOMPARE(import(server), 0);
        QVERIFY2(most <= 11'000, qPrintable(QString::number(most)));
        QCOMPARE(server.requests().size(), 4U);
        checkSamples(1, 12 * 3600);
    }
    void credentialsComeFromAFile_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("basic") << QByteArray("basic_auth: {username: ann, password: '${IMPORT_TEST_SECRET}'}\n")
                               << "Basic " + QByteArray("ann:s3cr3t-word").toBase64();
        QTest::newRow("bearer") << QByteArray("authorization: {credentials_file: token}\n")
                                << QByteArray("Bearer s3cr3t-word");
        QTest::newRow("bearer, the old way")
            << QByteArray("bearer_token_file: token\n") << QByteArray("Bearer s3cr3t-word");
    }
    void credentialsComeFromAFile()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, sent);
        qputenv("IMPORT_TEST_SECRET", "s3cr3t-word");
        std::atomic<bool> broken = true;
        const FaultServer server([&](const Request& request) {
            const Asked what = asked(request);
            return request.header("Authorization") != sent.toStdString() ? refusal("401 Unauthorized")
                : broken && what.to > firstSecond + 3600                 ? refusal("500 Internal Server Error")
                                                                         : answer(what);
        });
        QCOMPARE(import(server), 2);
        QVERIFY2(m_complained.contains("401"), m_complained.constData());
        QTemporaryDir secrets;
        write(secrets.filePath("token"), "s3cr3t-word\n");
        write(secrets.filePath("http.yml"), file);
        m_options.httpConfig = secrets.filePath("http.yml").toStdString();
        QCOMPARE(import(server), 2); // interrupted, so that the mark stays
        QVERIFY2(m_complained.contains("HTTP 500"), m_complained.constData());
        checkNoSecret();
        QCOMPARE(files().size(), 2);
        broken = false;
        QCOMPARE(import(server), 0);
        checkNoSecret();
        checkSamples(20, 3 * 3600);
    }
    void wrongCredentials_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("unknown field") << QByteArray("basic_auht: {username: a}\n")
                                       << QByteArray("line 1: field basic_auht not found in the HTTP configuration");
        QTest::newRow("two ways") << QByteArray("basic_auth: {username: a}\nbearer_token_file: b\n")
                                  << QByteArray("at most one of basic_auth, authorization & bearer_token");
        QTest::newRow("no CA") << QByteArray("tls_config: {ca_file: nothing.pem}\n") << QByteArray("nothing.pem");
    }
    void wrongCredentials()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, words);
        const FaultServer server([](const Request& request) { return answer(asked(request)); });
        const QTemporaryDir secrets;
        write(secrets.filePath("http.yml"), file);
        m_options.httpConfig = secrets.filePath("http.yml").toStdString();
        m_scheme = file.contains("ca_file") ? "https://" : "http://";
        QCOMPARE(import(server), 2);
        m_scheme = "http://";
        QVERIFY2(m_complained.contains(words), m_complained.constData());
        QVERIFY(server.requests().empty());
    }
    void credentialsDoNotBelongIntoTheAddress()
    {
        const FaultServer server([](const Request& request) { return answer(asked(request)); });
        m_scheme = "http://ann:s3cr3t-word@";
        QCOMPARE(import(server), 2);
        m_scheme = "http://";
        QVERIFY2(m_complained.contains("--http-config"), m_complained.constData());
        QVERIFY(!m_complained.contains("s3cr3t-word"));
    }
    void whatIsNoPrometheusIsSaid()
    {
        const FaultServer server([](const Request&) { return Script().send(httpResponse(R"({"data":{}})")); });
        QCOMPARE(import(server), 2);
        QVERIFY2(m_complained.contains("not the answer of a Prometheus-compatible server"), m_complained.constData());
    }
    void wrongWords_data()
    {
        QTest::addColumn<QString>("end");
        QTest::addColumn<QString>("match");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("time") << "soon"
                              << "x" << QByteArray("not a time");
        QTest::newRow("order") << "0s"
                               << "x" << QByteArray("--end is not after --start");
        QTest::newRow("selector") << "1h"
                                  << "x{" << QByteArray("--match: ");
    }
    void wrongWords()
    {
        QFETCH(QString, end);
        QFETCH(QString, match);
        QFETCH(QByteArray, words);
        const FaultServer server([](const Request& request) { return answer(asked(request)); });
        m_options.end = end.toStdString();
        m_options.match = {match.toStdString()};
        QCOMPARE(import(server), 2);
        QVERIFY2(m_complained.contains(words), m_complained.constData());
        QVERIFY(server.requests().empty());
    }

private:
    int import(const FaultServer& server)
    {
        m_options.prometheus = m_scheme + server.address();
        const std::unique_ptr<std::FILE, Closing> out(std::tmpfile());
        const std::unique_ptr<std::FILE, Closing> err(std::tmpfile());
        const int code = app::importSamples(m_options, {out.get(), err.get()});
        std::rewind(err.get());
        QFile in;
        m_complained = in.open(err.get(), QIODevice::ReadOnly) ? in.readAll() : QByteArray();
        return code;
    }
    [[nodiscard]] QStringList files() const { return QDir(m_folder->path()).entryList(QDir::Files, QDir::Name); }
    void checkSamples(std::int64_t every, std::int64_t seconds)
    {
        const auto reader = recording::Reader::open(m_options.output);
        QVERIFY(reader.ok());
        const recordings::Samples samples = recordings::samplesIn(**reader);
        QCOMPARE(samples.size(), 1U);
        std::map<std::int64_t, std::uint64_t> expected;
        for (std::int64_t at = 0; at <= seconds; at += every) {
            expected[(firstSecond + at) * 1000] = std::bit_cast<std::uint64_t>(static_cast<double>(at));
        }
        QCOMPARE(samples.begin()->second.size(), expected.size());
        QVERIFY(samples.begin()->second == expected);
    }

    static void write(const QString& path, const QByteArray& text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    }
    /// Neither in what was said nor in any file that was left.
    void checkNoSecret()
    {
        const QByteArray packed = QByteArray("ann:s3cr3t-word").toBase64();
        QVERIFY(!m_complained.contains("s3cr3t") && !m_complained.contains(packed));
        for (const QString& name : files()) {
            QFile file(m_folder->filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(!bytes.contains("s3cr3t") && !bytes.contains(packed));
        }
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_scheme = "http://";
    app::Options m_options;
    QByteArray m_complained;
};

QTEST_GUILESS_MAIN(TestImportPages)

} // namespace tst_importpages

#include "tst_importpages.moc"
