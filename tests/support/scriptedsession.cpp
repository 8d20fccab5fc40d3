#include "tests/support/scriptedsession.h"

#include "models/session/explainrule.h"
#include "tests/support/scriptedsamples.h"
#include "tests/support/scriptedscenes.h"

namespace checkwatch::scriptedsession {

namespace {

fleet::SnapshotPtr sceneOf(Scene scene)
{
    switch (scene) {
    case Scene::Empty: return emptyScene();
    case Scene::Workstation: return workstationScene();
    case Scene::Hostile: return hostileScene();
    }
    return nullptr;
}

} // namespace

ScriptedSession::ScriptedSession(Scene scene, QObject* parent)
    : Session(parent), m_snapshot(sceneOf(scene)), m_now(sceneTime)
{
}

ScriptedSession::ScriptedSession(int servers, QObject* parent)
    : Session(parent), m_snapshot(servers == 0 ? emptyScene() : largeScene(servers)), m_now(sceneTime)
{
}

void ScriptedSession::play(fleet::SnapshotPtr snapshot)
{
    m_snapshot = std::move(snapshot);
    Q_EMIT snapshotReady(m_snapshot);
}

const fleet::ServerRow* ScriptedSession::server(const std::string& name) const
{
    for (const auto& block : m_snapshot->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->server == name)
                return &row;
        }
    }
    return nullptr;
}

const fleet::ServerRow* ScriptedSession::server(fleet::ServerId id) const
{
    for (const auto& block : m_snapshot->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->id == id)
                return &row;
        }
    }
    return nullptr;
}

void ScriptedSession::requestHistory(std::uint64_t request, int, const std::vector<fleet::ServerId>& servers,
                                     base::Timestamp from, base::Timestamp to, base::Duration step)
{
    ++m_historiesAsked;
    auto history = std::make_shared<fleet::History>();
    history->request = request;
    history->from = from;
    history->to = to;
    history->step = step;
    history->expression = "increase(haproxy_server_check_failures_total[1m]) > 0";
    if (m_snapshot->events)
        history->events = *m_snapshot->events;
    for (const fleet::ServerId id : servers) {
        if (const fleet::ServerRow* row = server(id))
            history->servers.push_back(historyOf(*row, *m_snapshot, from, to, step));
    }
    Q_EMIT historyReady(history);
}

const fleet::ServerRow* ScriptedSession::meantBy(const fleet::WhyQuestion& question) const
{
    if (question.server != fleet::noServer || !m_snapshot->alerts)
        return server(question.server);
    const auto& alerts = *m_snapshot->alerts;
    const auto alert = std::ranges::find_if(
        alerts, [&](const fleet::AlertRow& known) { return known.alert.identity->id == question.alert; });
    return alert == alerts.end() ? nullptr : server(alert->server);
}

void ScriptedSession::requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question)
{
    m_lastQuestion = question;
    if (question.element) {
        explainElement(request, question);
        return;
    }
    const fleet::ServerRow* row = meantBy(question);
    if (row == nullptr)
        return;
    auto why = std::make_shared<fleet::Explanation>(explanationOf(*row, *m_snapshot));
    if (!m_runbookUrl.empty())
        why->annotations.emplace_back("runbook_url", m_runbookUrl);
    why->request = request;
    why->question = question;
    Q_EMIT explanationReady(why);
}

void ScriptedSession::explainElement(std::uint64_t request, const fleet::WhyQuestion& question)
{
    const fleet::QueriedElement& element = *question.element;
    auto why = std::make_shared<fleet::Explanation>();
    why->request = request;
    why->question = question;
    why->expression = element.expression;
    why->evaluatedAt = element.time;
    promql::EngineOptions options;
    options.explainTimeout = std::chrono::seconds{10};
    promql::Engine engine(options);
    session::explainRule(engine, samples(), {*promql::parse(element.expression), element.time, element.labels, {}},
                         *why);
    Q_EMIT explanationReady(why);
}

const tsdb::MemoryStore& ScriptedSession::samples()
{
    if (!m_samples) {
        m_samples = std::make_unique<tsdb::MemoryStore>();
        fillSamples(*m_snapshot, m_now, *m_samples);
    }
    return *m_samples;
}

void ScriptedSession::requestQuery(const session::QueryRequest& request)
{
    ++m_queriesAsked;
    session::QueryRunner runner(samples(), promql::EngineOptions());
    runner.add(request, {});
    while (!runner.idle())
        runner.work(std::chrono::seconds{1},
                    [this](const session::QueryAnswerPtr& answer) { Q_EMIT queryReady(answer); });
}

void ScriptedSession::requestCompletions(const session::CompletionRequest& request)
{
    using What = session::CompletionRequest::What;
    auto answer = std::make_shared<session::CompletionAnswer>();
    answer->number = request.number;
    if (request.what == What::LabelNames) {
        for (const std::string& name : samples().labelNames(request.matchers))
            answer->choices.push_back({name, 0, {}, {}});
    } else {
        const std::string label = request.what == What::Metrics ? "__name__" : request.label;
        for (const auto& choice : samples().labelChoices(label, request.matchers, request.typed, 200).found)
            answer->choices.push_back({choice.value, choice.series, metrics::MetricType::Gauge, "from the scene"});
    }
    Q_EMIT completionsReady(answer);
}

} // namespace checkwatch::scriptedsession
