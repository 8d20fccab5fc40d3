#include "models/base/numbers.h"
#include "tests/ui/queryrig.h"
#include "tests/ui/windowshow.h"
#include "ui/charts/rangechart.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/query/resulttable.h"
#include "ui/query/resultview.h"
#include "ui/query/whypage.h"

#include <QApplication>
#include <QClipboard>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QTest>

namespace tst_queryresult {

using namespace checkwatch;
using namespace checkwatch::queryrig;
using namespace checkwatch::windowshow;
using query::ResultView;
using scriptedsession::Scene;

namespace {

/// All that the labels of a widget say.
QString said(const QWidget& widget)
{
    QStringList texts;
    for (const auto* label : widget.findChildren<common::PlainLabel*>())
        texts << label->plain();
    return texts.join(QLatin1Char('\n'));
}

} // namespace

/// The answer of a query: its table, its chart, and why a value is what it is.
class QueryResultTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void headingsSortAndGoBack()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("increase(haproxy_server_check_failures_total[1m])"));
        auto* table = rig.pane.result()->table();
        const auto& model = rig.pane.result()->model();
        const auto top = [&] { return rig.cell(0, model.valueColumn()).toDouble(); };
        const QString first = rig.cell(0, 0);
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
        QCOMPARE(rig.cell(0, 0), first);
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
    void aValueSaysWhy()
    {
        Rig rig;
        rig.pane.ask(QStringLiteral("increase(haproxy_server_check_failures_total[1m])"));
        auto* result = rig.pane.result();
        const auto& model = result->model();
        int row = 0;
        while (model.labelsAt(row).get("server") != "web-02")
            ++row;
        const metrics::Labels wanted = model.labelsAt(row);
        const QString value = rig.cell(row, model.valueColumn());
        result->table()->setCurrentIndex(model.index(row, 0));
        result->table()->setFocus();
        QTest::keyClick(result->table(), Qt::Key_Return);
        QCOMPARE(result->tab(), ResultView::WhyTab);
        const auto why = result->why()->explanation();
        QVERIFY(why && why->record && result->why()->isVisible());
        QCOMPARE(why->record->root.labels, wanted);
        QCOMPARE(QString::fromStdString(base::formatSampleValue(why->record->root.value)), value);
        QVERIFY(said(*result->why()).contains(value));
        QVERIFY(said(*result->why()).contains(QString::fromStdString(wanted.toString())));
        // Time goes on: of the same element, at another time.
        rig.session.advance(std::chrono::seconds{6});
        rig.pane.tick();
        QVERIFY(result->why()->explanation()->evaluatedAt > why->evaluatedAt);
        QCOMPARE(result->why()->explanation()->record->root.labels, wanted);
        // Of another expression that element is not meant any more.
        rig.pane.ask(QStringLiteral("count(haproxy_server_status)"));
        QVERIFY(result->why()->explanation()->record->root.labels.empty());
        QVERIFY(result->why()->explanation()->isTrue);
        result->setTab(ResultView::TableTab);
        QVERIFY(result->table()->isVisible() && !result->why()->isVisible());
    }
    void whatIsNotThereSaysWhy()
    {
        Rig rig;
        rig.pane.result()->setTab(ResultView::WhyTab);
        rig.pane.ask(QStringLiteral("nosuch"));
        const auto why = rig.pane.result()->why()->explanation();
        QVERIFY(why && why->record && !why->isTrue);
        QVERIFY(said(*rig.pane.result()->why()).contains(QStringLiteral("no value")));
        rig.pane.ask(QStringLiteral("1 + 1"));
        QVERIFY(said(*rig.pane.result()->why()).contains(QStringLiteral("2")));
        rig.pane.ask(QStringLiteral("sum("));
        QCOMPARE(rig.pane.result()->why()->explanation()->expression, std::string("1 + 1"));
        QVERIFY(rig.pane.message().contains(QLatin1String("parse error")));
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
                QCOMPARE(rig.cell(row, column), common::display(rig.cell(row, column)));
        }
        rig.type("");
        rig.edit->setExpression(QStringLiteral("haproxy_server_status{server="));
        rig.press(Qt::Key_Space, Qt::ControlModifier);
        for (const QString& text : rig.offered())
            QCOMPARE(text, common::display(text));
        rig.pane.grab();
    }
};

QTEST_MAIN(QueryResultTest)

} // namespace tst_queryresult

#include "tst_queryresult.moc"
