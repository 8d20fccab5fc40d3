#include "models/session/livesession.h"
#include "tests/faults/faults.h"
#include "tests/faults/faultyfleet.h"
#include "tests/support/sanitized.h"
#include "ui/alerts/alertpanel.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/workstation/workstationwindow.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QTabWidget>
#include <QTest>

#include <algorithm>
#include <array>
#include <ctime>

#include <sys/inotify.h>
#include <unistd.h>

namespace tst_badinputwindow {

using namespace checkwatch;
using namespace checkwatch::faults;
using namespace std::chrono_literals;

namespace {

/// How long this thread works without coming back to its event loop: processor time, so that a busy machine does not
/// count.
class TurnMeter
{
public:
    TurnMeter()
    {
        auto* const dispatcher = QAbstractEventDispatcher::instance();
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &m_context,
                         [this] { m_begin = processorTime(); });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &m_context, [this] { look(); });
    }
    void look()
    {
        const auto now = processorTime();
        m_longest = std::max(m_longest, now - m_begin);
        m_begin = now;
    }
    void restart()
    {
        m_begin = processorTime();
        m_longest = {};
    }
    [[nodiscard]] std::chrono::milliseconds longest() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(m_longest);
    }

private:
    static std::chrono::nanoseconds processorTime()
    {
        timespec time{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
    }

    QObject m_context;
    std::chrono::nanoseconds m_begin{};
    std::chrono::nanoseconds m_longest{};
};

constexpr auto longestTurn = support::sanitized ? 1000ms : 100ms;

} // namespace

/// All faults at once in front of the workstation window.
class TestBadInputWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_canary = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        for (const char* file : {canaryFile, "/etc/passwd", "/dev/zero"}) {
            QFile made(QString::fromLatin1(file));
            QVERIFY(made.exists() || made.open(QIODevice::WriteOnly));
        }
        common::applyTheme(*qApp, common::ThemeKind::Dark);
        auto session = session::LiveSession::create(m_fleet.configuration());
        QVERIFY(session.ok());
        m_session = std::move(*session);
        m_window = std::make_unique<workstation::WorkstationWindow>(m_session.get());
        m_window->setNotificationsEnabled(false);
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_session->start();
        QTRY_VERIFY_WITH_TIMEOUT(answering() == m_fleet.members().size(), 20'000);
        QTest::qWait(1000);
        ::inotify_add_watch(m_canary, canaryFile, IN_OPEN | IN_ACCESS);
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_session.reset();
        QFile::remove(QString::fromLatin1(canaryFile));
        ::close(m_canary);
    }

    void reasonsAreOnTheScreen()
    {
        TurnMeter meter;
        meter.restart();
        m_fleet.breakDown();
        const std::size_t bad = allFaults().size() + 1;
        QTRY_VERIFY_WITH_TIMEOUT(answering() == m_fleet.members().size() - bad, 20'000);
        auto* panel = m_window->findChild<alerts::AlertPanel*>();
        QTRY_VERIFY(panel->model().rowCount() >= static_cast<int>(bad));
        meter.look();
        const QString text = panel->asText();
        for (const Fault& fault : allFaults()) {
            const QString reason = QString::fromUtf8(fault.reason);
            QVERIFY2(text.contains(reason), fault.reason);
            const QString line = lineOf(text, fault.name);
            QVERIFY2(line.contains(reason), qPrintable(line));
        }
        QVERIFY(lineOf(text, FaultyFleet::gone).contains(QLatin1String("connection refused")));
        QVERIFY(lineOf(text, FaultyFleet::good).isEmpty());
        const QList<QLabel*> labels = m_window->findChildren<QLabel*>();
        const auto shows = [&](const char* words) {
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
                return label->isVisible() && label->text().contains(QLatin1String(words));
            });
        };
        QTRY_VERIFY(shows("connection refused")); // the first of them stands in the status line
        const QByteArray counts = QByteArray::number(static_cast<int>(m_fleet.members().size() - bad)) + " of "
            + QByteArray::number(static_cast<int>(m_fleet.members().size())) + " exporters fresh";
        QVERIFY(shows(counts.constData()));
        QVERIFY2(meter.longest() < longestTurn, std::to_string(meter.longest().count()).c_str());
    }

    void evilNamesAreShownAndNothingElse()
    {
        TurnMeter meter;
        meter.restart();
        auto* tabs = m_window->findChild<QTabWidget*>();
        int found = 0;
        for (const fleet::ServerRow& row : evilRows()) {
            found += m_window->selectServer(QString::fromStdString(row.identity->proxy + '/' + row.identity->server));
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                QTest::qWait(60);
            }
        }
        meter.look();
        QCOMPARE(static_cast<std::size_t>(found), evilNames().size());
        for (const auto* label : m_window->findChildren<QLabel*>()) {
            QVERIFY2(label->textFormat() == Qt::PlainText || !Qt::mightBeRichText(label->text()),
                     label->text().left(80).toUtf8());
        }
        std::array<char, 4096> events{};
        QVERIFY2(::read(m_canary, events.data(), events.size()) < 0, "a file that a label names was opened");
        QVERIFY2(meter.longest() < longestTurn, std::to_string(meter.longest().count()).c_str());
    }

    void allIsWellAgainByItself()
    {
        m_fleet.heal();
        QTRY_VERIFY_WITH_TIMEOUT(answering() == m_fleet.members().size(), 20'000);
        auto* panel = m_window->findChild<alerts::AlertPanel*>();
        QTRY_VERIFY(!panel->asText().contains(QLatin1String("not answering")));
    }

private:
    [[nodiscard]] std::size_t answering() const
    {
        const fleet::SnapshotPtr snapshot = m_session->snapshot();
        return snapshot == nullptr
            ? 0
            : static_cast<std::size_t>(
                std::count_if(snapshot->targets.begin(), snapshot->targets.end(), [](const auto& target) {
                    return target.freshness == base::Freshness::Fresh || target.freshness == base::Freshness::Late;
                }));
    }
    [[nodiscard]] QString lineOf(const QString& text, const std::string& name) const
    {
        const fleet::SnapshotPtr snapshot = m_session->snapshot();
        for (const fleet::TargetRow& target : snapshot->targets) {
            if (target.id == m_fleet.member(name).target) {
                const QStringList lines = text.split(QLatin1Char('\n'));
                const auto line = std::find_if(lines.begin(), lines.end(), [&](const QString& l) {
                    return l.contains(QString::fromStdString(target.instance))
                        && l.contains(QLatin1String(" exporter "));
                });
                return line == lines.end() ? QString() : *line;
            }
        }
        return {};
    }
    [[nodiscard]] std::vector<fleet::ServerRow> evilRows() const
    {
        std::vector<fleet::ServerRow> rows;
        for (const auto& block : m_session->snapshot()->blocks) {
            for (const fleet::ServerRow& row : block->rows) {
                if (row.identity->proxy != "app") {
                    rows.push_back(row);
                }
            }
        }
        return rows;
    }

    FaultyFleet m_fleet;
    std::unique_ptr<session::LiveSession> m_session;
    std::unique_ptr<workstation::WorkstationWindow> m_window;
    int m_canary = -1;
};

QTEST_MAIN(TestBadInputWindow)

} // namespace tst_badinputwindow

#include "tst_badinputwindow.moc"
