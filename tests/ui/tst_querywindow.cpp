#include "tests/ui/queryrig.h"
#include "tests/ui/windowshow.h"
#include "ui/charts/failureschart.h"
#include "ui/common/font.h"
#include "ui/query/resulttable.h"
#include "ui/query/resultview.h"
#include "ui/query/ruledialog.h"
#include "ui/servers/servertable.h"

#include <QApplication>
#include <QTabBar>
#include <QTest>

namespace tst_querywindow {

using namespace checkwatch;
using namespace checkwatch::queryrig;
using namespace checkwatch::windowshow;
using query::QueryPane;
using query::ResultView;
using query::RuleDialog;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

/// The query pane in the window: how one gets there and back, and what it looks like.
class QueryWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void theWindowGoesThereAndBack()
    {
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.selectServer(QStringLiteral("app/web-02"));
        auto* chart = window.findChild<charts::FailuresChart*>();
        auto* table = window.findChild<servers::ServerTable*>();
        auto* pane = window.findChild<QueryPane*>();
        const int before = chart->height();
        QVERIFY(!pane->isVisible());
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(pane->isVisible() && !chart->isVisible() && table->isVisible());
        QCOMPARE(QApplication::focusWidget(), pane->editor());
        pane->ask(QStringLiteral("count(haproxy_server_status)"));
        QCOMPARE(pane->result()->model().rowCount(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QVERIFY(chart->isVisible());
        QCOMPARE(chart->height(), before);
        QCOMPARE(QApplication::focusWidget(), table);
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        QTest::keyClick(&window, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(chart->isVisible());
        QCOMPARE(window.selection().current().server, session.server("web-02")->identity->id);
        window.openQuery();
        WorkstationWindow other(&session);
        QVERIFY(other.restoreLayout(window.saveLayout()));
        other.show();
        QVERIFY(other.findChild<QueryPane*>()->isVisible());
        QCOMPARE(other.findChild<QueryPane*>()->editor()->expression(), QStringLiteral("count(haproxy_server_status)"));
    }
    void everythingIsReachedByKeyboard()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("haproxy_server_status"));
        std::vector<QWidget*> wanted{rig.edit, rig.pane.result()->table(), rig.pane.findChild<QTabBar*>()};
        for (auto* button : rig.pane.findChildren<QToolButton*>()) {
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(), "a button without a name");
            wanted.push_back(button);
        }
        for (int i = 0; i < 30 && !wanted.empty(); ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            std::erase(wanted, QApplication::focusWidget());
        }
        for (const QWidget* missed : wanted)
            QVERIFY2(missed->isEnabled() == false || !missed->isVisible(), missed->metaObject()->className());
    }
    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        for (std::size_t i = 0; i < themes.size(); ++i)
            QTest::newRow(themes[i].name) << static_cast<int>(i);
    }
    void pictures()
    {
        QFETCH(int, theme);
        common::applyTheme(application(), themes[static_cast<std::size_t>(theme)].kind);
        const QString name = QString::fromLatin1(themes[static_cast<std::size_t>(theme)].name);
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        window.setRunbooks(library());
        window.selectServer(QStringLiteral("app/web-02"));
        window.openQuery();
        present(window, {1600, 1000}, QStringLiteral("query-empty-") + name);
        checkLabels(window);
        window.openQuery(QStringLiteral("increase(haproxy_server_check_failures_total[1m]) # failed checks"));
        present(window, {1280, 800}, QStringLiteral("query-table-") + name);
        checkLabels(window);
        window.findChild<ResultView*>()->setTab(ResultView::ChartTab);
        window.openQuery(QStringLiteral("topk(5, increase(haproxy_server_check_failures_total[1m]))"));
        present(window, {1600, 1000}, QStringLiteral("query-chart-") + name);
        checkLabels(window);
        window.findChild<ResultView*>()->setTab(ResultView::WhyTab);
        present(window, {1600, 1000}, QStringLiteral("query-why-") + name);
        checkLabels(window);
        window.findChild<ResultView*>()->setTab(ResultView::ChartTab);
        window.openQuery(QStringLiteral("sum by (proxy) (haproxy_server_status{state=\"DOWN\"} foo == 1)"));
        QTest::qWait(600);
        present(window, {1280, 800}, QStringLiteral("query-error-") + name);
        checkLabels(window);
        RuleDialog dialog(QStringLiteral("increase(haproxy_server_check_failures_total[1m]) > 0"), {}, &window);
        dialog.show();
        QTest::qWait(50);
        if (const QString folder = qEnvironmentVariable("CHECKWATCH_SHOTS"); !folder.isEmpty())
            dialog.grab().save(folder + QStringLiteral("/query-rule-") + name + QStringLiteral(".png"));
    }
};

QTEST_MAIN(QueryWindowTest)

} // namespace tst_querywindow

#include "tst_querywindow.moc"
