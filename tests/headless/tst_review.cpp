#include "app/demo/demorecording.h"
#include "app/headless/commandline.h"
#include "app/headless/commands.h"
#include "app/headless/keptinput.h"
#include "app/headless/recordingreview.h"
#include "models/session/notesfile.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace tst_review {

using namespace checkwatch;
using app::RecordingReview;
using base::Duration;
using session::BacktestAnswerPtr;
using session::BacktestRequest;
using session::RulesChoice;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr int longest = 60'000;

constexpr const char* headlineRule = "groups:\n- name: g\n  rules:\n"
                                     "  - alert: HaproxyServerHealthcheckFailure\n"
                                     "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n"
                                     "    for: 1m\n";

struct Closing
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using Temporary = std::unique_ptr<std::FILE, Closing>;

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::optional<app::Options> parsed(const QString& line, const QStringList& more = {})
{
    std::vector<QByteArray> words;
    for (const QString& word :
         QProcess::splitCommand(QString(line).replace(QLatin1Char('\''), QLatin1Char('"'))) + more)
        words.push_back(word.toUtf8());
    std::vector<char*> argv;
    for (QByteArray& word : words)
        argv.push_back(word.data());
    int code = 0;
    return app::parseCommandLine(static_cast<int>(argv.size()), argv.data(), code);
}

/// What the command prints that the window gives to copy.
QByteArray printedBy(const std::string& line)
{
    const auto options = parsed(QString::fromStdString(line), {QStringLiteral("--json")});
    if (!options)
        return "not a command line";
    const Temporary out(std::tmpfile());
    const Temporary err(std::tmpfile());
    app::backtest(*options, {out.get(), err.get()});
    std::rewind(out.get());
    QByteArray text;
    std::array<char, 65536> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), out.get())) > 0;)
        text.append(buffer.data(), static_cast<qsizetype>(got));
    return text;
}

} // namespace

/// What a window asks of a recording is what the commands answer.
class TestReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void backtestIsTheCommands_data();
    void backtestIsTheCommands();
    void variantsSeeTheirOwnScrapes();
    void onlyTheAlertsThatAreNamed();
    void reportIsTheCommands_data();
    void reportIsTheCommands();
    void reportHasWhatWasWrittenDownBesideIt();
    void newestCounts();
    void cancelEndsIt();
    void errorsComeAsAnswers();
    void commandsAreQuoted();
    void whatIsTheSameStaysOpen();

private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    BacktestAnswerPtr tried(const BacktestRequest& request);

    QTemporaryDir m_folder;
    std::string m_recording;
    std::unique_ptr<RecordingReview> m_review;
};

void TestReview::initTestCase()
{
    QVERIFY(m_folder.isValid());
    const auto unpacked = demo::unpackDemoRecording(m_folder.path());
    QVERIFY(unpacked.ok());
    m_recording = unpacked->toStdString();
    QFile rules(file("head line.yml")); // a name that a shell would cut
    QVERIFY(rules.open(QIODevice::WriteOnly));
    rules.write(headlineRule);
    rules.close();
    auto review = RecordingReview::open(
        m_recording, {}, [](const session::IncidentReport&, const auto&) { return base::Result(QByteArray("%PDF")); });
    QVERIFY(review.ok());
    m_review = std::move(*review);
}

BacktestAnswerPtr TestReview::tried(const BacktestRequest& request)
{
    BacktestAnswerPtr answer;
    connect(m_review.get(), &session::Review::backtestReady, this, [&answer, &request](const BacktestAnswerPtr& ready) {
        answer = ready->request == request.number ? ready : answer;
    });
    m_review->requestBacktest(request);
    [[maybe_unused]] const bool came = QTest::qWaitFor([&answer] { return answer != nullptr; }, longest);
    disconnect(m_review.get(), &session::Review::backtestReady, this, nullptr);
    return answer;
}

void TestReview::backtestIsTheCommands_data()
{
    QTest::addColumn<BacktestRequest>("request");
    const RulesChoice headline{RulesChoice::From::File, file("head line.yml").toStdString()};
    BacktestRequest request;
    QTest::newRow("as recorded") << request;
    request.first = headline;
    request.variant = {seconds{15}, 2.0, seconds{30}};
    QTest::newRow("a file beside itself") << request;
    request.variantScrapeInterval = seconds{30};
    const base::Timestamp begin = m_review->facts().from;
    request.start = begin + minutes{5} + Duration{250};
    request.end = begin + minutes{20};
    request.minDown = seconds{40};
    QTest::newRow("a part, seen less often") << request;
    QTest::newRow("as recorded and as now")
        << BacktestRequest{7, {RulesChoice::From::Recorded}, RulesChoice{RulesChoice::From::Now}, {}};
    QTest::newRow("one alert of a file and as recorded")
        << BacktestRequest{8, headline, RulesChoice{}, {"HaproxyServerHealthcheckFailure"}};
}

/// Byte by byte, through the command line that the window gives to copy.
void TestReview::backtestIsTheCommands()
{
    QFETCH(BacktestRequest, request);
    QSignalSpy progress(m_review.get(), &session::Review::progress);
    const BacktestAnswerPtr answer = tried(request);
    QVERIFY(answer && progress.count() > 0);
    QVERIFY2(!answer->error, answer->error ? answer->error->text().c_str() : "");
    QSignalSpy written(m_review.get(), &session::Review::fileWritten);
    m_review->requestJson(1, file("window.json").toStdString());
    QVERIFY(written.wait(longest));
    const QByteArray saved = contentOf(file("window.json"));
    QCOMPARE(saved, printedBy(answer->command));
    const QJsonObject summary = QJsonDocument::fromJson(saved)["summary"].toObject();
    QCOMPARE(summary["down_spells"].toInt(), static_cast<int>(answer->backtest.spells.size()));
    QCOMPARE(summary["rule_sets"].toArray().size(), static_cast<qsizetype>(answer->backtest.sets.size()));
    QVERIFY(!answer->backtest.servers.empty());
}

void TestReview::variantsSeeTheirOwnScrapes()
{
    BacktestRequest request;
    request.number = 20;
    request.first = {RulesChoice::From::File, file("head line.yml").toStdString()};
    request.variantScrapeInterval = minutes{5}; // rarer than the rule's window
    const BacktestAnswerPtr answer = tried(request);
    QVERIFY(answer && !answer->error);
    QCOMPARE(answer->backtest.sets.size(), std::size_t{2});
    QVERIFY(answer->backtest.sets[0].all.fired > 0);
    QCOMPARE(answer->backtest.sets[1].all.fired, std::size_t{0});
    QCOMPARE(answer->backtest.sets[1].scrapeInterval, Duration{minutes{5}});
    QVERIFY(answer->backtest.sets[1].name.ends_with("(scraped every 5m)"));
}

void TestReview::onlyTheAlertsThatAreNamed()
{
    BacktestRequest request;
    request.number = 21;
    const BacktestAnswerPtr all = tried(request);
    QVERIFY(all && !all->error);
    request.number = 22;
    request.alerts = {"HaproxyServerHealthcheckFailure"};
    const BacktestAnswerPtr one = tried(request);
    QVERIFY(one && !one->error);
    const auto alerting = [](const session::RuleSetVerdict& set) {
        return std::ranges::count_if(set.rules,
                                     [](const auto& rule) { return rule.rule->kind == rules::Rule::Kind::Alerting; });
    };
    QCOMPARE(alerting(one->backtest.sets.front()), 1);
    QVERIFY(alerting(all->backtest.sets.front()) > 1);
    request.number = 23;
    request.alerts = {"NoSuchAlert"};
    const BacktestAnswerPtr none = tried(request);
    QVERIFY(none && none->error);
    QVERIFY(none->error->text().find("no alert of that name") != std::string::npos);
}

void TestReview::reportIsTheCommands_data()
{
    QTest::addColumn<QString>("ending");
    for (const char* const ending : {"html", "md", "csv", "pdf"})
        QTest::newRow(ending) << QString::fromLatin1(ending);
}

void TestReview::reportIsTheCommands()
{
    QFETCH(QString, ending);
    session::ReportRequest request;
    request.number = 30;
    request.start = m_review->facts().from + minutes{3};
    request.end = m_review->facts().from + minutes{12};
    request.output = (file("window.") + ending).toStdString();
    QSignalSpy written(m_review.get(), &session::Review::fileWritten);
    m_review->requestReport(request);
    QVERIFY(written.wait(longest));
    const QByteArray fromWindow = contentOf(QString::fromStdString(request.output));
    QVERIFY(!fromWindow.isEmpty());
    const QString line = QString::fromStdString(m_review->commandOf(request));
    QVERIFY(line.contains(QLatin1String("--start")) && line.contains(QLatin1String("--end")));
    QFile::remove(QString::fromStdString(request.output));
    const auto options = parsed(line);
    QVERIFY(options);
    const Temporary out(std::tmpfile());
    const Temporary err(std::tmpfile());
    QCOMPARE(app::report(*options, {out.get(), err.get()},
                         [](const session::IncidentReport&, const auto&) { return base::Result(QByteArray("%PDF")); }),
             0);
    QCOMPARE(contentOf(QString::fromStdString(request.output)), fromWindow);
}

/// Notes of a replay are kept beside a recording that cannot be changed.
void TestReview::reportHasWhatWasWrittenDownBesideIt()
{
    const base::Timestamp time = m_review->facts().from + minutes{4};
    QVERIFY(session::appendNote(m_recording, {time, "the switch was replaced"}).ok());
    session::ReportRequest request;
    request.number = 31;
    request.output = file("noted.md").toStdString();
    QSignalSpy written(m_review.get(), &session::Review::fileWritten);
    m_review->requestReport(request);
    QVERIFY(written.wait(longest));
    QVERIFY(contentOf(file("noted.md")).contains("the switch was replaced"));
    request.start = time + minutes{1};
    m_review->requestReport(request);
    QVERIFY(written.wait(longest));
    QVERIFY(!contentOf(file("noted.md")).contains("the switch was replaced"));
    QVERIFY(QFile::remove(QString::fromStdString(session::notesFileOf(m_recording))));
}

void TestReview::newestCounts()
{
    std::vector<BacktestAnswerPtr> answers;
    connect(m_review.get(), &session::Review::backtestReady, this,
            [&answers](const BacktestAnswerPtr& ready) { answers.push_back(ready); });
    for (std::uint64_t number = 40; number < 43; ++number) {
        BacktestRequest request;
        request.number = number;
        m_review->requestBacktest(request);
    }
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), std::size_t{3}, longest);
    disconnect(m_review.get(), &session::Review::backtestReady, this, nullptr);
    QVERIFY(answers[1]->error && answers[1]->error->code == base::ErrorCode::Canceled);
    QCOMPARE(answers[2]->request, std::uint64_t{42});
    QVERIFY(!answers[2]->error);
}

void TestReview::cancelEndsIt()
{
    BacktestRequest request;
    request.number = 50;
    BacktestAnswerPtr answer;
    connect(m_review.get(), &session::Review::backtestReady, this,
            [&answer](const BacktestAnswerPtr& ready) { answer = ready; });
    m_review->requestBacktest(request);
    m_review->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(answer, longest);
    disconnect(m_review.get(), &session::Review::backtestReady, this, nullptr);
    QVERIFY(answer->error && answer->error->code == base::ErrorCode::Canceled);
    QVERIFY(!answer->command.empty());
}

void TestReview::errorsComeAsAnswers()
{
    BacktestRequest request;
    request.number = 60;
    request.first = {RulesChoice::From::File, file("none.yml").toStdString()};
    const BacktestAnswerPtr answer = tried(request);
    QVERIFY(answer && answer->error);
    QVERIFY(answer->error->text().find("none.yml") != std::string::npos);
    session::ReportRequest report;
    report.number = 61;
    report.output = file("no/such/folder.md").toStdString();
    std::optional<session::FileWritten> written;
    connect(m_review.get(), &session::Review::fileWritten, this,
            [&written](const session::FileWritten& done) { written = done; });
    m_review->requestReport(report);
    QTRY_VERIFY_WITH_TIMEOUT(written, longest);
    disconnect(m_review.get(), &session::Review::fileWritten, this, nullptr);
    QVERIFY(written->error);
    QVERIFY(written->error->text().find("cannot write") != std::string::npos);
}

void TestReview::commandsAreQuoted()
{
    app::Options options;
    options.files = {"/tmp/it's here; rm -rf.cwrec"};
    options.recordedRules = true;
    options.variant.threshold = -2.5;
    QCOMPARE(app::backtestCommand(options),
             std::string("checkwatch backtest '/tmp/it'\\''s here; rm -rf.cwrec' --recorded-rules --threshold -2.5 "
                         "--min-down 15s"));
}

void TestReview::whatIsTheSameStaysOpen()
{
    const QString copy = file("copy.cwrec");
    QVERIFY(QFile::copy(QString::fromStdString(m_recording), copy));
    app::KeptInput kept(nullptr);
    const auto first = kept.open(copy.toStdString());
    QVERIFY(first.ok());
    QVERIFY(*kept.open(copy.toStdString()) == *first);
    QFile file(copy);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(-60), QFileDevice::FileModificationTime));
    file.close();
    const auto second = kept.open(copy.toStdString());
    QVERIFY(second.ok() && *second != *first); // another file, for all that is known
    QVERIFY(QFile::remove(copy));
    QVERIFY(!kept.open(copy.toStdString()).ok());
}

QTEST_GUILESS_MAIN(TestReview)

} // namespace tst_review

#include "tst_review.moc"
