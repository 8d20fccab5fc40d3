#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::fleet {

/// Something that is wrong, can be seen, and has a sound.
struct Audible
{
    std::string key;        ///< what it is about, the same from time to time
    std::uint8_t level = 0; ///< how bad; lower is worse
    std::string sound;      ///< not empty
    base::Timestamp since{};
};

/// When a wall makes a sound: once for what is new, and again for what is still there and nobody has seen. It never sounds
/// for what is not shown, and many at once make one sound. A value; time is an argument.
class SoundPlan
{
public:
    /// Between two sounds, and while so much happens that nobody reads it one by one.
    static constexpr base::Duration gap{10'000};
    static constexpr base::Duration floodGap{60'000};
    /// What is away for a shorter time was not away: who flaps makes no sound each time.
    static constexpr base::Duration shortest{60'000};

    /// `repeat`: 0 = once. What began before `begun` is not new, whoever started this anew: it waits for its repetition.
    SoundPlan(base::Duration repeat, base::Timestamp begun) : m_repeat(repeat), m_begun(begun) {}

    struct Moment
    {
        base::Duration steady{}; ///< monotonic
        bool flood = false;
        bool quiet = false; ///< what would sound now does so afterwards, if it is still there
    };
    /// The sound to make now, "" for none. `wrong`: all of it, the most urgent first.
    [[nodiscard]] std::string next(const std::vector<Audible>& wrong, const Moment& moment);
    /// Somebody is here: what is wrong now is not repeated, until it is worse or comes back.
    void seen();

private:
    struct Entry
    {
        std::uint8_t level = 0;
        bool seen = false;
        base::Duration due{};
        base::Duration lastThere{};
        base::Duration asBad{}; ///< when it was as bad as `level` last
    };
    void take(const Audible& wrong, base::Duration now);
    void forget(base::Duration now);
    [[nodiscard]] base::Duration after(base::Duration now) const;

    base::Duration m_repeat;
    base::Timestamp m_begun;
    base::Duration m_last = base::Duration::min() / 2; ///< the newest sound
    std::unordered_map<std::string, Entry> m_entries;  ///< what is there, and what was lately
};

} // namespace checkwatch::fleet
