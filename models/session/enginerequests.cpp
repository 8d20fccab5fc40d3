#include "models/session/engineworker.h"

#include <mutex>
#include <utility>
#include <vector>

// What other threads ask the engine's, which answers with the newest of each kind.
namespace checkwatch::session {

void EngineWorker::postHistory(HistoryRequest request)
{
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_requests, [&](const HistoryRequest& old) { return old.channel == request.channel; });
        m_requests.push_back(std::move(request));
    }
    post([this] { answerHistory(); });
}

void EngineWorker::answerHistory()
{
    std::vector<HistoryRequest> requests;
    {
        const std::lock_guard lock(m_mutex);
        requests.swap(m_requests);
    }
    for (const HistoryRequest& request : requests) {
        m_listener.history(m_engine.history(request.number, request.servers, request.from, request.to, request.step));
    }
}

void EngineWorker::postQuestion(Question question)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool ofQuery = question.about.element.has_value();
        m_questions.insert_or_assign(ofQuery, std::move(question));
    }
    post([this] { answerQuestions(); });
}

void EngineWorker::answerQuestions()
{
    std::map<bool, Question> questions;
    {
        const std::lock_guard lock(m_mutex);
        questions.swap(m_questions);
    }
    for (const auto& [ofQuery, question] : questions) {
        m_listener.explanation(m_engine.explain(question.number, question.about, m_clock.wall()));
    }
}

void EngineWorker::postQuery(QueryRequest request)
{
    {
        const std::lock_guard lock(m_mutex);
        base::CancelToken& newest = m_newestQuery[request.channel];
        newest.cancel();
        newest = base::CancelToken();
        m_asked.push_back({std::move(request), newest});
    }
    post([this] { takeQueries(); });
}

void EngineWorker::takeQueries()
{
    {
        const std::lock_guard lock(m_mutex);
        for (Asked& asked : m_asked) {
            m_engine.queries().add(std::move(asked.request), std::move(asked.cancel));
        }
        m_asked.clear();
    }
    workOnQueries(false);
}

void EngineWorker::complete(const CompletionRequest& request)
{
    m_listener.completions(m_engine.complete(request));
}

} // namespace checkwatch::session
