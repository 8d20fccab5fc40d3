#include "app/demo/demorecording.h"
#include "app/headless/recordingreview.h"
#include "tests/support/scriptedreview.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/replay/evaluationbar.h"
#include "ui/review/backtestform.h"
#include "ui/review/backtestwindow.h"
#include "ui/review/rowstable.h"
#include "ui/review/rulesbox.h"
#include "ui/review/spanedit.h"
#include "ui/review/valueslider.h"
#include "ui/review/verdictstrip.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace checkwatch;
using namespace checkwatch::windowshow;
using replay::NamedSpan;
using review::BacktestWindow;
using review::VerdictStrip;
using scriptedsession::scriptedBacktest;
using scriptedsession::ScriptedReview;
using session::RulesChoice;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

session::RecordingFacts hour()
{
    session::RecordingFacts facts;
    facts.name = "night.cwrec";
    facts.from = scriptedBacktest(0).backtest.start;
    facts.to = facts.from + hours{1};
    facts.scrapeInterval = seconds{5};
    return facts;
}

/// A window over an hour, asked for and shown.
struct Shown
{
    explicit Shown(const session::RecordingFacts& facts = hour(), std::vector<NamedSpan> spans = {})
    {
        auto made = std::make_unique<ScriptedReview>(facts);
        review = made.get();
        spans.insert(spans.begin(), NamedSpan{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")});
        window = new BacktestWindow(std::move(made), {facts.from, facts.to, facts.from, common::Zone::Utc},
                                    std::move(spans), nullptr);
        window->show();
        window->activateWindow();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(window);
        strip = window->findChild<VerdictStrip*>();
    }
    ~Shown() { delete window.data(); }
    Shown(const Shown&) = delete;
    Shown& operator=(const Shown&) = delete;

    [[nodiscard]] bool says(const QString& words) const
    {
        const auto labels = window->findChildren<common::PlainLabel*>();
        return std::ranges::any_of(labels, [&words](const auto* label) { return label->plain().contains(words); });
    }
    [[nodiscard]] QPushButton* button(const QString& words) const
    {
        const auto all = window->findChildren<QPushButton*>();
        const auto found
            = std::ranges::find_if(all, [&words](const QPushButton* each) { return each->text() == words; });
        return found == all.end() ? nullptr : *found;
    }
    template <typename Widget>
    [[nodiscard]] Widget* named(const QString& name) const
    {
        const auto all = window->findChildren<Widget*>();
        const auto found
            = std::ranges::find_if(all, [&name](const Widget* each) { return each->accessibleName() == name; });
        return found == all.end() ? nullptr : *found;
    }
    [[nodiscard]] QString cell(const QString& table, int row, int column) const
    {
        return named<review::RowsTable>(table)->rows().index(row, column).data().toString();
    }

    ScriptedReview* review = nullptr; ///< of the window
    QPointer<BacktestWindow> window;
    VerdictStrip* strip = nullptr;
};

} // namespace

/// The window of a backtest: what it asks for, and what it shows of the answers.
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

    void tablesShowTheAnswer()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 0), QStringLiteral("times DOWN that were caught"));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 1), QStringLiteral("2"));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 2), QStringLiteral("4"));
        QCOMPARE(shown.cell(QStringLiteral("By rule"), 0, 1), QStringLiteral("A"));
        QCOMPARE(shown.cell(QStringLiteral("By rule"), 1, 1), QStringLiteral("B"));
        QCOMPARE(shown.cell(QStringLiteral("By server"), 0, 0), QStringLiteral("app/web-101"));
        QCOMPARE(shown.cell(QStringLiteral("Times DOWN that were missed"), 0, 3), QStringLiteral("A"));
        QVERIFY(shown.says(QStringLiteral("4 times DOWN: caught by A 2, B 4 · fired with nothing wrong: A 0, B 1")));
    }

    /// A above B above the times DOWN; what is missed is there as such; a click leads there.
    void verdictsAreOnTheTimeline()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(4);
        shown.review->answer(answer);
        const auto& lanes = shown.strip->picture().lanes;
        QCOMPARE(lanes.size(), std::size_t{4});
        QCOMPARE(lanes[0].server, std::string("web-101"));
        QCOMPARE(lanes[0].sets.size(), std::size_t{2});
        QVERIFY(lanes[0].sets[0].front().kind == review::VerdictSpan::Kind::Missed);
        QVERIFY(lanes[0].sets[1].back().kind == review::VerdictSpan::Kind::Firing);
        const base::Timestamp down = answer.backtest.spells[1].time.from + seconds{60};
        const QPoint inA = shown.strip->placeOf(0, 0, down);
        const QPoint inB = shown.strip->placeOf(0, 1, down);
        const QPoint below = shown.strip->placeOf(0, 2, down);
        QVERIFY(inA.y() < inB.y() && inB.y() < below.y());
        QVERIFY(shown.strip->wordsAt(inA).contains(QStringLiteral("A: missed, nothing fired")));
        QVERIFY(shown.strip->wordsAt(inA).contains(QStringLiteral("B: firing HaproxyServerHealthcheckFailure")));
        QSignalSpy chosen(shown.window, &BacktestWindow::placeChosen);
        QTest::mouseClick(shown.strip->viewport(), Qt::LeftButton, {}, inB);
        QCOMPARE(chosen.count(), 1);
        QVERIFY(std::chrono::abs(chosen[0][0].value<base::Timestamp>() - down) < seconds{10});
        QCOMPARE(chosen[0][1].toString(), QStringLiteral("app/web-101"));
    }

    void keysGoThroughTheVerdicts()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(4);
        shown.review->answer(answer);
        QSignalSpy chosen(shown.window, &BacktestWindow::placeChosen);
        shown.strip->setFocus();
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Return})
            QTest::keyClick(shown.strip, key);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen[0][0].value<base::Timestamp>(), answer.backtest.spells[1].firstFailure); // B is pending
        QVERIFY(shown.strip->accessibleDescription().contains(QStringLiteral("B: pending")));
        QTest::keyClick(shown.strip, Qt::Key_Plus);
        QVERIFY(!shown.strip->picture().frame.range.whole());
        QTest::keyClick(shown.strip, Qt::Key_0);
        QVERIFY(shown.strip->picture().frame.range.whole());
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

    void errorsAreSaidAndTheLastAnswerStays()
    {
        Shown shown;
        shown.review->answer(scriptedBacktest(4));
        session::BacktestAnswer refused;
        refused.error = base::Error{base::ErrorCode::NotFound, "no such file", "theirs.yml"};
        shown.review->answer(refused);
        QVERIFY(shown.says(QStringLiteral("theirs.yml: no such file")));
        QCOMPARE(shown.cell(QStringLiteral("Summary"), 0, 1), QStringLiteral("2"));
    }

    /// An answer to what was asked before the newest change is not shown.
    void lateAnswersAreDropped()
    {
        Shown shown;
        const std::uint64_t first = shown.review->backtests.front().number;
        QTest::keySequence(shown.window, QKeySequence::Refresh);
        QTRY_COMPARE(shown.review->backtests.size(), std::size_t{2});
        session::BacktestAnswer late = scriptedBacktest(4);
        late.request = first;
        Q_EMIT shown.review->backtestReady(std::make_shared<const session::BacktestAnswer>(late));
        QVERIFY(!shown.window->answer());
        shown.review->answer(scriptedBacktest(2));
        QVERIFY(shown.window->answer());
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

    void commandLineIsCopied()
    {
        Shown shown;
        const session::BacktestAnswer answer = scriptedBacktest(2);
        shown.review->answer(answer);
        QTest::keySequence(shown.window, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
        QTRY_COMPARE(QApplication::clipboard()->text(), QString::fromStdString(answer.command));
        shown.window->saveJson(QStringLiteral("/tmp/x.json"));
        QVERIFY(shown.says(QStringLiteral("Written: /tmp/x.json")));
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

    /// The whole way: the demo's recording, the rules as recorded, a slider; the window shows what the command prints.
    void overTheDemo()
    {
        const QTemporaryDir folder;
        const auto recording = demo::unpackDemoRecording(folder.path());
        QVERIFY(recording.ok());
        auto review = app::RecordingReview::open(recording->toStdString(), {}, {});
        QVERIFY(review.ok());
        const session::RecordingFacts facts = (*review)->facts();
        QPointer<BacktestWindow> window
            = new BacktestWindow(std::move(*review), {facts.from, facts.to, facts.from, common::Zone::Utc},
                                 {{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")}}, nullptr);
        window->show();
        QTRY_VERIFY_WITH_TIMEOUT(window->answer(), 60'000);
        QCOMPARE(window->answer()->backtest.sets.size(), std::size_t{1});
        for (auto* slider : window->findChildren<QSlider*>()) {
            if (slider->accessibleName() == QLatin1String("for, slider"))
                slider->setValue(slider->value() - 4);
        }
        QTRY_COMPARE_WITH_TIMEOUT(window->answer()->backtest.sets.size(), std::size_t{2}, 60'000);
        const session::RuleSetVerdict& changed = window->answer()->backtest.sets[1];
        for (auto* table : window->findChildren<review::RowsTable*>()) {
            if (table->accessibleName() == QLatin1String("Summary"))
                QCOMPARE(table->rows().index(4, 2).data().toString(), QString::number(changed.all.fired));
        }
        present(
            *window, [] {}, QSize(1240, 820), QStringLiteral("backtest-demo"));
        delete window.data();
    }

    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("servers");
        QTest::addColumn<bool>("longNames");
        for (std::size_t i = 0; i < themes.size(); ++i)
            QTest::newRow(themes[i].name) << int(i) << QSize(1240, 820) << 12 << false;
        QTest::newRow("small") << 0 << QSize(1024, 700) << 12 << false;
        QTest::newRow("long") << 0 << QSize(1024, 700) << 40 << true;
        QTest::newRow("large") << 1 << QSize(1920, 1080) << 40 << false;
        QTest::newRow("nothing") << 1 << QSize(1024, 700) << 0 << false;
    }

    void pictures()
    {
        QFETCH(int, theme);
        QFETCH(QSize, size);
        QFETCH(int, servers);
        QFETCH(bool, longNames);
        common::applyTheme(application(), themes[static_cast<std::size_t>(theme)].kind);
        Shown shown;
        shown.review->answer(scriptedBacktest(servers, longNames));
        present(
            *shown.window, [] {}, size,
            QStringLiteral("backtest-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
        QCOMPARE(shown.window->size(), size);
        checkLabels(*shown.window);
    }
};

QTEST_MAIN(BacktestWindowTest)
#include "tst_backtestwindow.moc"
