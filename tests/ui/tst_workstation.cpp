#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "ui/alerts/alertpanel.h"
#include "ui/alerts/alerttext.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/serverheader.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/notifier.h"
#include "ui/workstation/workstationwindow.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

using namespace checkwatch;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

namespace {

QApplication& application()
{
    return *qobject_cast<QApplication*>(QCoreApplication::instance());
}

struct ThemeName
{
    common::ThemeKind kind;
    const char* name;
};
constexpr std::array themes{ThemeName{common::ThemeKind::Dark, "dark"}, ThemeName{common::ThemeKind::Light, "light"},
                            ThemeName{common::ThemeKind::Contrast, "contrast"}};

std::shared_ptr<runbooks::Library> library()
{
    runbooks::Runbook book;
    book.title = "HaproxyServerHealthcheckFailure";
    book.sections = {{"Meaning", "A health check of a server <b>failed</b>. See [docs](file:///etc/passwd).", {}},
                     {"Diagnosis",
                      "",
                      {{1, "HAProxy logs for failed checks", "Look for `Health check for server`."},
                       {2, "Health-check configuration", "Compare `inter`, `fall` and `rise`."},
                       {3, "Server's own log", "See what it says at the time."},
                       {4, "Server configured and running", "Is the process there?"},
                       {5, "Network from HAProxy to the server", "Ping, traceroute, firewall."}}},
                     {"Mitigation", "", {{1, "Take it out of rotation", "`disable server app/web-02`"}}}};
    auto made = std::make_shared<runbooks::Library>();
    made->add("HaproxyServerHealthcheckFailure", std::move(book));
    return made;
}

/// Shows the window at a size, lets it lay itself out, and saves a picture where pictures are wanted.
void present(WorkstationWindow& window, const QSize& size, const QString& name)
{
    window.resize(size);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.flush();
    QTest::qWait(250); // timers of zero and of a breath: sparklines, layout
    window.flush();
    const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS");
    if (!folder.isEmpty())
        window.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

/// Labels that show less than they say tell the rest in a tooltip; nothing that is shown has no size; nothing overlaps
/// its neighbours in the same parent.
void checkLabels(const QWidget& window)
{
    for (const auto* label : window.findChildren<common::PlainLabel*>()) {
        if (!label->isVisible() || label->plain().isEmpty())
            continue;
        const QByteArray about = label->plain().left(80).toUtf8();
        QVERIFY2(label->width() > 0 && label->height() > 0, about);
        QVERIFY2(label->fits() || !label->toolTip().isEmpty(), about);
        QVERIFY2(label->textFormat() == Qt::PlainText, about);
        for (const auto* other :
             label->parentWidget()->findChildren<common::PlainLabel*>(QString(), Qt::FindDirectChildrenOnly)) {
            const bool apart = other == label || !other->isVisible() || other->plain().isEmpty()
                || !other->geometry().intersects(label->geometry());
            QVERIFY2(apart, about + " / " + other->plain().left(80).toUtf8());
        }
    }
}

/// The table shows all of its columns, and no heading is cut.
void checkTable(const QWidget& window)
{
    const auto* table = window.findChild<servers::ServerTable*>();
    if (!table->isVisible())
        return;
    const auto* header = qobject_cast<const servers::ServerHeader*>(table->horizontalHeader());
    QVERIFY(table->horizontalScrollBar()->maximum() == 0);
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (table->isColumnHidden(column))
            continue;
        const QString heading = header->shownHeading(column);
        QVERIFY2(header->fontMetrics().horizontalAdvance(heading) <= header->sectionSize(column), heading.toUtf8());
    }
}

} // namespace

class WorkstationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void aRowThatIsBeingTakenOutHasNoText()
    {
        using items::AlertItemKind;
        for (const AlertItemKind kind :
             {AlertItemKind::SilentDown, AlertItemKind::Alert, AlertItemKind::Ended, AlertItemKind::Exporter}) {
            items::AlertItem gone;
            gone.kind = kind;
            QVERIFY(alerts::textOf(gone, {}).title.isEmpty());
        }
    }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        for (const QSize size : {QSize(1280, 800), QSize(1600, 1000), QSize(2560, 1440)}) {
            for (std::size_t t = 0; t < themes.size(); ++t)
                QTest::addRow("%s %d", themes[t].name, size.width()) << size << static_cast<int>(t);
        }
    }
    void pictures()
    {
        QFETCH(QSize, size);
        QFETCH(int, theme);
        const ThemeName& chosen = themes[static_cast<std::size_t>(theme)];
        common::applyTheme(application(), chosen.kind);
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        QVERIFY(window.selectServer(QStringLiteral("web-02")));
        const auto tabs = window.findChild<QTabWidget*>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            present(window, size,
                    QStringLiteral("window-%1-%2-%3")
                        .arg(QLatin1String(chosen.name))
                        .arg(size.width())
                        .arg(tabs->tabText(tab)));
            checkLabels(window);
            checkTable(window);
        }
    }

    void anyNumberOfServers_data()
    {
        QTest::addColumn<int>("servers");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        for (const int servers : {0, 5, 500, 20'000}) {
            for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
                for (std::size_t t = 0; t < themes.size(); ++t)
                    QTest::addRow("%d %s %d", servers, themes[t].name, size.width())
                        << servers << size << static_cast<int>(t);
            }
        }
    }
    void anyNumberOfServers()
    {
        QFETCH(int, servers);
        QFETCH(QSize, size);
        QFETCH(int, theme);
        const ThemeName& chosen = themes[static_cast<std::size_t>(theme)];
        common::applyTheme(application(), chosen.kind);
        ScriptedSession session(servers);
        WorkstationWindow window(&session);
        window.selectServer(QStringLiteral("srv-0"));
        present(window, size,
                QStringLiteral("servers-%1-%2-%3").arg(servers).arg(QLatin1String(chosen.name)).arg(size.width()));
        checkLabels(window);
        checkTable(window);
    }

    /// Shown literally, at once, nothing opened.
    void hostileNames()
    {
        QElapsedTimer time;
        ScriptedSession session(Scene::Hostile);
        time.start();
        WorkstationWindow window(&session);
        present(window, {1600, 1000}, QStringLiteral("hostile"));
        checkLabels(window);
        QVERIFY2(time.elapsed() < 20'000, "a name made the window hang");
    }

    void selectionDrivesEverything()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        auto* table = window.findChild<servers::ServerTable*>();
        auto* panel = window.findChild<alerts::AlertPanel*>();
        const auto id = [&](const char* name) { return session.server(name)->identity->id; };
        QVERIFY(window.selectServer(QStringLiteral("app/web-02")));
        QCOMPARE(table->selectedServer(), id("web-02"));
        QCOMPARE(panel->list()->currentIndex().data(items::AlertListModel::ServerIdRole).toUInt(), id("web-02"));
        panel->list()->setCurrentIndex(panel->model().index(0, 0));
        QCOMPARE(table->selectedServer(), id("web-03"));
        QVERIFY(window.selection().backAction()->isEnabled());
        window.selection().backAction()->trigger();
        QCOMPARE(table->selectedServer(), id("web-02"));
        window.selection().forwardAction()->trigger();
        QCOMPARE(window.selection().current().server, id("web-03"));
        QVERIFY(!window.selectServer(QStringLiteral("nobody")));
    }

    void alertsAsText()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        auto* panel = window.findChild<alerts::AlertPanel*>();
        const QStringList lines = panel->asText().split(QLatin1Char('\n'));
        QVERIFY2(lines[0].startsWith(QStringLiteral("DOWN 2:40 · app / web-03 on lb-01")), lines[0].toUtf8());
        QVERIFY(panel->asText().contains(QLatin1String("fires in 0:22 at the earliest")));
        QVERIFY(panel->asText().contains(QLatin1String("lb-03:8404 exporter not answering")));
    }

    void emptyStatesSayWhatToDo()
    {
        WorkstationWindow window(nullptr);
        window.show();
        QSignalSpy demo(&window, &WorkstationWindow::demoRequested);
        for (auto* button : window.findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Start demo"))
                button->click();
        }
        QCOMPARE(demo.count(), 1);
        ScriptedSession session(Scene::Workstation);
        window.setSession(&session);
        QVERIFY(window.findChild<servers::ServerTable*>()->isVisible());
    }

    void layoutIsRemembered()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        const QByteArray layout = window.saveLayout();
        WorkstationWindow other(&session);
        QVERIFY(other.restoreLayout(layout));
        QVERIFY(!other.restoreLayout("{}"));
        QVERIFY(!other.restoreLayout("\xff\x00garbage"));
    }

    void stormsFoldIntoOne()
    {
        using workstation::Notifier;
        std::vector<Notifier::Message> sent;
        Notifier notifier;
        notifier.setSender([&](const Notifier::Message& m) { sent.push_back(m); });
        scriptedsession::SceneBuilder calm;
        calm.addServer(calm.addTarget("lb-01:8404"), "app", "web-01");
        notifier.setSnapshot(calm.build());
        scriptedsession::SceneBuilder storm;
        const auto target = storm.addTarget("lb-01:8404");
        for (int i = 0; i < 300; ++i)
            storm.makeDown(storm.addServer(target, "<b>app</b>", "web-" + std::to_string(i)), std::chrono::seconds{i});
        notifier.setSnapshot(storm.build());
        notifier.flush();
        QCOMPARE(sent.size(), std::size_t{1});
        QVERIFY(sent[0].summary.startsWith(QLatin1String("600 changes")));
        QVERIFY(sent[0].body.contains(QLatin1String("&lt;b&gt;")));
        QVERIFY(sent[0].body.count(QLatin1Char('\n')) <= 5);
        notifier.flush();
        QCOMPARE(sent.size(), std::size_t{1});
    }
};

QTEST_MAIN(WorkstationTest)
#include "tst_workstation.moc"
