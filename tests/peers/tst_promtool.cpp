#include "app/headless/commands.h"

#include "tests/support/processes.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_promtool {

using namespace checkwatch;

namespace {

struct Answer
{
    int code = -1;
    QString out;
    QString err;
};

/// What a command of ours writes to a stream.
class Capture
{
public:
    std::FILE* file() { return m_file.get(); }
    QString text()
    {
        std::fseek(file(), 0, SEEK_SET);
        QByteArray all;
        for (int c = 0; (c = std::fgetc(file())) != EOF;) {
            all += static_cast<char>(c);
        }
        return QString::fromUtf8(all);
    }

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> m_file{std::tmpfile(), std::fclose};
};

template <typename Command>
Answer ours(Command command, const QString& file)
{
    Capture out;
    Capture err;
    app::Options options;
    options.files = {file.toStdString()};
    options.lint = "duplicate-rules";
    const int code = command(options, app::Streams{out.file(), err.file()});
    // The differences and the hints are more than promtool shows.
    static const QRegularExpression more("^        diff \\(- expected, \\+ got\\):\n(          [-+] [^\n]*\n)*"
                                         "| \\(want a form like [^)]*\\)",
                                         QRegularExpression::MultilineOption);
    return {code, out.text(), err.text().remove(more)};
}

Answer promtools(const QStringList& arguments)
{
    QProcess process;
    process.start(support::findProgram("promtool"), arguments);
    process.waitForFinished(60'000);
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

} // namespace

/// The same files to promtool and to us: the same exit codes and, but for our additions, the same words.
class TestPromtool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
        QVERIFY(QDir::setCurrent(qEnvironmentVariable("CHECKWATCH_SOURCE", ".") + "/tests/peers/promtool"));
    }

    void unitTests_data()
    {
        QTest::addColumn<QString>("file");
        const QStringList files = QDir().entryList({"*.yml"}, QDir::Files, QDir::Name);
        for (const QString& file : files) {
            if (!file.endsWith("rules.yml")) {
                QTest::newRow(qPrintable(file)) << file;
            }
        }
        QVERIFY(files.size() > 15);
    }
    void unitTests()
    {
        QFETCH(QString, file);
        compare(ours(app::testRules, file), promtools({"test", "rules", file}));
    }

    void ruleFiles_data()
    {
        QTest::addColumn<QString>("file");
        for (const QString& file : QDir().entryList({"*rules.yml", "empty.yml", "good.yml"}, QDir::Files, QDir::Name)) {
            QTest::newRow(qPrintable(file)) << file;
        }
    }
    void ruleFiles()
    {
        QFETCH(QString, file);
        compare(ours(app::checkRules, file), promtools({"check", "rules", file}));
    }

    void brokenYaml_data()
    {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const char* text) { QTest::newRow(name) << QByteArray(text); };
        row("indentation", "groups:\n- name: x\n  rules:\n  - alert: a\n   expr: b\n");
        row("open quote", "groups:\n- name: x\n  rules:\n  - alert: 'a\n    expr: b\n");
        row("open list", "groups: [a, b\n- c\n");
        row("tab", "groups:\n- name: x\n\trules: []\n");
        row("open map", "groups: {a: b\n");
        row("two colons", "a: b: c\n");
        row("escape", "groups:\n- name: \"a\\qb\"\n");
        row("version", "%YAML 3.0\n---\na: b\n");
        row("at sign", "groups:\n- name: @x\n");
        row("block text", "groups:\n- name: x\n  rules:\n    - alert: a\n      expr: |\n        foo\n      bar\n");
        row("map after list", "- a\nb: c\n");
        row("open lists", "[[[[\n");
        row("block header", "a: |1x\n b\n");
        row("behind a quote", "groups:\n- name: x\n  rules:\n  - alert: 'a'b\n");
        row("tag", "!!");
        row("half-written", "groups:\n- name: \"x");
        row("anchor only", "&a\n");
        row("second document", "groups: null\n...\nfoo\n");
        row("complex key", "? a\n");
    }
    /// Prometheus' YAML parser is libyaml's in another language.
    void brokenYaml()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir folder;
        const QString path = folder.filePath("rules.yml");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        compare(ours(app::checkRules, path), promtools({"check", "rules", path}));
    }

    void missingFile()
    {
        QCOMPARE(ours(app::testRules, "nosuch.yml").code, promtools({"test", "rules", "nosuch.yml"}).code);
    }
    void fatalLint()
    {
        app::Options options;
        options.files = {"duplicate_rules.yml"};
        options.lintFatal = true;
        Capture out;
        QCOMPARE(app::checkRules(options, {out.file(), out.file()}),
                 promtools({"check", "rules", "--lint-fatal", "duplicate_rules.yml"}).code);
    }

private:
    static void compare(const Answer& got, const Answer& expected)
    {
        QCOMPARE(got.code, expected.code);
        QCOMPARE(got.out, expected.out);
        const QStringList lines = got.err.split('\n');
        const QStringList theirs = expected.err.split('\n');
        for (qsizetype i = 0; i < std::min(lines.size(), theirs.size()); ++i) {
            QCOMPARE(lines[i], theirs[i]);
        }
        QCOMPARE(lines.size(), theirs.size());
    }
};

QTEST_GUILESS_MAIN(TestPromtool)

} // namespace tst_promtool

#include "tst_promtool.moc"
