#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/runbook/markdownview.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"

#include <QElapsedTimer>
#include <QTabWidget>
#include <QTest>

namespace tst_pictures {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

/// The window as it is seen: three themes, small and large screens, few and many servers, names that try to break it.
class PicturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("theme");
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(1600, 1000), QSize(2560, 1440)}) {
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

    void emptyTablesShowIt()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        auto* table = window.findChild<servers::ServerTable*>();
        window.findChild<servers::FilterEdit*>()->setFilterText(QStringLiteral("nobody"));
        QVERIFY(table->accessibleDescription().startsWith(QLatin1String("No server matches the filter.")));
        present(window, {1280, 800}, QStringLiteral("empty-filter"));
        scriptedsession::SceneBuilder failing;
        failing.addTarget("lb-01:8404", false);
        session.play(failing.build());
        QVERIFY(table->accessibleDescription().contains(QLatin1String("connection refused")));
        present(window, {1280, 800}, QStringLiteral("empty-failing"));
        checkLabels(window);
    }

    /// No ink of the theme before stays anywhere.
    void runbookFollowsTheTheme()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        window.selectServer(QStringLiteral("web-02"));
        window.findChild<QTabWidget*>()->setCurrentIndex(1);
        present(window, {1280, 800}, QStringLiteral("runbook-before"));
        common::applyTheme(application(), common::ThemeKind::Light);
        present(window, {1280, 800}, QStringLiteral("runbook-after"));
        const QColor ink = common::currentTheme()[common::Role::Muted];
        int seen = 0;
        for (const auto* view : window.findChildren<runbook::MarkdownView*>()) {
            const QColor found = view->palette().color(QPalette::Text);
            QVERIFY2(found == ink || found == common::currentTheme()[common::Role::Text], found.name().toUtf8());
            ++seen;
        }
        QVERIFY(seen > 5);
    }
};

QTEST_MAIN(PicturesTest)

} // namespace tst_pictures

#include "tst_pictures.moc"
