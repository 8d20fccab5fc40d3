#include "app/headless/commands.h"
#include "app/options.h"
#include "tests/support/commandanswer.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

namespace tst_wronguse {

using namespace checkwatch;

namespace {

/// The command line as somebody types it; what CLI11 says goes to this program's own stderr.
std::optional<app::Options> parsed(const QStringList& words, int& code)
{
    std::vector<QByteArray> bytes{"checkwatch"};
    for (const QString& word : words) {
        bytes.push_back(word.toUtf8());
    }
    std::vector<char*> argv;
    for (QByteArray& word : bytes) {
        argv.push_back(word.data());
    }
    return app::parseCommandLine(static_cast<int>(argv.size()), argv.data(), code);
}

/// What is written into the file descriptor of stderr meanwhile.
template <typename Do>
QString saidOnStderr(Do what)
{
    std::FILE* const file = std::tmpfile();
    std::fflush(stderr);
    const int before = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    what();
    std::fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    return support::contentOf(file);
}

} // namespace

/// What people get wrong on a command line, and what they are told then.
class TestWrongUse : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;

    std::string write(const char* name, const QByteArray& bytes)
    {
        QFile file(m_dir.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            return {};
        }
        return file.fileName().toStdString();
    }

private Q_SLOTS:
    void optionsThatContradict_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("said");
        QTest::newRow("two sources") << QStringList{"watch", "--demo", "--config", "x"}
                                     << "want --config or --demo, not both";
        QTest::newRow("two sources, before the command")
            << QStringList{"--config", "x", "watch", "--demo"} << "want --config or --demo, not both";
        QTest::newRow("no name for the picture")
            << QStringList{"demo", "--screenshot", ""} << "want the name of a file";
        QTest::newRow("an expression like an option") << QStringList{"query", "--exposition", "f", "-up"}
                                                      << "an expression that begins with - stands after --: -- '-up'";
        QTest::newRow("an option that is none")
            << QStringList{"query", "f", "up", "--jsn"} << "there is no option --jsn";
    }
    void optionsThatContradict()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, said);
        int code = 0;
        bool taken = false;
        const QString told = saidOnStderr([&] { taken = parsed(words, code).has_value(); });
        QVERIFY(!taken);
        QCOMPARE(code, 2);
        QVERIFY2(told.contains(said), qPrintable(told));
    }

    void anExpressionMayBeginWithASign()
    {
        int code = 0;
        const auto options = parsed({"query", "--exposition", "f", "--", "-up"}, code);
        QVERIFY(options);
        QCOMPARE(options->expression, std::string("-up"));
        QCOMPARE(options->exposition, std::string("f"));
    }

    void anExpositionComesInOnStdin()
    {
        app::Options options;
        options.exposition = "-";
        options.expression = "sum(a)";
        const int in = open(write("in.prom", "a{x=\"1\"} 2\na{x=\"2\"} 3\n").c_str(), O_RDONLY);
        const int before = dup(STDIN_FILENO);
        dup2(in, STDIN_FILENO);
        const support::CommandAnswer answer
            = support::answerOf([&](const app::Streams& streams) { return app::query(options, streams.out); });
        dup2(before, STDIN_FILENO);
        close(before);
        close(in);
        QCOMPARE(answer.code, 0);
        QVERIFY2(answer.out.contains("\"5\""), qPrintable(answer.out));
    }

    void aDirectoryIsCalledOne()
    {
        const std::string folder = m_dir.path().toStdString();
        app::Options options;
        options.exposition = folder;
        options.expression = "up";
        const auto asked
            = [&] { return support::answerOf([&](const app::Streams& s) { return app::query(options, s.out); }); };
        QVERIFY2(asked().out.contains("is a directory"), qPrintable(asked().out));
        options.exposition = folder + "/none";
        QVERIFY2(asked().out.contains("no such file"), qPrintable(asked().out));
        options.files = {folder};
        QVERIFY2(asked().out.contains("is a directory"), qPrintable(asked().out));
        const auto tested
            = support::answerOf([&](const app::Streams& streams) { return app::testRules(options, streams); });
        QVERIFY2(tested.err.contains(": is a directory"), qPrintable(tested.err));
        const auto checked
            = support::answerOf([&](const app::Streams& streams) { return app::checkConfig(options, streams.out); });
        QVERIFY2(checked.out.contains("is a directory"), qPrintable(checked.out));
    }

    void aPatternWithoutFilesIsTold()
    {
        app::Options options;
        options.files = {write("cw.yml", "rule_files: ['none*.yml']\nscrape_configs: []\n")};
        const auto checked
            = support::answerOf([&](const app::Streams& streams) { return app::checkConfig(options, streams.out); });
        QCOMPARE(checked.code, 0);
        QVERIFY2(checked.out.contains("none*.yml\" matches no file"), qPrintable(checked.out));
    }

    void jsonIsJsonWhateverHappens()
    {
        app::Options options;
        options.json = true;
        options.against = write("page.prom", "a 1\n");
        options.files = {write("broken.yml", "groups: [{name: g, rules: [{alert: A, expr: 'a +'}]}]")};
        const auto error = [&](int code) {
            const support::CommandAnswer answer
                = support::answerOf([&](const app::Streams& streams) { return app::checkRules(options, streams); });
            const QJsonObject object = QJsonDocument::fromJson(answer.out.toUtf8()).object();
            const bool good = answer.code == code && object.value("status") == QStringLiteral("error");
            return good ? object.value("error").toString() : QStringLiteral("%1: ").arg(answer.code) + answer.out;
        };
        QVERIFY2(error(1).contains("broken.yml: 1:"), qPrintable(error(1)));
        options.files = {write("good.yml", "groups: [{name: g, rules: [{alert: A, expr: 'a > 1'}]}]")};
        options.against = m_dir.filePath("none").toStdString();
        QVERIFY2(error(2).contains("no such file"), qPrintable(error(2)));
    }

    void experimentalFunctionsNameTheOption()
    {
        app::Options options;
        options.exposition = write("page.prom", "a 1\n");
        options.expression = "mad_over_time(a[1m])";
        const support::CommandAnswer answer
            = support::answerOf([&](const app::Streams& streams) { return app::query(options, streams.out); });
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.out.contains("pass --experimental"), qPrintable(answer.out));
    }

    /// Nothing is promised of a recording whose lists are gone.
    void verifySaysWhatIsTrue()
    {
        QFile demo(QStringLiteral(CHECKWATCH_DEMO_RECORDING));
        QVERIFY(demo.open(QIODevice::ReadOnly));
        const QByteArray whole = demo.readAll();
        const auto verified = [&](const QByteArray& bytes) {
            app::Options options;
            options.files = {write("hurt.cwrec", bytes)};
            return support::answerOf([&](const app::Streams& streams) { return app::verify(options, streams); });
        };
        QByteArray oneFrame = whole;
        oneFrame.replace(whole.size() / 2, 200, QByteArray(200, 'x'));
        support::CommandAnswer answer = verified(oneFrame);
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.out.contains("DAMAGED: 1 place; everything else can be read"), qPrintable(answer.out));
        answer = verified(whole.left(4096) + QByteArray(whole.size() - 4096, '\0'));
        QCOMPARE(answer.code, 1);
        QVERIFY2(answer.out.contains("DAMAGED: 1 place; nothing can be read"), qPrintable(answer.out));
        QVERIFY2(!answer.out.contains("everything else"), qPrintable(answer.out));
    }

    void aFileThatCannotBeMadeIsNamedWithTheReason()
    {
        app::Options options;
        options.files = {CHECKWATCH_DEMO_RECORDING};
        options.output = m_dir.filePath("none/out.cwrec").toStdString();
        const support::CommandAnswer answer
            = support::answerOf([&](const app::Streams& streams) { return app::seal(options, streams); });
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("none/out.cwrec.part: cannot open or make the file: No such file or directory"),
                 qPrintable(answer.err));
    }
};

QTEST_GUILESS_MAIN(TestWrongUse)

} // namespace tst_wronguse

#include "tst_wronguse.moc"
