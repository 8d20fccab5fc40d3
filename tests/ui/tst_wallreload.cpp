#include "app/headless/commands.h"
#include "app/run/wallrun.h"
#include "tests/ui/hungwall.h"

#include <QApplication>
#include <QStandardPaths>
#include <QTest>

#include <memory>
#include <unistd.h>

namespace tst_wallreload {

using namespace checkwatch;
using hungwall::views;

namespace {

/// What is written to stderr while it lives.
class Stderr
{
public:
    Stderr() : m_file(std::tmpfile()), m_before(dup(STDERR_FILENO)) { dup2(fileno(m_file), STDERR_FILENO); }
    ~Stderr()
    {
        dup2(m_before, STDERR_FILENO);
        close(m_before);
        std::fclose(m_file);
    }
    Stderr(const Stderr&) = delete;
    Stderr& operator=(const Stderr&) = delete;

    [[nodiscard]] QByteArray text() const
    {
        QByteArray out(65536, '\0');
        const ssize_t read = pread(fileno(m_file), out.data(), static_cast<std::size_t>(out.size()), 0);
        out.truncate(read < 0 ? 0 : read);
        return out;
    }

private:
    std::FILE* m_file;
    int m_before;
};

QStringList filters()
{
    QStringList out;
    for (const wall::WallView* view : views()) {
        out += view->scope().shown.text;
    }
    out.sort();
    return out;
}

} // namespace

/// A wall that hangs takes a changed block over, or refuses it whole and says so.
class WallReloadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void begins()
    {
        m_configured.write("{filter: 'backend:app', pages: ['exporter:lb-01', 'state:down']}");
        const Stderr told;
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(!run.begin());
        QVERIFY2(told.text().contains("line 5: page \"state:down\": state: goes by what happens"), told.text());
        QVERIFY(views().empty());
    }

    void takesOver()
    {
        m_configured.write("{filter: 'backend:app', screens: [{screen: 1}]}");
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        QCOMPARE(filters(), QStringList{QStringLiteral("backend:app")});
        const wall::WallView* const first = views().front();
        m_configured.hangUp("{filter: 'backend:web', grouping: server, verdict_alerts: {severities: [critical]}, "
                            "screens: [{screen: 1}, {screen: 2, filter: 'backend:db'}]}");
        QTRY_COMPARE(filters(), (QStringList{QStringLiteral("backend:db"), QStringLiteral("backend:web")}));
        QCOMPARE(first->scope().shown.text, QStringLiteral("backend:web")); // the same view, with what it knows
        QCOMPARE(first->scope().grouping, wall::Grouping::Server);
        QCOMPARE(first->scope().verdictAlerts.severities, std::vector<std::string>{"critical"});
        m_configured.hangUp("{screens: [{screen: 1}]}");
        QTRY_COMPARE(filters(), QStringList{QString()});
    }

    /// What the file says of that screen goes on to hold; of another, what it says of all.
    void theCommandLinesScreenKeepsItsEntry()
    {
        m_configured.write(
            "{filter: 'backend:app', screens: [{screen: DP-1}, {screen: HDMI-1, filter: 'backend:db', grouping: "
            "server}]}");
        for (const bool named : {true, false}) {
            app::Options wanted = m_configured.options();
            wanted.screen = named ? "HDMI-1" : "HDMI-2";
            app::WallRun run(wanted, *qApp);
            QVERIFY(run.begin());
            QCOMPARE(filters(), QStringList{named ? QStringLiteral("backend:db") : QStringLiteral("backend:app")});
            QCOMPARE(views().front()->scope().grouping, named ? wall::Grouping::Server : wall::Grouping::Haproxy);
        }
    }

    void refusesWhole()
    {
        m_configured.write("{filter: 'backend:app'}");
        app::WallRun run(m_configured.options(), *qApp);
        QVERIFY(run.begin());
        for (const char* const wrong : {"{filter: 'colour:red', grouping: server}", "{grouping: rack}",
                                        "{screens: [{screen: 1, pages: ['is:x']}]}"}) {
            const Stderr told;
            m_configured.hangUp(wrong);
            QTRY_VERIFY2(told.text().contains("the running configuration stays"), told.text());
            QVERIFY2(told.text().contains("line 5"), told.text());
            QCOMPARE(filters(), QStringList{QStringLiteral("backend:app")});
            QCOMPARE(views().front()->scope().grouping, wall::Grouping::Haproxy);
        }
    }

    void isChecked()
    {
        const QByteArray filter = checked("{pages: ['weight:0']}", 1);
        QVERIFY2(filter.contains("line 5: page \"weight:0\": weight: goes by what happens"), filter);
        const QByteArray labels = checked("{filter: 'job=\"h\" env=\"prd\"', pages: ['job=\"h\"']}", 0);
        QVERIFY2(labels.contains("note: wall: no target here has the labels of the filter job=\"h\" env=\"prd\"\n"),
                 labels);
        QVERIFY2(labels.count("no target here") == 1, labels); // screens have what the wall has
        const QByteArray regex = checked("{filter: 'env=~\"(\"'}", 1);
        QVERIFY2(regex.contains("line 5: filter \"env=~\"(\"\": "), regex);
        const QByteArray verdict
            = checked("{verdict_alerts: {names: [HaproxyServerHealthcheckFailure, Typo], severities: [urgent]}}", 0);
        QVERIFY2(verdict.contains("note: verdict_alerts: no rule here is called Typo"), verdict);
        QVERIFY2(verdict.contains("note: verdict_alerts: no rule here has the severity urgent"), verdict);
        QVERIFY2(!verdict.contains("Healthcheck"), verdict);
    }

private:
    /// What `check config` says.
    [[nodiscard]] QByteArray checked(const char* wall, int exitCode) const
    {
        m_configured.write(wall);
        app::Options wanted;
        wanted.files = {m_configured.path.toStdString()};
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
        if (app::checkConfig(wanted, out.get()) != exitCode) {
            return "another exit code";
        }
        std::rewind(out.get());
        QByteArray text(4096, '\0');
        text.truncate(static_cast<qsizetype>(std::fread(text.data(), 1, 4096, out.get())));
        return text;
    }

    hungwall::Configured m_configured;
};

QTEST_MAIN(WallReloadTest)

} // namespace tst_wallreload

#include "tst_wallreload.moc"
