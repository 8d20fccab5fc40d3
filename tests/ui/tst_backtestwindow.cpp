#include "tests/ui/backtestrig.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/replay/evaluationbar.h"
#include "ui/review/backtestform.h"
#include "ui/review/rulesbox.h"
#include "ui/review/valueslider.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSlider>
#include <QToolButton>

namespace tst_backtestwindow {

using namespace checkwatch;
using namespace checkwatch::backtestrig;
using namespace checkwatch::windowshow;
using session::RulesChoice;
using std::chrono::minutes;
using std::chrono::seconds;

/// The window of a backtest: what it asks for.
class BacktestWindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    /// As soon as it opens: the rules as recorded, over all of it.
    void asksAtOnce()
    {
        Shown shown;
        QCOMPARE(shown.review->backtests.size(), std::size_t{1});
        const session::BacktestRequest& request = shown.review->backtests.front();
        QVERIFY(request.first == RulesChoice{});
        QVERIFY(!request.second && !request.start && !request.end && request.alerts.empty());
        QVERIFY(!request.variant.holdFor && !request.variant.threshold && !request.variant.window);
        QCOMPARE(request.minDown, base::Duration{seconds{15}});
        QVERIFY(!shown.button(QStringLiteral("Save as JSON…"))->isEnabled());
    }

    /// One request for a slider that is dragged over many values: the one on which it rests.
    void slidersAskWhenTheyRest()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        auto* slider = shown.named<QSlider>(QStringLiteral("for, slider"));
        QVERIFY(slider != nullptr);
        QCOMPARE(slider->value(), 7); // 1m, as the rules have it
        slider->setFocus();
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(slider, Qt::Key_Left);
            QTest::qWait(20);
        }
        QCOMPARE(shown.review->backtests.size(), std::size_t{1});
        QVERIFY(shown.review->prepared > 0); // the recording is read while the slider moves
        QTRY_COMPARE_WITH_TIMEOUT(shown.review->backtests.size(), std::size_t{2}, 5000);
        QTest::qWait(600);
        QCOMPARE(shown.review->backtests.size(), std::size_t{2});
        const session::BacktestRequest& request = shown.review->backtests.back();
        QCOMPARE(request.variant.holdFor, std::optional<base::Duration>(seconds{15}));
        QVERIFY(!request.variant.threshold && !request.variant.window && !request.variantScrapeInterval);
    }

    void valuesAreTyped()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(2));
        const auto type = [&shown](const QString& name, const QString& text) {
            auto* spin = shown.named<QDoubleSpinBox>(name);
            spin->setFocus();
            spin->selectAll();
            QTest::keyClicks(spin, text);
            QTest::keyClick(spin, Qt::Key_Return);
        };
        type(QStringLiteral("window, value"), QStringLiteral("2m30s"));
        type(QStringLiteral("threshold, value"), QStringLiteral("2.5"));
        type(QStringLiteral("scrape interval, value"), QStringLiteral("30"));
        type(QStringLiteral("DOWN at least"), QStringLiteral("40"));
        QVERIFY(!shown.window.isNull()); // Enter closes nothing
        QTRY_VERIFY_WITH_TIMEOUT(shown.review->backtests.size() >= 2, 5000);
        QTest::qWait(600);
        const session::BacktestRequest& request = shown.review->backtests.back();
        QCOMPARE(request.variant.window, std::optional<base::Duration>(seconds{150}));
        QCOMPARE(request.variant.threshold, std::optional(2.5));
        QCOMPARE(request.variantScrapeInterval, std::optional<base::Duration>(seconds{30}));
        QCOMPARE(request.minDown, base::Duration{seconds{40}});
    }

    /// With a file in the place of B there is nothing to slide.
    void filesAreTriedBesideA()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(2));
        shown.named<QSlider>(QStringLiteral("for, slider"))->setValue(0);
        shown.window->form().second().choose({RulesChoice::From::File, "/tmp/theirs.yml"});
        QTRY_VERIFY_WITH_TIMEOUT(shown.review->backtests.size() >= 2, 5000);
        const session::BacktestRequest& request = shown.review->backtests.back();
        QVERIFY(request.second == (RulesChoice{RulesChoice::From::File, "/tmp/theirs.yml"}));
        QVERIFY(!request.variant.holdFor);
        QVERIFY(!shown.window->findChild<review::ValueSlider*>()->isEnabled());
        QCOMPARE(shown.window->form().second().currentText(), QStringLiteral("theirs.yml"));
    }

    void progressAndCancel()
    {
        Shown shown;
        auto* bar = shown.window->findChild<replay::EvaluationBar*>();
        QVERIFY(!bar->isVisible());
        shown.review->tell(0.4);
        QVERIFY(bar->isVisible());
        bar->findChild<QToolButton*>()->click();
        QCOMPARE(shown.review->cancelled, 1);
        session::BacktestAnswer answer;
        answer.error = base::Error{base::ErrorCode::Canceled, "the backtest was canceled"};
        shown.review->answer(answer);
        QVERIFY(shown.says(QStringLiteral("Stopped.")));
        QTest::keySequence(shown.window, QKeySequence::Refresh);
        QTRY_COMPARE(shown.review->backtests.size(), std::size_t{2});
    }

    void timesAreChosenAndTyped()
    {
        const session::RecordingFacts facts = hour();
        const NamedSpan sight{NamedSpan::Kind::InSight, QStringLiteral("In sight on the timeline"),
                              facts.from + minutes{10}, facts.from + minutes{20}};
        Shown shown(facts, {sight});
        QCOMPARE(shown.review->backtests.front().start, sight.from); // what is marked counts
        auto* last = shown.named<QLineEdit>(QStringLiteral("To"));
        last->setFocus();
        last->selectAll();
        QTest::keyClicks(last, QStringLiteral("25m"));
        QTRY_COMPARE_WITH_TIMEOUT(shown.review->backtests.size(), std::size_t{2}, 5000);
        QCOMPARE(shown.review->backtests.back().start, sight.from);
        QCOMPARE(shown.review->backtests.back().end, std::optional(facts.from + minutes{25}));
        last->selectAll();
        QTest::keyClicks(last, QStringLiteral("5m"));
        QVERIFY(shown.says(QStringLiteral("The end is before the beginning")));
        QTest::qWait(600);
        QCOMPARE(shown.review->backtests.size(), std::size_t{2});
    }

    void emptyRecordingsSayWhy()
    {
        session::RecordingFacts facts = hour();
        facts.to = facts.from;
        Shown shown(facts);
        QVERIFY(shown.review->backtests.empty());
        QVERIFY(shown.says(QStringLiteral("This recording holds nothing yet")));
    }

    void everythingHasANameAndTheKeyboard()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        QSet<QWidget*> reached;
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            reached.insert(QApplication::focusWidget());
        }
        const auto check = [&reached](auto* widget) {
            const QString what = QString::fromLatin1(widget->metaObject()->className());
            QVERIFY2(reached.contains(widget), qPrintable(what + widget->accessibleName()));
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(what));
        };
        for (auto* widget : shown.window->findChildren<QComboBox*>())
            check(widget);
        for (auto* widget : shown.window->findChildren<QSlider*>())
            check(widget);
        for (auto* widget : shown.window->findChildren<QDoubleSpinBox*>())
            check(widget);
        check(shown.strip);
    }
};

QTEST_MAIN(BacktestWindowTest)

} // namespace tst_backtestwindow

#include "tst_backtestwindow.moc"
