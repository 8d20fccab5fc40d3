#include "models/session/intake.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

fleet::TargetInfo infoOf(const sources::Target& target)
{
    fleet::TargetInfo info;
    info.id = target.id;
    info.job = target.labels.get("job");
    info.instance = target.labels.get("instance");
    info.url = target.url;
    info.interval = target.config.interval;
    info.timeout = target.config.timeout;
    info.labels = target.labels;
    return info;
}

/// The first tick of a target after `now`.
base::Timestamp nextScrape(const sources::Target& target, base::Timestamp now)
{
    using std::chrono::nanoseconds;
    const nanoseconds interval = target.config.interval;
    const nanoseconds offset{static_cast<nanoseconds::rep>(
        target.offsetHash % static_cast<std::uint64_t>(std::max<nanoseconds::rep>(interval.count(), 1)))};
    const nanoseconds since = nanoseconds(now.time_since_epoch()) - offset;
    const nanoseconds tick = (since / interval + 1) * interval + offset;
    return base::Timestamp{std::chrono::duration_cast<base::Duration>(tick)};
}

} // namespace

void Intake::setTargets(const std::vector<sources::Target>& targets, base::Timestamp now)
{
    for (auto& [id, active] : m_targets) {
        active.wanted = false;
    }
    for (const sources::Target& target : targets) {
        const auto [it, added] = m_targets.try_emplace(target.id);
        it->second.target = target;
        it->second.wanted = true;
        if (added) {
            it->second.group = m_store.addGroup();
            m_tracker.addTarget(infoOf(target), now);
        } else {
            m_tracker.changeTarget(infoOf(target));
        }
    }
}

Intake::Active* Intake::scraped(std::uint32_t target, const metrics::ScrapeBatch& batch, base::Timestamp now)
{
    const auto it = m_targets.find(target);
    if (it == m_targets.end()) {
        return nullptr;
    }
    m_store.append(it->second.group, batch);
    m_store.trim(now);
    m_tracker.onScrape(target, batch, m_store, it->second.group);
    return &it->second;
}

metrics::ScrapeBatch Intake::ended(std::uint32_t target, const metrics::ScrapeBatch& markers, bool jobStays,
                                   base::Timestamp now)
{
    const auto it = m_targets.find(target);
    if (it == m_targets.end()) {
        return {};
    }
    Active& active = it->second;
    metrics::ScrapeBatch last;
    if (jobStays) {
        const base::Duration interval = active.target.config.interval;
        last = markers;
        last.time = nextScrape(active.target, now);
        m_farewells.add(active.group, last, last.time + interval + interval / 10);
    } else {
        m_store.closeGroup(active.group);
    }
    if (active.wanted) {
        active.group = m_store.addGroup();
        m_tracker.restartTarget(target);
    } else {
        m_tracker.removeTarget(target, now);
        m_targets.erase(it);
    }
    return last;
}

const Intake::Active* Intake::find(std::uint32_t target) const
{
    const auto it = m_targets.find(target);
    return it == m_targets.end() ? nullptr : &it->second;
}

} // namespace checkwatch::session
