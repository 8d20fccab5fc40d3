#include "models/session/replaysession.h"

#include "models/session/notesfile.h"
#include "models/session/recordingfacts.h"
#include "models/session/rulesets.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

using base::Timestamp;

std::uint8_t stopsOf(Replay::Stop stop)
{
    switch (stop) {
    case Replay::Stop::Event: return filmstop::event;
    case Replay::Stop::Evaluation: return filmstop::evaluation;
    case Replay::Stop::Scrape: return filmstop::scrape;
    }
    return 0;
}

} // namespace

base::Result<std::unique_ptr<ReplaySession>> ReplaySession::open(const std::string& path, ReplayOptions options)
{
    auto set = loadRuleFiles(options.config);
    if (!set) {
        return std::move(set).error();
    }
    const std::string file = recordingFile(path);
    auto reader = recording::Reader::open(file);
    if (!reader) {
        return std::move(reader).error();
    }
    RecordingFacts facts = factsOf(**reader, file);
    if (facts.from > facts.to || (*reader)->streams().empty()) {
        return base::Error{base::ErrorCode::BadInput, "there is nothing in this recording to be replayed", file};
    }
    std::vector<fleet::ServerIdentity> servers = serversIn(**reader);
    facts.servers = servers.size();
    const Timestamp first = facts.from;
    facts.from = std::max({facts.from, options.from, facts.to - options.longest});
    const bool beginning = facts.from == first;
    const Opening opening = openingOf(**reader, facts.from, facts.to);
    std::unique_ptr<ReplaySession> session(new ReplaySession(file, std::move(options), std::move(set->groups),
                                                             std::move(facts), std::move(*reader), beginning, opening));
    session->m_servers = std::move(servers);
    return session;
}

ReplaySession::ReplaySession(std::string path, ReplayOptions options, std::vector<rules::Group> groupsNow,
                             RecordingFacts facts, std::unique_ptr<recording::Reader> reader, bool beginning,
                             Opening opening)
    : m_path(std::move(path)), m_options(std::move(options)), m_groupsNow(std::move(groupsNow)),
      m_facts(std::move(facts)), m_opening(opening), m_now(opening.time), m_wanted(opening.time)
{
    // Charts and rules look back beyond the beginning.
    m_worker = new ReplayWorker(
        m_path, std::make_unique<ReplayData>(std::move(reader), m_facts.from - std::chrono::hours{2}), listener());
    m_film = new FilmWorker(m_path, {m_facts.from, m_facts.to, m_facts.growing, beginning}, filmListener());
    m_filmThread.setObjectName(QStringLiteral("film"));
    m_engineThread.setObjectName(QStringLiteral("replay"));
    connect(&m_filmThread, &QThread::finished, m_film, &QObject::deleteLater);
    connect(&m_engineThread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_film->moveToThread(&m_filmThread);
    m_worker->moveToThread(&m_engineThread);
    connect(&m_playTimer, &QTimer::timeout, this, &ReplaySession::playOn);
}

ReplaySession::~ReplaySession()
{
    m_cancelFilm.cancel();
    m_filmThread.quit(); // it hands to the other one
    m_filmThread.wait();
    m_engineThread.quit();
    m_engineThread.wait();
    if (!m_started) { // no thread ever ran that could have deleted them
        delete m_film;
        delete m_worker;
    }
}

void ReplaySession::start()
{
    m_started = true;
    m_engineThread.start();
    m_filmThread.start(QThread::LowPriority);
    film();
    m_worker->postSeek(m_wanted);
}

void ReplaySession::film()
{
    m_cancelFilm.cancel();
    m_cancelFilm = base::CancelToken();
    FilmRules rules;
    rules.servers = m_servers;
    rules.asNow = m_rules == Rules::AsNow;
    if (rules.asNow) {
        rules.config = m_options.config;
        rules.groups = m_groupsNow;
    }
    m_firstAlert = rules.asNow ? std::nullopt : m_opening.firstAlert;
    m_firstAlertOfFilm = false;
    m_film->postStart(std::move(rules), m_cancelFilm);
}

ReplayListener ReplaySession::listener()
{
    return {
        [this] { m_answers.post([this] { takeShown(); }); },
        [this](fleet::HistoryPtr history) {
            m_answers.post([this, history = std::move(history)] { Q_EMIT historyReady(history); });
        },
        [this](fleet::ExplanationPtr explanation) {
            m_answers.post([this, explanation = std::move(explanation)] { Q_EMIT explanationReady(explanation); });
        },
        [this](QueryAnswerPtr answer) {
            m_answers.post([this, answer = std::move(answer)] { Q_EMIT queryReady(answer); });
        },
        [this](CompletionAnswerPtr answer) {
            m_answers.post([this, answer = std::move(answer)] { Q_EMIT completionsReady(answer); });
        },
        [this](RecordedEventsPtr events) {
            m_answers.post([this, events = std::move(events)] { Q_EMIT eventsReady(events); });
        },
        [this](Timestamp time, bool asNow) { m_answers.post([this, time, asNow] { takeFirstAlert(time, asNow); }); },
        [this](const std::string& text) {
            m_answers.post([this, text] { Q_EMIT failed(QString::fromStdString(text)); });
        }};
}

FilmWorker::Listener ReplaySession::filmListener()
{
    return {[this](const FilmRules& rules) { m_worker->postBegin(rules); },
            [this](std::vector<FilmPart> parts, Timestamp to, Timestamp recorded) {
                m_worker->postParts(std::move(parts), to, recorded);
                m_answers.post([this, to] { takeFilmed(to); });
            },
            [this](double share) { m_answers.post([this, share] { Q_EMIT progress(share); }); },
            [this](fleet::TimelinePtr timeline) {
                m_worker->postWhole();
                m_answers.post([this, timeline = std::move(timeline)] {
                    m_timeline = timeline;
                    Q_EMIT timelineReady(m_timeline);
                });
            },
            [this](Timestamp to) {
                m_worker->postStopped(to);
                m_answers.post([this, to] { takeFilmed(to); });
            },
            [this](const std::string& text) {
                m_answers.post([this, text] { Q_EMIT failed(QString::fromStdString(text)); });
            },
            [this](std::vector<std::string> lines, bool whole) {
                m_answers.post([this, lines = std::move(lines), whole] { takeDamage(lines, whole); });
            }};
}

/// A film that begins anew comes to it again, piece by piece.
void ReplaySession::takeDamage(const std::vector<std::string>& lines, bool whole)
{
    if (whole || lines.size() > m_facts.damage.size()) {
        m_facts.damage = lines;
        m_facts.checked = m_facts.checked || whole;
        Q_EMIT damageKnown();
    }
}

void ReplaySession::takeShown()
{
    ReplayWorker::Shown shown = m_worker->takeShown();
    if (shown.snapshot == nullptr) {
        return;
    }
    const bool other = shown.snapshot != m_snapshot;
    m_now = shown.time;
    m_settled = shown.settled;
    m_snapshot = std::move(shown.snapshot);
    if (other) {
        Q_EMIT snapshotReady(m_snapshot);
    }
    Q_EMIT moved(m_now);
}

/// A recording that is being written has become longer.
void ReplaySession::takeFilmed(Timestamp to)
{
    if (m_facts.growing && to > m_facts.to) {
        m_facts.to = to;
        Q_EMIT grew();
    }
}

void ReplaySession::takeFirstAlert(Timestamp time, bool asNow)
{
    // That of the film before may still be on its way.
    const bool known = m_firstAlert && !m_firstAlertOfFilm;
    if (!known && asNow == (m_rules == Rules::AsNow)) {
        m_firstAlert = std::min(time, m_facts.to);
        m_firstAlertOfFilm = true;
        if (m_untouched) {
            Q_EMIT firstAlertFound(*m_firstAlert);
        }
    }
}

void ReplaySession::requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                                   Timestamp from, Timestamp to, base::Duration step)
{
    m_worker->postHistory(channel, {request, servers, {from, to, step}});
}

void ReplaySession::requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question)
{
    m_worker->postQuestion({request, question});
}

void ReplaySession::requestQuery(const QueryRequest& request)
{
    m_worker->postQuery(request);
}

void ReplaySession::requestCompletions(const CompletionRequest& request)
{
    m_worker->postCompletion(request);
}

void ReplaySession::requestEvents(std::uint64_t request, Timestamp around, std::size_t each)
{
    m_worker->postEvents({request, around, each});
}

void ReplaySession::seek(Timestamp time)
{
    m_untouched = false;
    m_wanted = std::clamp(time, m_facts.from, m_facts.to);
    m_worker->postSeek(m_wanted);
}

void ReplaySession::step(Stop stop, bool forward)
{
    pause();
    m_untouched = false;
    m_worker->postStep(stopsOf(stop), forward);
}

void ReplaySession::useRules(Rules rules)
{
    if (rules != m_rules) {
        m_rules = rules;
        film();
        m_worker->postSeek(m_wanted);
    } else if (m_cancelFilm.canceled()) {
        m_cancelFilm = base::CancelToken();
        m_film->postResume(m_cancelFilm);
    }
}

base::Result<void> ReplaySession::addNote(const std::string& text)
{
    const recording::NoteRecord note{m_now, text};
    auto written = m_options.addNote ? m_options.addNote(note) : appendNote(m_path, note);
    if (written && m_timeline) {
        using Kind = fleet::TimelineMark::Kind;
        auto timeline = std::make_shared<fleet::Timeline>(*m_timeline);
        const auto place = std::ranges::upper_bound(timeline->marks, note.time, {}, &fleet::TimelineMark::time);
        timeline->marks.insert(place, {text.empty() ? Kind::Bookmark : Kind::Note, note.time, text});
        m_timeline = std::move(timeline);
        Q_EMIT timelineReady(m_timeline);
    }
    return written;
}

void ReplaySession::cancel()
{
    m_cancelFilm.cancel();
}

} // namespace checkwatch::session
