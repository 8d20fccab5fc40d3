#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"

#include <QAction>
#include <QDialog>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

#include <algorithm>

using namespace checkwatch;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

/// F1: what the shapes mean and which keys there are.
class HelpTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scrollsNowhere_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280x720") << QSize(1280, 720);
        QTest::newRow("1400x950") << QSize(1400, 950);
        QTest::newRow("1920x1080") << QSize(1920, 1080);
    }
    void scrollsNowhere()
    {
        QFETCH(QSize, size);
        ScriptedSession session(Scene::Workstation);
        WorkstationWindow window(&session);
        windowshow::present(window, size, QStringLiteral("help-behind-%1").arg(size.width()));
        const auto actions = window.findChildren<QAction*>();
        const auto help = std::ranges::find_if(
            actions, [](const QAction* action) { return action->shortcuts().contains(QKeySequence(Qt::Key_F1)); });
        QVERIFY(help != actions.end());
        (*help)->trigger();
        auto* const dialog = window.findChild<QDialog*>();
        QVERIFY(dialog != nullptr);
        windowshow::present(
            *dialog, [] {}, dialog->size(), QStringLiteral("help-%1").arg(size.width()));
        auto* const area = dialog->findChild<QScrollArea*>();
        QVERIFY(area != nullptr);
        QCoreApplication::processEvents();
        QVERIFY(!area->horizontalScrollBar()->isVisible());
        QVERIFY(!area->verticalScrollBar()->isVisible());
        windowshow::checkLabels(*dialog);
    }
};

QTEST_MAIN(HelpTest)
#include "tst_help.moc"
