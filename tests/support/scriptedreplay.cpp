#include "tests/support/scriptedreplay.h"

#include "tests/support/scriptedscenes.h"

#include <algorithm>
#include <array>

namespace checkwatch::scriptedsession {

namespace {

using fleet::Shown;
using fleet::TimelineLane;
using fleet::TimelineMark;
using std::chrono::seconds;

/// Times of day in the pictures; sceneTime is within.
base::Timestamp beginOf(const RecordingShape& shape)
{
    return sceneTime - shape.length * 4 / 5;
}

std::vector<fleet::TimelineSpan> spansOf(std::size_t lane, const RecordingShape& shape)
{
    static constexpr std::array states{Shown::Pending,    Shown::Firing, Shown::DownRuleSilent,
                                       Shown::DownFiring, Shown::Out,    Shown::Stale};
    std::vector<fleet::TimelineSpan> spans;
    const base::Duration room = shape.length / std::max(1, shape.spans);
    for (int i = 0; i < shape.spans; ++i) {
        const auto turn = static_cast<std::size_t>(i) * 7 + lane * 3;
        const base::Timestamp from = beginOf(shape) + room * i + room * static_cast<int>(turn % 5) / 10;
        spans.push_back({from, from + room * static_cast<int>(turn % 4 + 1) / 12, states[turn % states.size()]});
    }
    return spans;
}

} // namespace

ScriptedReplay::ScriptedReplay(const RecordingShape& shape, QObject* parent)
    : Replay(parent), m_scene(shape.servers), m_timeline(std::make_shared<fleet::Timeline>()), m_now(sceneTime)
{
    if (shape.longNames)
        m_scene.play(hostileScene());
    else if (shape.servers == 0 && !shape.empty)
        m_scene.play(workstationScene());
    m_facts.name = shape.longNames ? std::string(60, 'l') + "ong-name.cwrec" : "lb-fleet-2026-07-14.cwrec";
    m_facts.damage = shape.damage;
    m_facts.checked = true;
    if (!shape.empty) {
        m_facts.from = beginOf(shape);
        m_facts.to = beginOf(shape) + shape.length;
        m_facts.scrapeInterval = seconds{5};
        m_facts.servers = 54;
        m_facts.samples = 28'000'000;
        m_facts.bytes = 7'600'000;
        m_facts.rules = 18;
        makeTimeline(shape);
        makeEvents();
    }
    connect(&m_scene, &Session::historyReady, this, &Session::historyReady);
    connect(&m_scene, &Session::explanationReady, this, &Session::explanationReady);
    connect(&m_scene, &Session::queryReady, this, &Session::queryReady);
    connect(&m_scene, &Session::completionsReady, this, &Session::completionsReady);
}

void ScriptedReplay::makeTimeline(const RecordingShape& shape)
{
    m_timeline->anyServer = !shape.empty;
    m_timeline->from = m_facts.from;
    m_timeline->to = m_facts.to;
    for (const auto& block : snapshot()->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (m_timeline->lanes.size() == static_cast<std::size_t>(shape.lanes))
                break;
            const fleet::ServerIdentity& who = *row.identity;
            m_timeline->lanes.push_back({TimelineLane::Kind::Server, who.id, who.job, who.instance, who.proxy,
                                         who.server, spansOf(m_timeline->lanes.size(), shape)});
        }
    }
    const auto at = [&](int percent) { return m_facts.from + shape.length * percent / 100; };
    if (shape.lanes > 0)
        m_timeline->lanes.push_back({TimelineLane::Kind::Exporter,
                                     fleet::noServer,
                                     "haproxy",
                                     "lb-03:8404",
                                     {},
                                     {},
                                     {{at(25), at(27), Shown::Stale}}});
    m_timeline->step = std::max(base::Duration{1000}, shape.length / 500);
    const auto steps = static_cast<std::size_t>(shape.length / m_timeline->step);
    for (std::size_t i = 0; i < steps && shape.lanes > 0; ++i)
        m_timeline->notWell.push_back(i * 37 % 100 < 12 ? static_cast<std::uint32_t>(i * 13 % 5) : 0);
    if (shape.marks)
        m_timeline->marks = {{TimelineMark::Kind::Note, at(13), "deploy 4.18 finished"},
                             {TimelineMark::Kind::Bookmark, at(14), {}},
                             {TimelineMark::Kind::Reload, at(52), "lb-02"},
                             {TimelineMark::Kind::Reload, at(53), "lb-03"},
                             {TimelineMark::Kind::RulesChanged, at(97), "18 rules"}};
    if (shape.unrecorded)
        m_timeline->unrecorded = {{at(60), at(66), Shown::Stale}};
}

void ScriptedReplay::makeEvents()
{
    for (const TimelineLane& lane : m_timeline->lanes) {
        for (const fleet::TimelineSpan& span : lane.spans) {
            fleet::Event event;
            event.server = lane.server;
            event.job = lane.job;
            event.instance = lane.instance;
            event.proxy = lane.proxy;
            event.name = lane.name;
            event.kind = lane.kind == TimelineLane::Kind::Server ? fleet::EventKind::ServerState
                                                                 : fleet::EventKind::TargetDown;
            event.before = "UP";
            event.after = "DOWN";
            event.detail = "L4CON";
            event.time = span.from;
            event.shown = static_cast<std::uint8_t>(span.shown);
            m_events.push_back(event);
            std::swap(event.before, event.after);
            event.time = span.to;
            event.shown = static_cast<std::uint8_t>(Shown::Up);
            m_events.push_back(event);
        }
    }
    std::ranges::stable_sort(m_events, {}, &fleet::Event::time);
    for (std::size_t i = 0; i < m_events.size(); ++i)
        m_events[i].number = i + 1;
}

void ScriptedReplay::requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                                    base::Timestamp from, base::Timestamp to, base::Duration step)
{
    m_scene.requestHistory(request, channel, servers, from, to, step);
}

void ScriptedReplay::requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question)
{
    m_scene.requestExplanation(request, question);
}

void ScriptedReplay::requestQuery(const session::QueryRequest& request)
{
    m_scene.requestQuery(request);
}

void ScriptedReplay::requestCompletions(const session::CompletionRequest& request)
{
    m_scene.requestCompletions(request);
}

void ScriptedReplay::requestEvents(std::uint64_t request, base::Timestamp around, std::size_t each)
{
    const auto next = std::ranges::partition_point(m_events, [around](const auto& e) { return e.time <= around; });
    const auto before = static_cast<std::size_t>(next - m_events.begin());
    const std::size_t first = before > each ? before - each : 0;
    const std::size_t last = std::min(m_events.size(), before + each);
    auto answer = std::make_shared<session::RecordedEvents>();
    answer->request = request;
    answer->events.assign(m_events.begin() + static_cast<std::ptrdiff_t>(first),
                          m_events.begin() + static_cast<std::ptrdiff_t>(last));
    answer->earlier = first > 0;
    answer->later = last < m_events.size();
    Q_EMIT eventsReady(answer);
}

void ScriptedReplay::seek(base::Timestamp time)
{
    m_now = std::clamp(time, m_facts.from, m_facts.to);
    auto moment = std::make_shared<fleet::Snapshot>(*snapshot());
    moment->time = m_now;
    m_scene.play(moment);
    Q_EMIT snapshotReady(moment);
    Q_EMIT moved(m_now);
}

void ScriptedReplay::step(Stop stop, bool forward)
{
    if (stop != Stop::Event) {
        seek(forward ? m_now + seconds{5} : m_now - seconds{5});
        return;
    }
    const auto next = std::ranges::find_if(m_events, [this](const auto& event) { return event.time > m_now; });
    const auto last
        = std::find_if(m_events.rbegin(), m_events.rend(), [this](const auto& e) { return e.time < m_now; });
    if (forward && next != m_events.end())
        seek(next->time);
    else if (!forward && last != m_events.rend())
        seek(last->time);
}

void ScriptedReplay::play(double speed)
{
    m_speed = speed;
    m_playing = true;
    Q_EMIT playingChanged(true);
}

void ScriptedReplay::pause()
{
    m_playing = false;
    Q_EMIT playingChanged(false);
}

void ScriptedReplay::useRules(Rules rules)
{
    m_rules = rules;
    Q_EMIT progress(0);
}

base::Result<void> ScriptedReplay::addNote(const std::string& text)
{
    if (m_refusesNotes)
        return base::Error{base::ErrorCode::Refused, "the folder cannot be written to", "lb.cwrec.notes"};
    auto more = std::make_shared<fleet::Timeline>(*m_timeline);
    more->marks.push_back({text.empty() ? TimelineMark::Kind::Bookmark : TimelineMark::Kind::Note, m_now, text});
    std::ranges::stable_sort(more->marks, {}, &TimelineMark::time);
    m_timeline = std::move(more);
    Q_EMIT timelineReady(m_timeline);
    return {};
}

} // namespace checkwatch::scriptedsession
