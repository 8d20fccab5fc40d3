#include "app/headless/backtestrun.h"
#include "app/headless/commands.h"
#include "app/headless/reportrun.h"
#include "tests/support/commandanswer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace tst_wrongfiles {

using namespace checkwatch;
using support::CommandAnswer;

namespace {

/// A pipe that nobody writes into. After five seconds whoever waits for it is freed, so that the test fails, and ends.
class Pipe
{
public:
    explicit Pipe(std::string path) : m_path(std::move(path))
    {
        mkfifo(m_path.c_str(), S_IRUSR | S_IWUSR);
        m_rescue = std::jthread([this](const std::stop_token& over) {
            std::unique_lock lock(m_mutex);
            for (auto wait = std::chrono::milliseconds{5000};; wait = std::chrono::milliseconds{20}) {
                m_over.wait_for(lock, over, wait, [] { return false; });
                if (over.stop_requested()) {
                    return;
                }
                ::close(::open(m_path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
            }
        });
    }
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
    std::mutex m_mutex;
    std::condition_variable_any m_over;
    std::jthread m_rescue;
};

CommandAnswer backtested(const std::string& file)
{
    app::Options options;
    options.files = {file};
    options.recordedRules = true;
    return support::answerOf([&](const app::Streams& streams) { return app::backtest(options, streams); });
}

CommandAnswer reported(const std::string& file, const std::string& output)
{
    app::Options options;
    options.files = {file};
    options.output = output;
    return support::answerOf([&](const app::Streams& streams) { return app::report(options, streams, {}); });
}

CommandAnswer imported(const std::string& file, const std::string& output)
{
    app::Options options;
    options.openMetrics = {file};
    options.output = output;
    return support::answerOf([&](const app::Streams& streams) { return app::importSamples(options, streams); });
}

} // namespace

/// Files that are something else than what is wanted, and names of files that are there already.
class TestWrongFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_recording = at("night.cwrec");
        QVERIFY(QFile::copy(QStringLiteral(CHECKWATCH_DEMO_RECORDING), QString::fromStdString(m_recording)));
    }
    void nobodyWaitsForAPipe()
    {
        const Pipe pipe(at("pipe"));
        for (const CommandAnswer& answer :
             {backtested(pipe.path()), reported(pipe.path(), at("r.md")), imported(pipe.path(), at("out.cwrec"))}) {
            QCOMPARE(answer.code, 2);
            QVERIFY2(answer.err.contains("not a regular file"), qPrintable(answer.err));
        }
    }
    void whatAMailProgramMadeOfItIsTold()
    {
        const std::string mailed = at("mailed.cwrec");
        QVERIFY(write(mailed, read(m_recording).toBase64()));
        for (const CommandAnswer& answer : {backtested(mailed), reported(mailed, at("r.md"))}) {
            QCOMPARE(answer.code, 2);
            QVERIFY2(answer.err.contains("base64 -d"), qPrintable(answer.err));
        }
    }
    void whatIsNeitherIsCalledNeither()
    {
        const std::string other = at("letter.txt");
        QVERIFY(write(other, "Dear all,\n"));
        const CommandAnswer answer = backtested(other);
        QCOMPARE(answer.code, 2);
        QVERIFY2(answer.err.contains("neither a recording nor samples with timestamps"), qPrintable(answer.err));
    }
    /// Of times far from the recording only what is near it is evaluated, and at the same times of a day.
    void yearsOfNothingAreLeftOut()
    {
        app::Options options;
        options.files = {m_recording};
        options.recordedRules = true;
        options.start = "1.5";
        options.end = "99999999999";
        const auto backtest = app::prepareBacktest(options);
        QVERIFY(backtest.ok());
        const session::RuleReplayOptions& tried = backtest->heading.options.rules;
        const auto& input = *backtest->input;
        constexpr std::chrono::days day{1};
        QVERIFY(tried.start > input.from() - day && tried.start < input.from());
        QVERIFY((tried.start - base::fromUnixMs(1'500)) % day == base::Duration{0});
        QVERIFY(tried.end > input.to() && tried.end < input.to() + day);
        const auto report = app::prepareReport(options);
        QVERIFY(report.ok());
        QCOMPARE(report->wanted.backtest.rules.start, input.from());
        QCOMPARE(report->wanted.backtest.rules.end, input.to());
    }
    void aReportIsNotWrittenOverARecording()
    {
        const QByteArray before = read(m_recording);
        const std::string link = at("report.html");
        QVERIFY(QFile::link(QString::fromStdString(m_recording), QString::fromStdString(link)));
        const std::string same = at("night.md");
        QVERIFY(QFile::copy(QString::fromStdString(m_recording), QString::fromStdString(same)));
        for (const auto& [file, output] : {std::pair(m_recording, link), std::pair(same, same)}) {
            const CommandAnswer answer = reported(file, output);
            QCOMPARE(answer.code, 1);
            QVERIFY2(answer.err.contains("that is a recording"), qPrintable(answer.err));
        }
        QVERIFY(read(m_recording) == before && read(same) == before);
    }
    void whatCannotBeWrittenIsRefusedBeforeItIsMade()
    {
        app::Options options;
        options.files = {m_recording};
        const auto prepared = app::prepareReport(options);
        QVERIFY(prepared.ok());
        bool made = false;
        const auto goOn = [&made](double) { return made = true; };
        for (const std::string& output : {m_recording, at("none/report.md"), m_folder->path().toStdString()}) {
            const auto written = app::writeReport(*prepared, output, {}, goOn);
            QVERIFY(!written && written.error().where == output);
            QVERIFY2(!made, output.c_str());
        }
        QVERIFY(app::writeReport(*prepared, at("report.md"), {}, goOn).ok() && made);
    }

private:
    [[nodiscard]] std::string at(const char* name) const
    {
        return m_folder->filePath(QLatin1String(name)).toStdString();
    }
    static QByteArray read(const std::string& path)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static bool write(const std::string& path, const QByteArray& bytes)
    {
        QFile file(QString::fromStdString(path));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_recording;
};

QTEST_GUILESS_MAIN(TestWrongFiles)

} // namespace tst_wrongfiles

#include "tst_wrongfiles.moc"
