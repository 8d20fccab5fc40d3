#include "models/session/replayworker.h"

#include "models/session/completion.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

constexpr std::chrono::milliseconds querySlice{10};
/// The film goes through so much in a moment.
constexpr base::Duration worthWaiting = std::chrono::seconds{30};
constexpr base::Duration shortestSketch = std::chrono::seconds{10};
constexpr base::Duration longestSketch = std::chrono::minutes{5};

/// How long an engine takes to know the alerts as they had been: two evaluations are silent.
base::Duration sketchLength(recording::Reader& reader, Timestamp time)
{
    base::Duration longest = shortestSketch;
    for (const recording::RulesRecord& record : reader.rules(time, time)) {
        longest = std::max(longest, 3 * record.evaluationInterval);
        for (const rules::Group& group : record.groups) {
            longest = std::max(longest, 3 * group.interval);
        }
    }
    return std::min(longest, longestSketch);
}

} // namespace

ReplayWorker::ReplayWorker(std::string path, std::unique_ptr<ReplayData> data, Listener listener)
    : m_listener(std::move(listener)), m_postbox(this), m_data(std::move(data)), m_queries(*m_data, {}),
      m_queryTimer(this), m_path(std::move(path))
{
    m_queryTimer.setSingleShot(true);
    connect(&m_queryTimer, &QTimer::timeout, this, &ReplayWorker::workOnQueries);
}

ReplayWorker::~ReplayWorker() = default;

ReplayWorker::Shown ReplayWorker::takeShown()
{
    const std::lock_guard lock(m_mutex);
    m_wakeUnderWay = false;
    return std::exchange(m_shown, {});
}

void ReplayWorker::postBegin(const FilmRules& rules)
{
    m_postbox.post([this, rules] {
        m_filmRules = rules;
        m_film = {};
        m_filmedTo = {};
        m_whole = false;
        m_settled = false;
        m_now = nullptr;
        m_rules = nullptr;
    });
}

void ReplayWorker::postParts(std::vector<FilmPart> parts, Timestamp to)
{
    // Shared, because what a Postbox takes can be copied.
    auto shared = std::make_shared<std::vector<FilmPart>>(std::move(parts));
    m_postbox.post([this, shared, to] {
        for (FilmPart& part : *shared) {
            m_film.add(std::move(part));
        }
        m_filmedTo = to;
        m_stale = m_stale || to > m_data->reader().to();
        if (!m_settled) {
            show();
        }
    });
}

void ReplayWorker::postWhole()
{
    m_postbox.post([this] {
        m_whole = true;
        if (!m_settled) {
            show();
        }
    });
}

void ReplayWorker::postSeek(Timestamp time)
{
    m_seeks.put(0, time);
    m_postbox.post([this] {
        for (const auto& [channel, newest] : m_seeks.take()) {
            m_time = newest;
            m_settled = false;
            show();
            sketch();
        }
    });
}

void ReplayWorker::postStep(std::uint8_t stops, bool forward)
{
    m_postbox.post([this, stops, forward] { step(stops, forward); });
}

void ReplayWorker::step(std::uint8_t stops, bool forward)
{
    if (const auto next = m_film.next(m_time, stops, forward)) {
        m_time = *next;
        show();
    }
}

/// The film at m_time, as soon as it is known.
void ReplayWorker::show()
{
    if (!m_film.empty() && (m_time <= m_filmedTo || m_whole)) {
        m_settled = true;
        showFilmed(m_film);
    }
}

void ReplayWorker::showFilmed(Film& film)
{
    m_shownFilm = &film;
    m_now = film.at(std::max(m_time, film.from()));
    if (std::exchange(m_stale, false)) {
        if (const auto refreshed = m_data->refresh(); !refreshed) {
            m_listener.failed(refreshed.error().text());
        }
    }
    m_data->setTime(m_time);
    m_why.forget();
    useRules();
    publish(m_now);
}

/// Where the film has not come to m_time, and will not soon: the engine over the moments before, as after a restart of the
/// program, which goes on with alerts as they had been written down.
void ReplayWorker::sketch()
{
    if (m_settled || (!m_film.empty() && m_time <= m_filmedTo + worthWaiting)) {
        return;
    }
    auto reader = recording::Reader::open(m_path);
    if (!reader) {
        m_listener.failed(reader.error().text());
        return;
    }
    const Timestamp from = m_time - sketchLength(**reader, m_time);
    FilmMaker maker(std::move(*reader), m_filmRules, from, m_time);
    while (maker.advance()) {
        if (!m_seeks.empty()) {
            return; // nobody wants this one any more
        }
    }
    Film film;
    for (FilmPart& part : maker.take(true)) {
        film.add(std::move(part));
    }
    if (!film.empty()) {
        m_sketch = std::move(film);
        m_rules = nullptr;
        showFilmed(m_sketch);
    }
}

/// The rules and settings of m_time.
void ReplayWorker::useRules()
{
    if (m_rules == m_shownFilm->rules()) {
        return;
    }
    m_rules = m_shownFilm->rules();
    const config::Config& config = m_rules->config;
    m_headline = headlineOf(headlineRule(m_rules->groups, config.checkwatch.healthAlerts), config.checkwatch.compat);
    const promql::EngineOptions options = promqlOptions(config);
    m_queries.setOptions(options);
    m_evaluator = std::make_unique<promql::Engine>(options);
}

void ReplayWorker::publish(fleet::SnapshotPtr snapshot)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        m_shown = {m_time, std::move(snapshot), m_settled};
        wake = !m_wakeUnderWay;
        m_wakeUnderWay = true;
    }
    if (wake) {
        m_listener.shown();
    }
}

void ReplayWorker::postHistory(int channel, HistoryRequest request)
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
        const auto& events = m_now && m_now->events ? *m_now->events : std::vector<fleet::Event>{};
        std::ranges::copy_if(events, std::back_inserter(history->events), [&](const fleet::Event& event) {
            const bool concerned = event.server == fleet::noServer
                || std::ranges::find(request.servers, event.server) != request.servers.end();
            return event.time >= times.from && event.time <= times.to && concerned;
        });
        m_listener.history(std::move(history));
    }
}

void ReplayWorker::postQuestion(Question question)
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
        m_listener.explanation(m_why.explain(
            question.number, question.about,
            {m_now, m_rules->config, m_rules->groups, std::move(evaluated), m_headline, *m_data, *m_evaluator, m_time,
             [this](fleet::ServerId server, std::uint32_t target, Timestamp from) {
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

void ReplayWorker::postEvents(EventsRequest request)
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
