#include "models/session/completion.h"
#include "models/session/historyevents.h"
#include "models/session/replayworker.h"

#include <algorithm>
#include <utility>

// What is asked about the position of a replay.
namespace checkwatch::session {

using base::Timestamp;

void ReplayWorker::postHistory(int channel, ReplayHistoryRequest request)
{
    m_histories.put(channel, std::move(request));
    m_postbox.post([this] { answerHistory(); });
}

std::uint32_t ReplayWorker::targetOf(fleet::ServerId server) const
{
    for (const auto& block : m_now->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->id == server) {
                return block->target;
            }
        }
    }
    return 0;
}

fleet::ServerHistory ReplayWorker::historyOf(fleet::ServerId server, const HistoryTimes& times)
{
    fleet::ServerHistory history;
    history.server = server;
    if (m_now != nullptr && server < m_shownFilm->servers().size()) {
        history.spans = m_shownFilm->spans(server, targetOf(server), times.from, times.to, m_time);
        addIncrease(m_headline, *m_data, m_data->failuresOf(m_shownFilm->servers()[server]), times, history);
    }
    return history;
}

void ReplayWorker::answerHistory()
{
    for (auto& [channel, request] : m_histories.take()) {
        auto history = std::make_shared<fleet::History>();
        history->request = request.number;
        history->from = request.times.from;
        history->to = request.times.to;
        history->step = request.times.step;
        history->threshold = m_headline.threshold;
        history->expression = m_headline.expression;
        HistoryTimes times = request.times;
        times.to = std::min(times.to, m_time); // nothing is known of what comes
        for (const fleet::ServerId server : request.servers) {
            history->servers.push_back(historyOf(server, times));
        }
        if (m_now && m_now->events) {
            history->events = historyEvents(*m_now->events, request.servers, times.from, times.to);
        }
        m_listener.history(std::move(history));
    }
}

void ReplayWorker::postQuestion(ReplayQuestion question)
{
    m_questions.put(0, std::move(question));
    m_postbox.post([this] { answerQuestion(); });
}

void ReplayWorker::answerQuestion()
{
    for (const auto& [channel, question] : m_questions.take()) {
        if (m_now == nullptr) {
            continue; // asked again with the first snapshot
        }
        std::vector<std::chrono::nanoseconds> evaluated;
        for (const std::uint64_t slot : m_shownFilm->evaluated()) {
            evaluated.emplace_back(static_cast<std::int64_t>(slot));
        }
        m_listener.explanation(
            m_why.explain(question.number, question.about,
                          {m_now, m_rules->config, m_rules->groups, std::move(evaluated), m_headline, *m_data,
                           *m_evaluator, m_time, [this](fleet::ServerId server, std::uint32_t target, Timestamp from) {
                               return m_shownFilm->spans(server, target, from, m_time, m_time);
                           }}));
    }
}

void ReplayWorker::postQuery(QueryRequest request)
{
    {
        const std::lock_guard lock(m_mutex);
        base::CancelToken& newest = m_newestQuery[request.channel];
        newest.cancel();
        newest = base::CancelToken();
        m_asked.push_back({std::move(request), newest});
    }
    m_postbox.post([this] { takeQueries(); });
}

void ReplayWorker::takeQueries()
{
    std::vector<Asked> asked;
    {
        const std::lock_guard lock(m_mutex);
        asked.swap(m_asked);
    }
    for (Asked& query : asked) {
        m_queries.add(std::move(query.request), std::move(query.cancel));
    }
    m_queryTimer.start(0);
}

void ReplayWorker::workOnQueries()
{
    m_queries.work(querySlice, m_listener.query);
    if (!m_queries.idle()) {
        m_queryTimer.start(0);
    }
}

void ReplayWorker::postCompletion(const CompletionRequest& request)
{
    m_postbox.post([this, request] { m_listener.completions(completionsOf(m_data->data(), request, nullptr)); });
}

void ReplayWorker::postEvents(ReplayEventsRequest request)
{
    m_eventRequests.put(0, request);
    m_postbox.post([this] { answerEvents(); });
}

void ReplayWorker::answerEvents()
{
    for (const auto& [channel, request] : m_eventRequests.take()) {
        const std::vector<fleet::Event>& all = m_film.events();
        const auto middle = std::ranges::upper_bound(all, request.around, {}, &fleet::Event::time);
        const auto before = std::min<std::ptrdiff_t>(middle - all.begin(), static_cast<std::ptrdiff_t>(request.each));
        const auto after = std::min<std::ptrdiff_t>(all.end() - middle, static_cast<std::ptrdiff_t>(request.each));
        auto answer = std::make_shared<RecordedEvents>();
        answer->request = request.number;
        answer->events.assign(middle - before, middle + after);
        answer->earlier = middle - before != all.begin();
        answer->later = middle + after != all.end();
        m_listener.events(std::move(answer));
    }
}

} // namespace checkwatch::session
