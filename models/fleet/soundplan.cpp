#include "models/fleet/soundplan.h"

#include <algorithm>

namespace checkwatch::fleet {

base::Duration SoundPlan::after(base::Duration now) const
{
    return m_repeat == base::Duration{0} ? base::Duration::max() : now + m_repeat;
}

void SoundPlan::take(const Audible& wrong, base::Duration now)
{
    const bool old = base::unixMs(wrong.since) != 0 && wrong.since < m_begun;
    const auto [at, isNew]
        = m_entries.try_emplace(wrong.key, Entry{wrong.level, false, old ? after(now) : now, now, now});
    Entry& entry = at->second;
    entry.lastThere = now;
    if (wrong.level < entry.level) {
        entry.seen = false;
        entry.due = now;
        entry.level = wrong.level;
    }
    if (wrong.level > entry.level && now - entry.asBad >= std::max(m_repeat, shortest)) {
        entry.level = wrong.level; // better for so long that worse is news again
    }
    if (wrong.level == entry.level) {
        entry.asBad = now;
    }
}

void SoundPlan::forget(base::Duration now)
{
    std::erase_if(m_entries,
                  [&](const auto& named) { return now - named.second.lastThere >= std::max(m_repeat, shortest); });
}

std::string SoundPlan::next(const std::vector<Audible>& wrong, const Moment& moment)
{
    const base::Duration now = moment.steady;
    for (const Audible& one : wrong) {
        take(one, now);
    }
    forget(now);
    if (moment.quiet || now - m_last < (moment.flood ? floodGap : gap)) {
        return {};
    }
    std::string sound;
    for (const Audible& one : wrong) {
        Entry& entry = m_entries.at(one.key);
        if (!entry.seen && entry.due <= now) {
            sound = sound.empty() ? one.sound : sound;
            entry.due = after(now);
            m_last = now;
        }
    }
    return sound;
}

void SoundPlan::seen()
{
    for (auto& [key, entry] : m_entries) {
        entry.seen = true;
    }
}

} // namespace checkwatch::fleet
