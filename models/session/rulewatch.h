#pragma once

#include "models/config/config.h"
#include "models/rules/healthconditions.h"

#include <cstdint>
#include <map>
#include <vector>

namespace checkwatch::session {

/// When the rules are checked for whether they can fire: after every load, and where the set of series has changed, but
/// then rarely. Told the time with every call.
class RuleWatch
{
public:
    /// Other rules or another configuration: due at once.
    void restart(base::Timestamp now);
    /// How often later, at the most.
    void setPace(base::Duration between) { m_between = between; }
    /// `generation` of the store.
    [[nodiscard]] bool due(base::Timestamp now, std::uint64_t generation) const;
    void checked(base::Timestamp now, std::uint64_t generation);

    /// What a target's newest scrape was; where that turns, it is soon due.
    void scraped(std::uint32_t target, bool up);
    void ended(std::uint32_t target) { m_targets.erase(target); }
    struct Away
    {
        std::vector<std::uint32_t> targets; ///< that do not answer at the moment
        bool unseen = false;                ///< one of them never has
    };
    [[nodiscard]] Away away() const;

private:
    struct Answers
    {
        bool now = false;
        bool ever = false;
    };
    std::map<std::uint32_t, Answers> m_targets;
    bool m_turned = false; ///< a target went away or came back since it was checked
    base::Duration m_between = std::chrono::seconds{30};
    bool m_fresh = true; ///< not checked since restart()
    base::Timestamp m_restarted{};
    base::Timestamp m_checked{};
    std::uint64_t m_generation = 0;
};

/// The conditions under which a session runs its rules.
[[nodiscard]] rules::HealthConditions healthConditions(const config::Config& config);

} // namespace checkwatch::session
