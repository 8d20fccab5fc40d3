#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "tests/ui/windowshow.h"
#include "ui/charts/failureschart.h"
#include "ui/charts/rangechart.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/query/expressionedit.h"
#include "ui/query/querypane.h"
#include "ui/query/resultdelegate.h"
#include "ui/query/resulttable.h"
#include "ui/query/resultview.h"
#include "ui/query/ruledialog.h"
#include "ui/query/rulefilesave.h"
#include "ui/servers/servertable.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QCompleter>
#include <QElapsedTimer>
#include <QFile>
#include <QHeaderView>
#include <QJsonObject>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

using namespace checkwatch;
using namespace checkwatch::windowshow;
using query::ExpressionEdit;
using query::QueryPane;
using query::ResultView;
using query::RuleDialog;
using scriptedsession::Scene;
using scriptedsession::ScriptedSession;
using workstation::WorkstationWindow;

namespace {

/// A pane over a scene, shown and active.
struct Rig
{
    explicit Rig(Scene scene = Scene::Workstation) : session(scene)
    {
        pane.setSession(&session);
        pane.setSnapshot(*session.snapshot());
        pane.setRange(session.now() - std::chrono::minutes{30}, session.now());
        pane.resize(900, 480);
        pane.show();
        pane.activateWindow();
        (void)QTest::qWaitForWindowActive(&pane);
        edit = pane.editor();
        edit->setFocus();
    }
    void type(const char* text) { QTest::keyClicks(edit, QString::fromLatin1(text)); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(edit, key, modifiers); }
    [[nodiscard]] QAbstractItemView* popup() const { return edit->completer()->popup(); }
    /// What the popup offers.
    [[nodiscard]] QStringList offered() const
    {
        QStringList texts;
        const auto* model = edit->completer()->completionModel();
        for (int row = 0; popup()->isVisible() && row < model->rowCount(); ++row)
            texts << model->index(row, 0).data().toString();
        return texts;
    }
    [[nodiscard]] QToolButton* button(const char* text) const
    {
        for (auto* candidate : pane.findChildren<QToolButton*>()) {
            if (candidate->text() == QString::fromUtf8(text))
                return candidate;
        }
        return nullptr;
    }

    ScriptedSession session;
    QueryPane pane;
    ExpressionEdit* edit = nullptr;
};

/// The stretches with a wave under them: "begin+length".
QStringList waves(const QPlainTextEdit& edit)
{
    QStringList found;
    for (QTextBlock block = edit.document()->begin(); block.isValid(); block = block.next()) {
        for (const auto& range : block.layout()->formats()) {
            if (range.format.underlineStyle() == QTextCharFormat::WaveUnderline)
                found << QStringLiteral("%1+%2").arg(block.position() + range.start).arg(range.length);
        }
    }
    return found;
}

QString cell(const Rig& rig, int row, int column)
{
    return query::cellText(rig.pane.result()->model().index(row, column));
}

} // namespace

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
        QCOMPARE(cell(rig, 0, model.valueColumn()), QStringLiteral("1"));
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
        QCOMPARE(cell(rig, 0, 0), QStringLiteral("2"));
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
    void headingsSortAndGoBack()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("increase(haproxy_server_check_failures_total[1m])"));
        auto* table = rig.pane.result()->table();
        const auto& model = rig.pane.result()->model();
        const auto top = [&] { return cell(rig, 0, model.valueColumn()).toDouble(); };
        const QString first = cell(rig, 0, 0);
        const auto click = [&] {
            auto* header = table->horizontalHeader();
            const int x = header->sectionViewportPosition(model.valueColumn()) + 10;
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
        };
        click();
        QVERIFY(top() > 9);
        click();
        QCOMPARE(top(), 0.0);
        click();
        QCOMPARE(cell(rig, 0, 0), first);
    }
    void copiesWhatIsSelectedOrAll()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("count by (state) (haproxy_server_status)"));
        auto* table = rig.pane.result()->table();
        table->copyTextAction()->trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("{state=\"UP\"} 54\n{state=\"DOWN\"} 54\n"));
        table->selectRow(1);
        table->copyCsvAction()->trigger();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("state,value\r\nDOWN,54\r\n"));
    }
    void theChartShowsTheWindowsTime()
    {
        Rig rig;
        rig.pane.result()->setTab(ResultView::ChartTab);
        rig.pane.ask(QStringLiteral("increase(haproxy_server_check_failures_total{server=~\"web-0[12]\"}[1m])"));
        const auto& lines = rig.pane.result()->chart()->lines();
        QCOMPARE(lines.size(), std::size_t{2});
        QVERIFY(lines[0].points.size() > 200);
        QVERIFY2(lines[0].name.contains(QLatin1String("server=\"web-0")), lines[0].name.toUtf8());
        QVERIFY(!lines[0].name.contains(QLatin1String("proxy")));
        const int asked = rig.session.queriesAsked();
        rig.pane.setRange(rig.session.now() - std::chrono::minutes{5}, rig.session.now());
        QCOMPARE(rig.session.queriesAsked(), asked + 1);
        QVERIFY(rig.pane.result()->chart()->lines()[0].points.size() >= 290);
    }
    void asksAgainUnlessPaused()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("up"));
        QCOMPARE(rig.session.queriesAsked(), 1);
        rig.pane.tick();
        QCOMPARE(rig.session.queriesAsked(), 1);
        rig.session.advance(std::chrono::seconds{6});
        rig.pane.tick();
        QCOMPARE(rig.session.queriesAsked(), 2);
        rig.button("every 5 s")->click();
        rig.session.advance(std::chrono::seconds{60});
        rig.pane.tick();
        QCOMPARE(rig.session.queriesAsked(), 2);
        QVERIFY(rig.button("paused") != nullptr);
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
    /// Twenty thousand rows: scrolled and refreshed without a pause that is felt.
    void manyRowsScroll()
    {
        query::ResultView view;
        view.resize(900, 500);
        view.show();
        const auto answerOf = [](double by) {
            auto answer = std::make_shared<session::QueryAnswer>();
            promql::Vector vector;
            for (int i = 0; i < 20'000; ++i)
                vector.elements.push_back({metrics::Labels{{"instance", "lb-" + std::to_string(i % 40)},
                                                           {"server", "srv-" + std::to_string(i)}},
                                           i * by});
            answer->value = std::move(vector);
            answer->series = 1'000'000;
            return answer;
        };
        view.setAnswer(answerOf(1));
        QCOMPARE(view.model().rowCount(), 20'000);
        auto* bar = view.table()->verticalScrollBar();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 50; ++i) {
            bar->setValue(bar->maximum() * i / 50);
            view.grab();
        }
        qInfo("50 pictures while scrolling 20,000 rows: %lld ms", static_cast<long long>(timer.elapsed()));
        timer.restart();
        view.setAnswer(answerOf(2));
        qInfo("another answer of 20,000 rows: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(timer.elapsed() < 3000);
        bool said = false;
        for (const auto* label : view.findChildren<common::PlainLabel*>())
            said = said || label->plain().contains(QLatin1String("20,000 series, and 980,000 more"));
        QVERIFY(said);
    }
    void hostileLabelsStayPlain()
    {
        Rig rig(Scene::Hostile);
        rig.pane.ask(QStringLiteral("haproxy_server_status"));
        const auto& model = rig.pane.result()->model();
        QVERIFY(model.rowCount() > 0);
        for (int row = 0; row < model.rowCount(); ++row) {
            for (int column = 0; column < model.columnCount(); ++column)
                QCOMPARE(cell(rig, row, column), common::display(cell(rig, row, column)));
        }
        rig.type("");
        rig.edit->setExpression(QStringLiteral("haproxy_server_status{server="));
        rig.press(Qt::Key_Space, Qt::ControlModifier);
        for (const QString& text : rig.offered())
            QCOMPARE(text, common::display(text));
        rig.pane.grab();
    }

    void aRuleIsMade()
    {
        QTemporaryDir dir;
        RuleDialog dialog(QStringLiteral("rate(x[1m]) > 1"), {});
        dialog.show();
        QVERIFY(dialog.complaint().isEmpty());
        QVERIFY2(dialog.yaml().contains(QLatin1String("expr: rate(x[1m]) > 1\n")), dialog.yaml().toUtf8());
        dialog.findChild<QLineEdit*>()->setText(QStringLiteral("WebSlow"));
        QVERIFY(rules::parseRuleFile(dialog.yaml().toStdString(), "f").ok());
        const QString path = dir.filePath(QStringLiteral("new.yml"));
        dialog.saveTo(path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), dialog.yaml());
    }
    void errorsOfARuleAreShownInPlace()
    {
        RuleDialog dialog(QStringLiteral("x"), {});
        const auto edits = dialog.findChildren<QLineEdit*>();
        auto* preview = dialog.findChildren<QPlainTextEdit*>().first();
        edits.at(1)->setText(QStringLiteral("soon"));
        QVERIFY(dialog.complaint().contains(QLatin1String("duration")));
        QVERIFY(!waves(*preview).isEmpty());
        edits.at(1)->setText(QStringLiteral("5m"));
        QVERIFY(dialog.complaint().isEmpty());
        QVERIFY(waves(*preview).isEmpty());
        edits.at(0)->setText(QString());
        QVERIFY(!dialog.complaint().isEmpty());
        for (auto* button : dialog.findChildren<QPushButton*>())
            QVERIFY(button->text() == QLatin1String("Close") || !button->isEnabled()
                    || button->text() == QLatin1String("&Close"));
    }
    void aFileThatIsThereIsAskedAbout()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("rules.yml"));
        const QByteArray before("# mine\ngroups:\n- name: a\n  rules:\n  - {alert: A, expr: x}\n");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(before);
        file.close();
        RuleDialog dialog(QStringLiteral("y > 1"), {});
        dialog.show();
        dialog.saveTo(path);
        const auto content = [&file] {
            (void)file.open(QIODevice::ReadOnly);
            const QByteArray bytes = file.readAll();
            file.close();
            return bytes;
        };
        QCOMPARE(content(), before); // nothing yet
        for (auto* button : dialog.findChildren<QPushButton*>()) {
            if (button->text() == QLatin1String("Append"))
                button->click();
        }
        QVERIFY(content().startsWith(before));
        QCOMPARE(rules::parseRuleFile(content().toStdString(), "f")->groups.size(), std::size_t{2});
    }
    void whatIsNoRuleFileIsLeftAlone()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("notes.txt"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("dear diary");
        file.close();
        RuleDialog dialog(QStringLiteral("x"), {});
        dialog.saveTo(path);
        QVERIFY(!query::planRuleFile(path, dialog.draft(), {}).ok());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("dear diary"));
    }

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

QTEST_MAIN(QueryTest)
#include "tst_query.moc"
