#include "ui/workstation/detailtabs.h"

#include "ui/charts/whyview.h"
#include "ui/common/panel.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/runbook/runbookview.h"
#include "ui/workstation/serverfacts.h"
#include "ui/workstation/timelineview.h"

#include <QScrollArea>
#include <QUrl>

#include <cmath>

namespace checkwatch::workstation {

namespace {

constexpr std::string_view headline = "HaproxyServerHealthcheckFailure";

runbooks::Situation situationOf(const Found& found)
{
    runbooks::Situation situation;
    const fleet::ServerRow& row = *found.row;
    situation.proxy = row.identity->proxy;
    situation.server = row.identity->server;
    situation.instance = row.identity->instance;
    situation.check = row.check;
    situation.checkCode = static_cast<int>(std::lround(row.checkCode));
    situation.checkDurationMs = static_cast<double>(row.checkDurationMs);
    const fleet::Shown shown = common::effective(row);
    situation.down = shown == fleet::Shown::DownRuleSilent || shown == fleet::Shown::DownFiring;
    situation.byAgent = situation.down && row.outCause == fleet::OutCause::Agent;
    situation.failuresPerMinute = std::isnan(row.increase) ? 0 : row.increase;
    if (found.backend != nullptr) {
        const bool countsItself
            = shown == fleet::Shown::Up || shown == fleet::Shown::Firing || shown == fleet::Shown::Pending;
        situation.peers = static_cast<int>(found.backend->servers) - 1;
        situation.peersUp = static_cast<int>(found.backend->inRotation) - (countsItself ? 1 : 0);
        situation.inRotation = static_cast<int>(found.backend->inRotation);
    }
    return situation;
}

/// What a server would be shown as that this alert covers: for its colour.
fleet::Shown shownOf(const fleet::AlertRow& alert)
{
    switch (alert.phase) {
    case fleet::AlertPhase::Firing: return fleet::Shown::Firing;
    case fleet::AlertPhase::Pending: return fleet::Shown::Pending;
    default: return fleet::Shown::Up;
    }
}

} // namespace

DetailTabs::DetailTabs(QWidget* parent)
    : FlatTabs(parent), m_why(new charts::WhyView(this)), m_runbook(new runbook::RunbookView(this)),
      m_timeline(new TimelineView(this)), m_facts(new ServerFacts(this))
{
    auto* why = new QScrollArea(this);
    why->setFrameShape(QFrame::NoFrame);
    why->setWidgetResizable(true);
    why->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    why->setWidget(m_why);
    common::layOnPanel(why);
    common::layOnPanel(m_runbook);
    common::layOnPanel(m_facts);
    addTab(why, QStringLiteral("Why"));
    addTab(m_runbook, QStringLiteral("Runbook"));
    addTab(m_timeline, QStringLiteral("Timeline"));
    addTab(m_facts, QStringLiteral("Server"));
    connect(this, &QTabWidget::currentChanged, this, &DetailTabs::pageOpened);
    connect(m_runbook, &runbook::RunbookView::stepTicked, this, [this](const QString& step, bool on) {
        fleet::Event event = m_ticked;
        event.detail = step.toStdString();
        event.after = on ? fleet::stepDone : fleet::stepNotDone;
        Q_EMIT stepTicked(event);
    });
    connect(m_timeline, &TimelineView::serverActivated, this, &DetailTabs::serverActivated);
    connect(m_why, &charts::WhyView::ruleChosen, this, [this](const std::string& rule, const std::string& query) {
        m_question.alert = 0;
        m_question.rule = rule;
        m_question.query = query;
        Q_EMIT questionChanged(m_question);
    });
}

std::string DetailTabs::alertNameOf(const Subject& subject) const
{
    const fleet::AlertRow* alert = subject.alert != nullptr ? subject.alert : subject.found.alert;
    if (alert != nullptr && alert->alert.identity)
        return std::string(alert->alert.identity->labels.get("alertname"));
    return std::string(headline);
}

void DetailTabs::setSubject(const fleet::SnapshotPtr& snapshot, const Subject& subject, const Moment& moment)
{
    ask(subject);
    m_names.setTargets(snapshot->targets);
    if (currentWidget() == m_timeline)
        showEvents(snapshot, subject);
    else if (currentWidget() == m_facts)
        showFacts(subject, moment);
    nameSubject(subject, moment);
    m_why->setRules(snapshot->rules);
    showRunbook(subject);
    setNow(moment);
}

void DetailTabs::showEvents(const fleet::SnapshotPtr& snapshot, const Subject& subject)
{
    const fleet::ServerId server = subject.found.row != nullptr ? subject.found.row->identity->id : fleet::noServer;
    if (server != m_eventsOf) {
        m_eventsOf = server;
        m_timeline->model().setServer(subject.found.row != nullptr ? std::optional(*subject.found.row->identity)
                                                                   : std::nullopt);
    }
    m_timeline->setSnapshot(snapshot);
}

void DetailTabs::showFacts(const Subject& subject, const Moment& moment)
{
    if (subject.found.row != nullptr)
        m_facts->setServer(subject.found, moment.now, moment.zone);
    else
        m_facts->clear();
}

/// Another subject drops a rule that was chosen in the box only where it brings its own.
void DetailTabs::ask(const Subject& subject)
{
    fleet::WhyQuestion next = m_question;
    next.server = subject.found.row != nullptr ? subject.found.row->identity->id : fleet::noServer;
    const std::uint64_t alert
        = subject.alert != nullptr && subject.alert->alert.identity ? subject.alert->alert.identity->id : 0;
    const bool other = alert != m_alert;
    m_alert = alert;
    if (other && alert != 0) {
        next.alert = alert;
        next.rule.clear();
        next.query.clear();
    } else if (alert == 0) {
        next.alert = 0;
    }
    if (next == m_question)
        return;
    m_question = next;
    setExplanation(nullptr);
}

void DetailTabs::nameSubject(const Subject& subject, const Moment& moment)
{
    if (subject.found.row != nullptr) {
        const fleet::ServerRow& row = *subject.found.row;
        const bool ownWords = m_question.alert != 0 && subject.alert != nullptr && !subject.alert->health;
        m_why->setSubject({nameOf(*row.identity, m_names),
                           ownWords ? common::phaseWords(*subject.alert, moment.now, moment.zone)
                                    : common::shownWords(row, subject.found.alert, subject.found.target, moment.now),
                           ownWords ? shownOf(*subject.alert) : row.shown});
    } else if (subject.alert != nullptr) {
        const fleet::AlertRow& alert = *subject.alert;
        QStringList names;
        for (const std::string& part : {alert.proxy, alert.instance}) {
            if (!part.empty())
                names << common::display(part, 80);
        }
        m_why->setSubject(
            {names.join(QStringLiteral(" on ")), common::phaseWords(alert, moment.now, moment.zone), shownOf(alert)});
    } else {
        m_why->setSubject({});
    }
}

void DetailTabs::showRunbook(const Subject& subject)
{
    if (subject.found.row == nullptr && subject.alert == nullptr) {
        m_runbook->setEmptyText(QStringLiteral("Select a server or an alert to see what to do about it."));
        return;
    }
    const std::string name = alertNameOf(subject);
    m_ticked = {};
    m_ticked.kind = fleet::EventKind::RunbookStep;
    m_ticked.name = name;
    if (subject.found.row != nullptr) {
        const fleet::ServerIdentity& who = *subject.found.row->identity;
        m_ticked.job = who.job;
        m_ticked.instance = who.instance;
        m_ticked.proxy = who.proxy;
        m_ticked.serverName = who.server;
    }
    runbook::RunbookView::Page page;
    page.book = m_library ? m_library->find(name) : nullptr;
    page.subject = common::display(name);
    if (subject.found.row != nullptr) {
        page.subject += QStringLiteral(" %1").arg(subject.found.row->identity->id);
        if (page.book)
            page.guide = runbooks::guideFor(*page.book, situationOf(subject.found));
    }
    if (m_explanation) {
        for (const auto& [key, value] : m_explanation->annotations) {
            if (key == "runbook_url")
                page.link = QUrl(common::display(value, 2048), QUrl::StrictMode);
        }
    }
    m_runbook->setPage(std::move(page));
}

void DetailTabs::setExplanation(const fleet::ExplanationPtr& why)
{
    if (why && !(why->question == m_question))
        return;
    m_explanation = why;
    m_why->setExplanation(why);
}

void DetailTabs::setNow(const Moment& moment)
{
    m_why->setNow(moment.now);
    m_why->setZone(moment.zone);
    m_timeline->setZone(moment.zone);
}

} // namespace checkwatch::workstation
