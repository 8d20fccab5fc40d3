#include "ui/query/querypane.h"

#include "ui/common/text.h"
#include "ui/query/examples.h"
#include "ui/query/expressionedit.h"
#include "ui/query/resulttable.h"
#include "ui/query/resultview.h"
#include "ui/query/ruledialog.h"
#include "ui/query/textplaces.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QKeyEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

namespace checkwatch::query {

using common::PlainLabel;
using common::Role;
using namespace std::chrono_literals;

namespace {

constexpr int queryChannel = 0;
constexpr int stepsOfAChart = 300;
constexpr base::Duration leap{3000};
/// What this pane may know of the language; whether the session does too says its answer.
constexpr promql::ParseOptions everything{.experimental = true};

base::Duration stepFor(base::Duration length)
{
    const base::Duration step = std::chrono::ceil<std::chrono::seconds>(length / stepsOfAChart);
    return std::max<base::Duration>(step, 1s);
}

} // namespace

QueryPane::QueryPane(QWidget* parent)
    : QWidget(parent), m_edit(new ExpressionEdit(this)), m_message(new PlainLabel(this, PlainLabel::Fit::Elide)),
      m_result(new ResultView(this))
{
    buildBar();
    m_message->setContentsMargins(12, 3, 12, 3);
    m_message->setInk(Role::Muted);
    auto* upper = new QHBoxLayout;
    upper->setContentsMargins(8, 8, 8, 0);
    upper->setSpacing(6);
    upper->addWidget(m_edit, 1, Qt::AlignTop);
    for (QToolButton* button : {m_run, m_recent, m_rule})
        upper->addWidget(button, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper);
    layout->addWidget(m_message);
    layout->addWidget(m_result, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(300ms);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_result->setStatus(QStringLiteral("evaluating…")); });
    connect(m_result, &ResultView::tabChosen, this, &QueryPane::request);
    connect(m_result, &ResultView::exampleChosen, this, &QueryPane::ask);
    connectEditor();
    m_result->clear();
    judge();
}

void QueryPane::connectEditor()
{
    connect(m_edit, &ExpressionEdit::runRequested, this, &QueryPane::run);
    connect(m_edit, &ExpressionEdit::settled, this, &QueryPane::judge);
    connect(m_edit, &ExpressionEdit::shortened, this, [this] {
        tell(QStringLiteral("An expression has at most %1 characters here; the rest did not go in.")
                 .arg(ExpressionEdit::charactersAtMost),
             true);
    });
    connect(m_edit, &ExpressionEdit::completionsRequested, this, [this](const session::CompletionRequest& request) {
        if (m_session != nullptr)
            m_session->requestCompletions(request);
    });
}

void QueryPane::setSession(session::Session* session)
{
    if (m_session != nullptr)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_waitingFor.reset();
    m_patience.stop();
    if (session == nullptr)
        return;
    showFollowing();
    connect(session, &session::Session::queryReady, this, &QueryPane::take);
    connect(session, &session::Session::explanationReady, this, [this](const fleet::ExplanationPtr& why) {
        if (why->question.element && why->request == m_whyNumber)
            m_result->setExplanation(why);
    });
    connect(session, &session::Session::completionsReady, this,
            [this](const session::CompletionAnswerPtr& answer) { m_edit->offer(*answer); });
    request();
}

void QueryPane::setSnapshot(const fleet::Snapshot& snapshot)
{
    m_result->examples()->setExamples(examplesFor(snapshot));
    if (snapshot.evaluationInterval.count() > 0 && snapshot.evaluationInterval != m_interval) {
        m_interval = std::max<base::Duration>(snapshot.evaluationInterval, 1s);
        showFollowing();
    }
}

void QueryPane::setRange(base::Timestamp from, base::Timestamp to)
{
    // Another length, or a leap: time that passes is tick()'s.
    const bool other = to - from != m_to - m_from || std::chrono::abs(from - m_from) > leap;
    m_from = from;
    m_to = to;
    if (other && m_result->tab() == ResultView::ChartTab)
        request();
}

void QueryPane::setZone(common::Zone zone)
{
    m_result->setZone(zone);
}

void QueryPane::ask(const QString& expression)
{
    m_edit->setExpression(expression);
    run();
}

void QueryPane::run()
{
    m_asked = m_edit->expression().trimmed();
    if (m_asked.isEmpty()) {
        m_result->clear();
        judge();
        return;
    }
    m_waitingFor = true;
    request();
}

void QueryPane::request()
{
    if (m_session == nullptr || m_asked.isEmpty())
        return;
    session::QueryRequest request;
    request.number = ++m_number;
    request.channel = queryChannel;
    request.text = m_asked.toStdString();
    request.to = m_session->now();
    if (m_result->tab() == ResultView::ChartTab) {
        request.step = stepFor(m_to - m_from);
        // On whole steps, so that a line does not shiver as time goes on.
        const auto down = [&](base::Timestamp t) { return t - t.time_since_epoch() % request.step; };
        request.from = down(m_from);
        request.to = down(m_to);
    }
    m_askedAt = m_session->now();
    m_waitingFor = m_waitingFor.value_or(false);
    m_patience.start();
    m_session->requestQuery(request);
}

void QueryPane::take(const session::QueryAnswerPtr& answer)
{
    if (answer->asked.number != m_number)
        return;
    const bool pressed = m_waitingFor.value_or(false);
    m_waitingFor.reset();
    m_patience.stop();
    m_result->setAnswer(answer);
    m_copy->setEnabled(m_result->hasRows() && m_result->tab() == ResultView::TableTab);
    const bool same = m_edit->expression().trimmed() == m_asked;
    if (m_result->tab() == ResultView::WhyTab)
        askWhy(*answer);
    if (!answer->error) {
        if (pressed)
            m_edit->history().add(m_asked);
        if (same && pressed)
            judge();
        tick(); // somebody may have gone elsewhere meanwhile
        return;
    }
    if (answer->error->code == base::ErrorCode::Timeout || answer->error->code == base::ErrorCode::Limit)
        m_follow->setChecked(false); // what is too much now is too much in five seconds
    if (same) {
        const std::string all = m_edit->expression().toStdString();
        m_edit->setProblem(answer->error->line > 0 && all == answer->asked.text ? answer->error : std::nullopt);
        tell(QString::fromStdString(answer->error->message), true);
    }
}

/// Of the element in focus, at the time of the answer.
void QueryPane::askWhy(const session::QueryAnswer& answer)
{
    if (answer.error)
        return;
    const bool hasRows
        = std::holds_alternative<promql::Vector>(answer.value) || std::holds_alternative<promql::Matrix>(answer.value);
    fleet::WhyQuestion question;
    question.element
        = fleet::QueriedElement{answer.asked.text, answer.asked.to, hasRows ? m_result->focus() : std::nullopt};
    m_session->requestExplanation(++m_whyNumber, question);
}

/// What can be said of the text before anybody runs it.
void QueryPane::judge()
{
    const QString text = m_edit->expression();
    m_rule->setEnabled(false);
    if (text.trimmed().isEmpty()) {
        m_edit->setProblem(std::nullopt);
        tell(QStringLiteral("Enter runs · Shift+Enter begins a line · Ctrl+Space offers names · Esc goes back"), false);
        return;
    }
    const auto parsed = promql::parse(text.toStdString(), everything);
    if (parsed) {
        m_edit->setProblem(std::nullopt);
        m_rule->setEnabled(true);
        tell(QString(), false);
        return;
    }
    m_edit->setProblem(parsed.error());
    tell(QStringLiteral("%1 (line %2, column %3)")
             .arg(QString::fromStdString(parsed.error().message))
             .arg(parsed.error().line)
             .arg(parsed.error().column),
         true);
}

void QueryPane::tell(const QString& words, bool wrong)
{
    m_message->setInk(wrong ? Role::DownText : Role::Muted);
    m_message->setPlain(words);
}

QString QueryPane::message() const
{
    return m_message->plain();
}

void QueryPane::tick()
{
    if (m_session == nullptr || !isVisible() || !m_follow->isChecked() || m_waitingFor)
        return;
    const base::Duration passed = m_session->now() - m_askedAt;
    const base::Duration patience = m_session->isReplay() ? base::Duration{1} : m_interval;
    if (passed < base::Duration{0} || passed >= patience) // what was asked later is not known here
        request();
}

/// Nothing was asked while it was away.
void QueryPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    tick();
}

void QueryPane::makeRule()
{
    auto* dialog = new RuleDialog(m_edit->expression(), everything, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void QueryPane::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closeRequested();
    else
        QWidget::keyPressEvent(event);
}

QJsonObject QueryPane::save() const
{
    return {{QStringLiteral("expression"), m_edit->expression()},
            {QStringLiteral("history"), QJsonArray::fromStringList(m_edit->history().all())},
            {QStringLiteral("chart"), m_result->tab() == ResultView::ChartTab},
            {QStringLiteral("paused"), !m_follow->isChecked()}};
}

void QueryPane::restore(const QJsonObject& state)
{
    QStringList history;
    const QJsonArray kept = state.value(QLatin1String("history")).toArray();
    for (const auto value : kept)
        history << value.toString().left(ExpressionEdit::charactersAtMost);
    m_edit->history().set(history);
    m_edit->setExpression(state.value(QLatin1String("expression")).toString());
    m_result->setTab(state.value(QLatin1String("chart")).toBool() ? ResultView::ChartTab : ResultView::TableTab);
    m_follow->setChecked(!state.value(QLatin1String("paused")).toBool());
}

} // namespace checkwatch::query
