#include "models/session/timelinemaker.h"

#include <algorithm>
#include <numeric>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;
using fleet::Shown;
using fleet::TimelineLane;
using fleet::TimelineSpan;

constexpr std::size_t mostLanes = 200;
constexpr int steps = 600;

/// What deserves a lane. What is out of rotation or stale is shown in the lane of a server that has one.
bool isIll(Shown shown)
{
    return shown == Shown::DownRuleSilent || shown == Shown::DownFiring || shown == Shown::Firing
        || shown == Shown::Pending;
}

bool isDrawn(Shown shown)
{
    return isIll(shown) || shown == Shown::Out || shown == Shown::Stale;
}

/// Lower is worse: what was worst, and then for how long.
std::pair<int, std::int64_t> rankOf(const TimelineLane& lane)
{
    std::map<Shown, Duration> lengths;
    for (const TimelineSpan& span : lane.spans) {
        lengths[span.shown] += span.to - span.from;
    }
    for (const auto& [shown, length] : lengths) {
        if (isIll(shown)) {
            return {static_cast<int>(shown), -length.count()};
        }
    }
    return {static_cast<int>(Shown::Up), -lengths[Shown::Stale].count()};
}

} // namespace

TimelineMaker::TimelineMaker(Timestamp from, Timestamp to)
    : m_from(from), m_step(std::max(Duration{1000}, (to - from) / steps)), m_counted(from)
{
}

void TimelineMaker::show(Lane& lane, Shown shown, Timestamp time)
{
    if (shown == lane.shown) {
        return;
    }
    if (isDrawn(lane.shown) && time > lane.since) {
        lane.lane.spans.push_back({lane.since, time, lane.shown});
    }
    lane.shown = shown;
    lane.since = time;
}

/// The most servers in each step that `m_ill` holds for.
void TimelineMaker::count(Timestamp until)
{
    const std::uint32_t ill = std::accumulate(m_ill.begin(), m_ill.end(), 0U);
    const auto first = static_cast<std::size_t>((m_counted - m_from) / m_step);
    const auto last = static_cast<std::size_t>((std::max(until, m_counted) - m_from) / m_step);
    m_notWell.resize(std::max(m_notWell.size(), last + 1), 0);
    for (std::size_t step = first; step <= last; ++step) {
        m_notWell[step] = std::max(m_notWell[step], ill);
    }
    m_counted = until;
}

void TimelineMaker::add(const fleet::Snapshot& snapshot, const std::vector<bool>& changed, const FilmNames& names)
{
    const Timestamp time = std::max(snapshot.time, m_from);
    count(time);
    m_ill.resize(snapshot.blocks.size(), 0);
    for (std::size_t i = 0; i < snapshot.blocks.size(); ++i) {
        if (!changed[i]) {
            continue;
        }
        m_ill[i] = 0;
        m_anyServer = m_anyServer || !snapshot.blocks[i]->rows.empty();
        for (const fleet::ServerRow& row : snapshot.blocks[i]->rows) {
            m_ill[i] += isIll(row.shown) ? 1 : 0;
            const fleet::ServerId server = names.serverOf(row.identity->id);
            const auto known = m_servers.find(server);
            if (known != m_servers.end()) {
                show(known->second, row.shown, time);
            } else if (isIll(row.shown)) {
                Lane& lane = m_servers[server];
                lane.lane = {
                    TimelineLane::Kind::Server, server, row.identity->job, row.identity->instance, row.identity->proxy,
                    row.identity->server,       {}};
                show(lane, row.shown, time);
            }
        }
    }
    addExporters(snapshot);
    count(time);
}

void TimelineMaker::addExporters(const fleet::Snapshot& snapshot)
{
    for (const fleet::TargetRow& target : snapshot.targets) {
        const bool failing = target.unknownSince != Timestamp{} || target.freshness == base::Freshness::Stale;
        const auto known = m_exporters.find(target.id);
        if (known == m_exporters.end() && !failing) {
            continue;
        }
        Lane& lane = m_exporters[target.id];
        lane.lane.kind = TimelineLane::Kind::Exporter;
        lane.lane.job = target.job;
        lane.lane.instance = target.instance;
        // The first scrape that failed is known by its own time, which is a little before it was known.
        const Timestamp began = target.unknownSince != Timestamp{} ? target.unknownSince : snapshot.time;
        show(lane, failing ? Shown::Stale : Shown::Up, std::max(failing ? began : snapshot.time, m_from));
    }
}

void TimelineMaker::mark(fleet::TimelineMark::Kind kind, Timestamp time, std::string text)
{
    m_marks.push_back({kind, time, std::move(text)});
}

void TimelineMaker::interrupt(Timestamp time)
{
    count(time);
    m_ill.clear();
    for (auto& [server, lane] : m_servers) {
        show(lane, Shown::Up, time);
    }
    for (auto& [target, lane] : m_exporters) {
        show(lane, Shown::Up, time);
    }
}

fleet::Timeline TimelineMaker::upTo(Timestamp now, Timestamp to) const
{
    fleet::Timeline out;
    out.from = m_from;
    out.to = to;
    out.step = m_step;
    out.anyServer = m_anyServer;
    out.notWell = m_notWell;
    out.marks = m_marks;
    std::ranges::stable_sort(out.marks, {}, &fleet::TimelineMark::time);
    const auto add = [&](Lane lane) {
        if (isDrawn(lane.shown) && now > lane.since) {
            lane.lane.spans.push_back({lane.since, now, lane.shown});
        }
        out.lanes.push_back(std::move(lane.lane));
    };
    for (const auto& [server, lane] : m_servers) {
        add(lane);
    }
    std::ranges::stable_sort(out.lanes, {}, rankOf);
    out.lanes.resize(std::min(out.lanes.size(), mostLanes));
    for (const auto& [target, lane] : m_exporters) {
        add(lane);
    }
    return out;
}

} // namespace checkwatch::session
