#include "ui/review/backtestwindow.h"

#include "models/session/backtesttables.h"
#include "ui/common/flattabbar.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"
#include "ui/replay/evaluationbar.h"
#include "ui/review/backtestform.h"
#include "ui/review/reviewwords.h"
#include "ui/review/rowstable.h"
#include "ui/review/rulesbox.h"
#include "ui/review/verdictstrip.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace checkwatch::review {

using common::PlainLabel;
using session::BacktestAnswer;
using session::BacktestAnswerPtr;
using session::Review;

namespace {

constexpr std::chrono::milliseconds restTime{400};
constexpr int summaryWidth = 430;
constexpr int summaryRows = 11;

common::Panel* panelOf(const QString& heading, QWidget* content, QWidget* parent)
{
    auto* panel = new common::Panel(heading, parent);
    panel->setContentsMargins(1, 1, 1, 1);
    panel->setContent(content);
    return panel;
}

} // namespace

BacktestWindow::BacktestWindow(std::unique_ptr<Review> review, const replay::Place& place,
                               std::vector<replay::NamedSpan> spans, QWidget* parent)
    : QDialog(parent, Qt::Window), m_review(std::move(review)), m_form(new BacktestForm(this)),
      m_strip(new VerdictStrip(this)), m_totals(new RowsTable(QStringLiteral("Summary"), this)),
      m_rules(new RowsTable(QStringLiteral("By rule"), this)),
      m_servers(new RowsTable(QStringLiteral("By server"), this)),
      m_missed(new RowsTable(QStringLiteral("Times DOWN that were missed"), this)),
      m_progress(new replay::EvaluationBar(this)), m_words(new PlainLabel(this, PlainLabel::Fit::Elide)),
      m_command(new QLineEdit(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(QStringLiteral("Backtest · %1 · Checkwatch").arg(QString::fromStdString(m_review->facts().name)));
    resize(1240, 820);
    build();
    m_strip->setZone(place.zone);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restTime);
    connect(&m_rest, &QTimer::timeout, this, &BacktestWindow::ask);
    connect(m_form, &BacktestForm::changed, &m_rest, qOverload<>(&QTimer::start));
    connect(m_form, &BacktestForm::changed, m_review.get(), &Review::prepare); // while values rest
    connect(m_strip, &VerdictStrip::placeChosen, this, &BacktestWindow::placeChosen);
    connect(m_progress, &replay::EvaluationBar::cancelled, m_review.get(), &Review::cancel);
    connect(m_review.get(), &Review::progress, m_progress, &replay::EvaluationBar::setShare);
    connect(m_review.get(), &Review::backtestReady, this, &BacktestWindow::take);
    connect(m_review.get(), &Review::fileWritten, this,
            [this](const session::FileWritten& written) { tell(writtenWords(written), written.error.has_value()); });
    m_form->setSpans(place, std::move(spans));
    m_form->first().setFocus();
    m_rest.stop();
    ask();
}

BacktestWindow::~BacktestWindow() = default;

void BacktestWindow::build()
{
    auto* tabs = new common::FlatTabs(this);
    tabs->addTab(m_rules, QStringLiteral("By rule"));
    tabs->addTab(m_servers, QStringLiteral("By server"));
    tabs->addTab(m_missed, QStringLiteral("Missed"));
    auto* verdicts = panelOf(QStringLiteral("Verdicts"), m_strip, this);
    verdicts->setNote(QStringLiteral("full: firing · low: pending · dashed: missed · strokes: failed checks"));
    auto* above = new QSplitter(Qt::Horizontal, this);
    above->addWidget(panelOf(QStringLiteral("Summary"), m_totals, above));
    above->addWidget(verdicts);
    above->setSizes({summaryWidth, 2 * summaryWidth});
    above->setStretchFactor(1, 1);
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->addWidget(above);
    parts->addWidget(panelOf(QString(), tabs, parts));
    m_totals->setMinimumHeight(m_totals->heightFor(summaryRows) + 4);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    for (QSplitter* const splitter : {above, parts}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(6);
    }
    auto* said = new QHBoxLayout;
    said->addWidget(m_words, 1);
    said->addWidget(m_progress);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->addWidget(m_form);
    layout->addLayout(said);
    layout->addWidget(parts, 1);
    layout->addWidget(buildButtons());
}

QWidget* BacktestWindow::buildButtons()
{
    auto* row = new QWidget(this);
    m_command->setReadOnly(true);
    m_command->setAccessibleName(QStringLiteral("The same as a command line"));
    m_command->setPlaceholderText(QStringLiteral("The same as a command line comes here"));
    const auto button = [row](const QString& words, const QKeySequence& key) {
        auto* made = new QPushButton(words, row);
        made->setAutoDefault(false);
        made->setShortcut(key);
        common::setPlainToolTip(made, key.toString(QKeySequence::NativeText));
        return made;
    };
    m_copy = button(QStringLiteral("Copy command line"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_save = button(QStringLiteral("Save as JSON…"), QKeySequence::Save);
    QPushButton* again = button(QStringLiteral("Run again"), QKeySequence::Refresh);
    QPushButton* close = button(QStringLiteral("Close"), QKeySequence::Close);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_command, 1);
    for (QPushButton* const each : {m_copy, m_save, again, close})
        layout->addWidget(each);
    connect(m_copy, &QPushButton::clicked, this, &BacktestWindow::copyCommand);
    connect(m_save, &QPushButton::clicked, this, &BacktestWindow::askForFile);
    connect(again, &QPushButton::clicked, this, &BacktestWindow::ask);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    return row;
}

void BacktestWindow::ask()
{
    m_rest.stop();
    m_copy->setEnabled(m_answer != nullptr);
    m_save->setEnabled(m_answer != nullptr);
    const session::RecordingFacts facts = m_review->facts();
    if (facts.to <= facts.from) {
        m_strip->setWords(emptyRecordingWords());
        tell(emptyRecordingWords());
        return;
    }
    if (!m_form->isValid()) {
        tell(QStringLiteral("The time means nothing yet"), true);
        return;
    }
    session::BacktestRequest request = m_form->request();
    request.number = ++m_asked;
    if (!m_answer)
        m_strip->setWords(QStringLiteral("The rules are being evaluated over the recording."));
    m_review->requestBacktest(request);
}

void BacktestWindow::take(const BacktestAnswerPtr& answer)
{
    if (answer->request != m_asked)
        return; // a newer one is under way
    m_progress->setShare(1);
    m_command->setText(QString::fromStdString(answer->command));
    m_command->setCursorPosition(0);
    m_copy->setEnabled(true);
    if (answer->error) {
        const bool stopped = answer->error->code == base::ErrorCode::Canceled;
        tell(stopped ? QStringLiteral("Stopped. What is shown is of before; Run again takes it up.")
                     : errorWords(*answer->error),
             !stopped);
        return;
    }
    m_answer = answer;
    m_save->setEnabled(true);
    showAnswer(*answer);
}

void BacktestWindow::showAnswer(const BacktestAnswer& answer)
{
    const session::Backtest& backtest = answer.backtest;
    std::vector<std::string> names;
    for (std::size_t set = 0; set < backtest.sets.size(); ++set)
        names.push_back(setName(set).toStdString());
    m_form->setPresent(backtest, m_review->facts().scrapeInterval);
    m_totals->setRows(session::totalRows(backtest, names), {});
    m_rules->setRows(ruleRowsOf(backtest), QStringLiteral("These rules have no alert."));
    m_servers->setRows(session::serverRows(backtest, names),
                       QStringLiteral("No server was DOWN for so long, and nothing would have fired."));
    m_missed->setRows(session::missedRows(backtest, names),
                      backtest.spells.empty() ? QStringLiteral("No server was DOWN for so long.")
                                              : QStringLiteral("Every time DOWN was caught."));
    m_strip->setBacktest(backtest, answer.minDown);
    tell(verdictWords(answer), failedRules(backtest) > 0 || !answer.damage.empty());
}

void BacktestWindow::tell(const QString& words, bool wrong)
{
    m_words->setInk(wrong ? common::Role::PendingText : common::Role::Text);
    m_words->setPlain(words);
}

void BacktestWindow::copyCommand()
{
    QGuiApplication::clipboard()->setText(m_command->text());
    tell(QStringLiteral("The command line is in the clipboard"));
}

void BacktestWindow::askForFile()
{
    auto* dialog = new QFileDialog(this, QStringLiteral("Save the backtest"), QStringLiteral("backtest.json"),
                                   QStringLiteral("JSON (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, &BacktestWindow::saveJson);
    dialog->open();
}

void BacktestWindow::saveJson(const QString& path)
{
    m_review->requestJson(m_asked, path.toStdString());
}

} // namespace checkwatch::review
