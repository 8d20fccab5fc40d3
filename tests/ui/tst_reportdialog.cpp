#include "tests/support/scriptedreplay.h"
#include "tests/support/scriptedreview.h"
#include "tests/support/scriptedscenes.h"
#include "tests/ui/windowshow.h"
#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/replay/evaluationbar.h"
#include "ui/replay/namedspan.h"
#include "ui/replay/replaywindow.h"
#include "ui/replay/timelinestrip.h"
#include "ui/review/reportdialog.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QMenuBar>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

namespace tst_reportdialog {

using namespace checkwatch;
using namespace checkwatch::windowshow;
using fleet::Shown;
using replay::NamedSpan;
using review::ReportDialog;
using scriptedsession::ScriptedReplay;
using scriptedsession::ScriptedReview;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr base::Timestamp begin{base::Duration{1'795'860'000'000}};

/// A dialog over an hour with an incident in it, shown.
struct Dialog
{
    explicit Dialog(base::Duration length = hours{1})
    {
        session::RecordingFacts facts;
        facts.name = "night.cwrec";
        facts.from = begin;
        facts.to = begin + length;
        auto made = std::make_unique<ScriptedReview>(facts);
        review = made.get();
        const NamedSpan whole{NamedSpan::Kind::Whole, QStringLiteral("Whole recording")};
        const NamedSpan incident{NamedSpan::Kind::Incident, QStringLiteral("The incident here"), begin + minutes{10},
                                 begin + minutes{40}};
        dialog = new ReportDialog(std::move(made), {facts.from, facts.to, begin, common::Zone::Utc}, {whole, incident},
                                  nullptr);
        dialog->show();
        dialog->activateWindow();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(dialog);
    }
    ~Dialog() { delete dialog.data(); }
    Dialog(const Dialog&) = delete;
    Dialog& operator=(const Dialog&) = delete;

    [[nodiscard]] QString said() const
    {
        QStringList words;
        for (const auto* label : dialog->findChildren<common::PlainLabel*>())
            words += label->plain();
        return words.join(QLatin1Char('\n'));
    }
    [[nodiscard]] QPushButton* button(const QString& words) const
    {
        for (auto* each : dialog->findChildren<QPushButton*>()) {
            if (each->text() == words)
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] QPushButton* write() const { return button(QStringLiteral("&Export")); }

    ScriptedReview* review = nullptr; ///< of the dialog
    QPointer<ReportDialog> dialog;
};

fleet::TimelineLane laneOf(fleet::ServerId server, std::vector<std::pair<minutes, minutes>> spans)
{
    fleet::TimelineLane lane;
    lane.server = server;
    for (const auto& [from, to] : spans)
        lane.spans.push_back({begin + from, begin + to, Shown::Firing});
    return lane;
}

} // namespace

/// The dialog that exports a report, and what stretch it proposes.
class ReportDialogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QApplication::setFont(common::interfaceFont()); }
    void init() { common::applyTheme(application(), common::ThemeKind::Dark); }

    void writesTheIncident()
    {
        Dialog shown;
        shown.dialog->setPath(QStringLiteral("/tmp/none/incident.md"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); // Export is the default
        QTRY_COMPARE(shown.review->reports.size(), std::size_t{1});
        const session::ReportRequest& request = shown.review->reports.front();
        QCOMPARE(request.start, std::optional(begin + minutes{10}));
        QCOMPARE(request.end, std::optional(begin + minutes{40}));
        QCOMPARE(request.output, std::string("/tmp/none/incident.md"));
        QVERIFY(!shown.write()->isEnabled());
        shown.review->write(std::nullopt);
        QVERIFY(shown.write()->isEnabled());
        QVERIFY(shown.said().contains(QStringLiteral("Written: /tmp/none/incident.md")));
        shown.button(QStringLiteral("Copy &path"))->click();
        QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("/tmp/none/incident.md"));
    }

    void theNameSaysTheFormat()
    {
        Dialog shown;
        for (const char* const good : {"a.html", "a.pdf", "a.md", "a.csv"}) {
            shown.dialog->setPath(QString::fromLatin1(good));
            QVERIFY2(shown.write()->isEnabled(), good);
        }
        for (const char* const bad : {"a.doc", "a", "", "a.HTMLx"}) {
            shown.dialog->setPath(QString::fromLatin1(bad));
            QVERIFY2(!shown.write()->isEnabled(), bad);
        }
        QVERIFY(shown.said().contains(QStringLiteral("want one that ends in .html, .pdf, .md or .csv")));
    }

    void saysThatAFileIsReplaced()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("a.md")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Dialog shown;
        shown.dialog->setPath(file.fileName());
        QVERIFY(shown.said().contains(QStringLiteral("Export replaces it")));
        QVERIFY(shown.write()->isEnabled());
    }

    void progressCancelAndErrors()
    {
        Dialog shown;
        shown.dialog->setPath(QStringLiteral("/tmp/none/incident.pdf"));
        shown.write()->click();
        auto* bar = shown.dialog->findChild<replay::EvaluationBar*>();
        shown.review->tell(0.5);
        QVERIFY(bar->isVisible());
        bar->findChild<QToolButton*>()->click();
        QCOMPARE(shown.review->cancelled, 1);
        shown.review->write(base::Error{base::ErrorCode::Canceled, "the backtest was canceled"});
        QVERIFY(shown.said().contains(QStringLiteral("Stopped; nothing was written")));
        shown.write()->click();
        shown.review->write(base::Error{base::ErrorCode::Refused, "cannot write: No such folder", "/tmp/none/x.pdf"});
        QVERIFY(shown.said().contains(QStringLiteral("/tmp/none/x.pdf: cannot write: No such folder")));
        QVERIFY(!bar->isVisible());
        QVERIFY(shown.write()->isEnabled());
    }

    void emptyRecordingsSayWhy()
    {
        Dialog shown(base::Duration{0});
        QVERIFY(!shown.write()->isEnabled());
        QVERIFY(shown.said().contains(QStringLiteral("This recording holds nothing yet")));
    }

    /// What belongs together, a quarter of an hour around it, and what the selected server had.
    void incidentsAreFound()
    {
        fleet::Timeline timeline;
        timeline.lanes = {laneOf(1, {{minutes{60}, minutes{62}}, {minutes{70}, minutes{75}}}),
                          laneOf(2, {{minutes{76}, minutes{80}}, {minutes{150}, minutes{151}}})};
        const replay::Place place{begin, begin + hours{4}, begin + minutes{72}, common::Zone::Utc};
        const auto all = replay::incidentAround(timeline, place.now, fleet::noServer, place);
        QVERIFY(all);
        QCOMPARE(all->from, std::optional(begin + minutes{45}));
        QCOMPARE(all->to, std::optional(begin + minutes{95}));
        const auto one = replay::incidentAround(timeline, place.now, 1, place);
        QVERIFY(one);
        QCOMPARE(one->to, std::optional(begin + minutes{90}));
        const auto later = replay::incidentAround(timeline, begin + minutes{140}, fleet::noServer, place);
        QVERIFY(later);
        QCOMPARE(later->from, std::optional(begin + minutes{135}));
        QVERIFY(!replay::incidentAround(timeline, begin + minutes{120}, fleet::noServer, place));
        QVERIFY(!replay::incidentAround(timeline, begin + minutes{5}, fleet::noServer, place));
    }

    /// The replay window has both in its menu, with keys, and proposes what is in sight.
    void replayWindowOffersThem()
    {
        ScriptedReplay replay;
        replay::ReplayWindow window(&replay);
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QSignalSpy backtest(&window, &replay::ReplayWindow::backtestRequested);
        QSignalSpy report(&window, &replay::ReplayWindow::reportRequested);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_T, Qt::ControlModifier);
        QCOMPARE(backtest.count(), 1);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(report.count(), 1);
        QVERIFY(window.spans().front().kind == NamedSpan::Kind::Whole);
        QVERIFY(std::ranges::none_of(window.spans(),
                                     [](const NamedSpan& span) { return span.kind == NamedSpan::Kind::InSight; }));
        auto* strip = window.findChild<replay::TimelineStrip*>();
        strip->setFocus();
        QTest::keyClick(strip, Qt::Key_Plus);
        const auto spans = window.spans();
        QVERIFY(spans[1].kind == NamedSpan::Kind::InSight);
        QCOMPARE(spans[1].from, std::optional(strip->range().from()));
    }

    void pictures_data()
    {
        QTest::addColumn<int>("theme");
        for (std::size_t i = 0; i < themes.size(); ++i)
            QTest::newRow(themes[i].name) << int(i);
    }

    void pictures()
    {
        QFETCH(int, theme);
        common::applyTheme(application(), themes[static_cast<std::size_t>(theme)].kind);
        Dialog shown;
        shown.dialog->setPath(QStringLiteral("/tmp/none/incident-2026-11-28-0314.html"));
        present(
            *shown.dialog, [] {}, shown.dialog->size(),
            QStringLiteral("report-%1").arg(QString::fromLatin1(QTest::currentDataTag())));
        checkLabels(*shown.dialog);
    }
};

QTEST_MAIN(ReportDialogTest)

} // namespace tst_reportdialog

#include "tst_reportdialog.moc"
