#include "models/session/filmmaker.h"

#include "models/session/evaluationtime.h"

#include <algorithm>
#include <utility>

namespace checkwatch::session {
namespace {

using base::Timestamp;
using std::chrono::nanoseconds;

/// Ages are looked at so often at the least, at whole multiples: data turns stale without anything happening.
constexpr base::Duration tickEvery{500};
/// What becomes of the data of a session that ended is shown until all of it is stale.
constexpr base::Duration staleAfter = std::chrono::seconds{15};

/// Of rules that are not in the recording, as in one that was imported.
constexpr base::Duration unrecordedInterval = std::chrono::seconds{15};

/// A running session looks more often; whether a rule can fire changes with what there is to scrape.
constexpr base::Duration ruleChecks = std::chrono::minutes{10};

/// The first millisecond at which a slot has come.
Timestamp reached(nanoseconds slot)
{
    return slot == nanoseconds::max() ? Timestamp::max() : Timestamp{std::chrono::ceil<base::Duration>(slot)};
}

Timestamp nextTick(Timestamp time)
{
    return Timestamp{(time.time_since_epoch() / tickEvery + 1) * tickEvery};
}

/// Rules that came by themselves when an exporter was recognised begin as after a start, others do not.
bool cameByThemselves(const std::vector<rules::Group>& before, const std::vector<rules::Group>& after)
{
    const auto same
        = [](const rules::Group& a, const rules::Group& b) { return a.file == b.file && rules::sameContent(a, b); };
    const auto in = [&](const rules::Group& group, const std::vector<rules::Group>& groups) {
        return std::ranges::any_of(groups, [&](const rules::Group& other) { return same(group, other); });
    };
    return std::ranges::all_of(before, [&](const rules::Group& group) { return in(group, after); })
        && std::ranges::all_of(after, [&](const rules::Group& group) {
               return group.file.starts_with("builtin/") || in(group, before);
           });
}

} // namespace

FilmMaker::FilmMaker(std::unique_ptr<recording::Reader> reader, FilmRules rules, Timestamp from, Timestamp to)
    : m_reader(std::move(reader)), m_rules(std::move(rules)), m_from(from), m_to(to),
      m_sessions(recordedSessions(*m_reader, from, to)),
      m_timeline(std::max(from, m_reader->from()), std::min(to, m_reader->to()))
{
    m_names.know(m_rules.servers);
}

FilmMaker::~FilmMaker() = default;

config::Config FilmMaker::configOf(const recording::RulesRecord& record) const
{
    config::Config config = m_rules.config;
    if (!m_rules.asNow && record.evaluationInterval == base::Duration{0}) {
        config.evaluationInterval = unrecordedInterval; // and the published rules, as there are no others
    } else if (!m_rules.asNow) {
        config.evaluationInterval = record.evaluationInterval;
        config.externalLabels.clear();
        for (const metrics::Label label : record.externalLabels) {
            config.externalLabels.emplace(label.name, label.value);
        }
        config.checkwatch.compat = record.compat;
        config.checkwatch.experimental = record.experimental;
        config.checkwatch.healthAlerts = record.healthAlerts;
        config.checkwatch.builtinRules = config.checkwatch.companionRules = false; // all there were are in the record
    }
    config.scrapeConfigs.clear();
    for (const sources::Target& target : m_feed->targets()) {
        const auto known
            = std::ranges::find(config.scrapeConfigs, target.config.jobName, &config::ScrapeConfig::jobName);
        if (known == config.scrapeConfigs.end()) {
            config.scrapeConfigs.push_back(target.config);
        }
    }
    return config;
}

void FilmMaker::beginSession()
{
    m_feed.emplace(*m_reader, m_sessions[m_session]);
    const RecordedSession& session = m_feed->session();
    const recording::RulesRecord none;
    const recording::RulesRecord& record = session.rules.empty() ? none : session.rules.front();
    m_config = configOf(record);
    fleet::TrackerOptions tracker;
    tracker.bare = true;
    m_engine = std::make_unique<Engine>(m_config, m_rules.asNow ? m_rules.groups : record.groups, session.start,
                                        Scribe(), tracker);
    m_engine->setPaceOfRuleChecks(ruleChecks);
    m_preload.emplace(m_engine->preloading(*m_reader, session.start));
    m_now = session.start;
}

void FilmMaker::takePast()
{
    m_preload.reset();
    m_engine->takePast(*m_reader, m_now);
    m_names.beginSession();
    m_firstEvent = m_names.events();
    m_toldEvent = m_engine->tracker().newestBefore();
    noteBefore();
    m_shot = nullptr;
    m_groups = nullptr;
    m_filmed = m_now - base::Duration{1};
    m_active.assign(m_feed->targets().size(), false);
    wantTargets();
}

/// Tells the engine of targets that begin now, and of those that end.
void FilmMaker::wantTargets()
{
    std::vector<sources::Target> wanted;
    for (std::size_t target = 0; target < m_active.size(); ++target) {
        m_active[target] = m_active[target] || m_feed->begins(target, m_now);
        if (m_active[target]) {
            wanted.push_back(m_feed->targets()[target]);
        }
    }
    m_engine->setTargets(wanted, m_now);
}

bool FilmMaker::advance()
{
    if (m_session >= m_sessions.size()) {
        return false;
    }
    if (!m_feed) {
        beginSession();
        return true;
    }
    if (m_preload) {
        if (!m_preload->advance()) {
            takePast();
        }
        return true;
    }
    std::optional<ReplayAction> action = m_feed->next();
    if (!action) {
        if (m_now < m_feed->session().end) {
            advanceTo(m_feed->session().end);
        }
        shoot(); // something may have happened behind the last sample
        if (growing()) {
            return false;
        }
        endSession();
        return true;
    }
    action->time = std::max(action->time, m_now); // a damaged recording's times may not ascend
    advanceTo(action->time);
    apply(*action);
    return true;
}

void FilmMaker::endSession()
{
    base::Duration longest{0};
    for (const sources::Target& target : m_feed->targets()) {
        longest = std::max(longest, target.config.interval);
    }
    const Timestamp until = std::min(m_now + 2 * longest + staleAfter, m_sessions[m_session + 1].start);
    for (Timestamp time = nextTick(m_now); time < until; time = nextTick(time)) {
        m_now = time;
        shoot();
    }
    m_timeline.interrupt(m_now);
    m_feed.reset();
    m_engine.reset();
    ++m_session;
}

void FilmMaker::advanceTo(Timestamp time)
{
    for (;;) {
        const Timestamp next = std::min(reached(m_engine->nextEvaluation()), nextTick(m_now));
        if (next > time) {
            break;
        }
        tick(next);
    }
    moveTo(time);
}

/// Something is about to happen then: only what was before is over.
void FilmMaker::moveTo(Timestamp time)
{
    if (time > m_now) {
        shoot();
        m_now = time;
    }
    m_filmed = m_now - base::Duration{1};
}

/// What a running session does where nothing comes in.
void FilmMaker::tick(Timestamp time)
{
    moveTo(time);
    if (m_engine->evaluateDue(toNs(time))) {
        m_stops |= filmstop::evaluation;
    }
}

void FilmMaker::apply(ReplayAction& action)
{
    using Kind = ReplayAction::Kind;
    switch (action.kind) {
    case Kind::Reading: return;
    case Kind::Scrape:
        if (!m_active[action.target]) {
            m_active[action.target] = true;
            wantTargets();
        }
        m_engine->onScrape(action.target, action.batch, m_now);
        m_stops |= filmstop::scrape;
        return;
    case Kind::Rules:
        changeRules(*action.rules);
        wantTargets(); // both come out of the configuration
        return;
    case Kind::TargetRemoved:
        m_active[action.target] = false;
        wantTargets();
        [[fallthrough]];
    case Kind::TargetEnds: m_engine->onEnded(action.target, action.batch, m_now); return;
    case Kind::Event:
        if (action.event.kind == fleet::EventKind::Clock && action.event.detail == fleet::clockSet) {
            m_engine->onClockStep(toNs(m_now), base::Duration{static_cast<std::int64_t>(action.event.value * 1000)});
        } else {
            m_engine->addEvent(std::move(action.event));
        }
        return;
    }
}

void FilmMaker::changeRules(const recording::RulesRecord& record)
{
    if (m_rules.asNow) {
        return;
    }
    m_config = configOf(record);
    m_timeline.mark(fleet::TimelineMark::Kind::RulesChanged, record.from, {});
    m_engine->useRules(m_config, record.groups, m_now, cameByThemselves(m_engine->groups(), record.groups));
}

base::Result<void> FilmMaker::refresh()
{
    if (auto refreshed = m_reader->refresh(); !refreshed) {
        return refreshed;
    }
    std::vector<RecordedSession> sessions = recordedSessions(*m_reader, m_from, m_to);
    // Retention may have taken old ones away: the running one is known by its beginning.
    const Timestamp start = m_session < m_sessions.size() ? m_sessions[m_session].start : Timestamp::min();
    const auto running = std::ranges::find(sessions, start, &RecordedSession::start);
    if (!m_sessions.empty() && running == sessions.end()) {
        return base::Error{base::ErrorCode::NotFound, "what was being played is no longer in the recording"};
    }
    m_session = m_sessions.empty() ? 0 : static_cast<std::size_t>(running - sessions.begin());
    m_sessions = std::move(sessions);
    if (m_preload) { // it holds on to what was there before; nothing is filmed of this session yet
        m_preload.reset();
        m_feed.reset();
    }
    if (m_feed) {
        m_feed->refreshed(m_sessions[m_session]);
        m_active.resize(m_feed->targets().size(), false);
    }
    return {};
}

} // namespace checkwatch::session
