#include "tests/ui/queryrig.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/query/expressionhistory.h"
#include "ui/query/resultview.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QJsonObject>
#include <QPushButton>
#include <QTest>

namespace tst_query {

using namespace checkwatch;
using namespace checkwatch::queryrig;
using namespace checkwatch::windowshow;
using query::ExpressionEdit;
using query::QueryPane;

/// The editor of the query pane: what it offers, runs, underlines and remembers.
class QueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void enterRuns()
    {
        Rig rig;
        rig.type("haproxy_server_status{state=\"DOWN\"} == 1");
        rig.press(Qt::Key_Escape); // what is offered
        rig.press(Qt::Key_Return);
        const auto& model = rig.pane.result()->model();
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(rig.cell(0, model.valueColumn()), QStringLiteral("1"));
        QCOMPARE(model.labelsAt(0).get("server"), std::string_view("web-03"));
        QCOMPARE(rig.edit->history().all(), QStringList{QStringLiteral("haproxy_server_status{state=\"DOWN\"} == 1")});
        QVERIFY(rig.pane.message().isEmpty());
    }
    void shiftEnterBeginsALine()
    {
        Rig rig;
        rig.type("1");
        rig.press(Qt::Key_Return, Qt::ShiftModifier);
        rig.type("+ 1");
        QCOMPARE(rig.session.queriesAsked(), 0);
        rig.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(rig.cell(0, 0), QStringLiteral("2"));
        QCOMPARE(rig.edit->expression().count(QLatin1Char('\n')), 1);
    }
    void metricsLabelsAndValuesAreOffered()
    {
        Rig rig;
        rig.type("check_f");
        QCOMPARE(rig.offered(), QStringList{QStringLiteral("haproxy_server_check_failures_total")});
        rig.press(Qt::Key_Tab);
        QCOMPARE(rig.edit->expression(), QStringLiteral("haproxy_server_check_failures_total"));
        QVERIFY(!rig.popup()->isVisible());
        rig.type("{");
        QVERIFY(rig.offered().contains(QStringLiteral("server")));
        QVERIFY(!rig.offered().contains(QStringLiteral("state")));
        rig.type("serv");
        rig.press(Qt::Key_Return); // takes what is offered, runs nothing
        rig.type("=\"web-0");
        QVERIFY(rig.offered().contains(QStringLiteral("web-03")));
        rig.type("3");
        rig.press(Qt::Key_Tab);
        QCOMPARE(rig.edit->expression(), QStringLiteral("haproxy_server_check_failures_total{server=\"web-03\""));
        QCOMPARE(rig.session.queriesAsked(), 0);
    }
    void functionsAndKeywordsAreOffered()
    {
        Rig rig;
        rig.type("incr");
        QCOMPARE(rig.offered(), QStringList{QStringLiteral("increase")});
        rig.press(Qt::Key_Tab);
        rig.type("haproxy_server_status[");
        QCOMPARE(rig.offered().value(0), QStringLiteral("1m"));
        rig.press(Qt::Key_Tab);
        rig.type("]) unl");
        QCOMPARE(rig.offered(), QStringList{QStringLiteral("unless")});
        rig.press(Qt::Key_Escape);
        QVERIFY(!rig.popup()->isVisible());
        QCOMPARE(rig.edit->expression(), QStringLiteral("increase(haproxy_server_status[1m]) unl"));
        rig.edit->setExpression(QString());
        rig.press(Qt::Key_Space, Qt::ControlModifier);
        QVERIFY(rig.offered().contains(QStringLiteral("haproxy_server_status")));
        QVERIFY(rig.offered().contains(QStringLiteral("sum")));
    }
    void labelsOfAGrouping()
    {
        Rig rig;
        rig.edit->setExpression(QStringLiteral("sum by () (haproxy_server_status)"));
        QTextCursor cursor = rig.edit->textCursor();
        cursor.setPosition(8);
        rig.edit->setTextCursor(cursor);
        rig.type("p");
        QCOMPARE(rig.offered(), QStringList{QStringLiteral("proxy")});
    }
    void theErrorIsUnderlinedWhereItIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wave");
        QTest::newRow("token") << QStringLiteral("sum(x) foo y") << QStringLiteral("7+3");
        QTest::newRow("second line") << QStringLiteral("x\n+ +\n) ") << QStringLiteral("6+1");
        QTest::newRow("at the end") << QStringLiteral("rate(x[1m]) > ") << QStringLiteral("12+1");
        QTest::newRow("open string") << QStringLiteral("x{a=\"b}") << QStringLiteral("4+1");
        QTest::newRow("type") << QStringLiteral("1 + rate(x)") << QStringLiteral("9+1");
        QTest::newRow("after wide characters") << QStringLiteral("x{a=\"é😀\"} foo") << QStringLiteral("11+3");
    }
    void theErrorIsUnderlinedWhereItIs()
    {
        QFETCH(QString, text);
        QFETCH(QString, wave);
        Rig rig;
        rig.edit->setExpression(text);
        QCOMPARE(waves(*rig.edit), QStringList());
        QTRY_COMPARE(waves(*rig.edit), QStringList{wave});
        QVERIFY2(rig.pane.message().contains(QLatin1String("parse error")), rig.pane.message().toUtf8());
        QVERIFY(!rig.button("Make this a rule…")->isEnabled());
        rig.edit->setExpression(QStringLiteral("up"));
        QCOMPARE(waves(*rig.edit), QStringList());
        QTRY_VERIFY(rig.pane.message().isEmpty());
        QVERIFY(rig.button("Make this a rule…")->isEnabled());
    }
    void errorsOfEvaluatingAreTold()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("haproxy_server_status * on () haproxy_server_status"));
        QVERIFY2(rig.pane.message().contains(QLatin1String("found duplicate series")), rig.pane.message().toUtf8());
        QVERIFY(rig.edit->history().all().isEmpty());
        rig.pane.ask(QStringLiteral("haproxy_server_status"));
        QVERIFY(rig.pane.message().isEmpty());
    }
    void historyIsSteppedThrough()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("1"));
        rig.pane.ask(QStringLiteral("2"));
        rig.edit->setExpression(QStringLiteral("draft"));
        rig.press(Qt::Key_Up);
        QCOMPARE(rig.edit->expression(), QStringLiteral("2"));
        rig.press(Qt::Key_Up);
        QCOMPARE(rig.edit->expression(), QStringLiteral("1"));
        rig.press(Qt::Key_Up);
        QCOMPARE(rig.edit->expression(), QStringLiteral("1"));
        rig.press(Qt::Key_Down);
        rig.press(Qt::Key_Down);
        QCOMPARE(rig.edit->expression(), QStringLiteral("draft"));
        QueryPane other;
        other.restore(rig.pane.save());
        QCOMPARE(other.editor()->history().all(), (QStringList{QStringLiteral("2"), QStringLiteral("1")}));
        QCOMPARE(other.editor()->expression(), QStringLiteral("draft"));
    }
    void anExampleIsOneKeyAway()
    {
        Rig rig;
        QPushButton* first = nullptr;
        for (auto* button : rig.pane.findChildren<QPushButton*>())
            first = first == nullptr && button->isVisible() ? button : first;
        QVERIFY(first != nullptr);
        QTest::keyClick(first, Qt::Key_Return);
        QVERIFY(rig.edit->expression().startsWith(QLatin1String("haproxy_server_check_status")));
        QCOMPARE(rig.session.queriesAsked(), 1);
    }
    void hugePastesAreCutAndSaid()
    {
        Rig rig;
        QApplication::clipboard()->setText(QString(10'000'000, QLatin1Char('(')));
        QElapsedTimer timer;
        timer.start();
        rig.edit->paste();
        QVERIFY(timer.elapsed() < 5000);
        QCOMPARE(rig.edit->expression().size(), ExpressionEdit::charactersAtMost);
        QVERIFY(rig.pane.message().contains(QLatin1String("at most")));
        QTRY_VERIFY(rig.pane.message().contains(QLatin1String("nested too deeply")));
    }
};

QTEST_MAIN(QueryTest)

} // namespace tst_query

#include "tst_query.moc"
