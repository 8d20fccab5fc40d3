#pragma once

#include "models/fleet/event.h"
#include "models/fleet/serverrow.h"

#include <optional>

namespace checkwatch::fleet {

/// What a line of HAProxy's log says of why a server is out of rotation or DOWN, or is that no longer.
struct ToldLine
{
    enum class About : std::uint8_t { Back, Out, Down }; ///< UP or back in rotation; maintenance or drain; DOWN
    base::Timestamp time{};                              ///< when it came
    About about = About::Back;
    OutCause cause = OutCause::None; ///< None: it says none, so a person or a check of the server's own
};
/// Of an EventKind::LogLine; nullopt where it says nothing of that, as lines about checks.
[[nodiscard]] std::optional<ToldLine> toldLineOf(const Event& line);

/// DOWN, in maintenance or drained: what a line can give the cause of.
[[nodiscard]] bool isOutOrDown(haproxy::ServerState state) noexcept;

/// Holds what the log says of one server against what its scrapes say. Lines get lost (UDP) and come before or after the
/// scrape that shows what they tell of; only a scrape that *began* after a line came is sure to show what it led to, or
/// something later. A value; one thread.
///
/// | newest line            | what happens                                   | the cause                                       |
/// |------------------------|------------------------------------------------|-------------------------------------------------|
/// | Out, Down              | comes, and the newest data shows just that     | is the line's from now on                       |
/// | Out, Down              | comes, and the newest data shows something else| stays; the line waits for a scrape              |
/// | Out, Down that waits   | a scrape shows what it says, whenever it began | is the line's                                   |
/// | Out, Down that waits   | a scrape that began before shows it in rotation| none yet; the line goes on waiting              |
/// | any that waits         | a scrape that began after shows it out or DOWN | is the line's: none after Back                  |
/// | any                    | a scrape that began after shows it in rotation | is over, and the line: that it came back is lost|
/// | Back                   | comes, and the newest data shows it out        | stays with that data; the line waits            |
/// | Down without a cause   | comes while maintenance is shown               | likewise                                        |
/// | any                    | a scrape fails, nothing comes                  | stays with the old data                         |
/// | any                    | the server leaves the data                     | is over                                         |
/// | of before a restart    | is told at the start, with its own time        | is decided by the first scrape, as above        |
class ToldCause
{
public:
    /// `state`: by the newest data, of a scrape that began at `data`. A line that is older than the newest says nothing.
    void hear(const ToldLine& line, haproxy::ServerState state, base::Timestamp data);
    /// A scrape that began at `time` shows the server like this.
    void see(haproxy::ServerState state, base::Timestamp time);

    /// That goes with the newest data.
    [[nodiscard]] OutCause cause() const noexcept { return m_cause; }
    /// For a scrape that begins after the newest line came: each one must be shown to see().
    [[nodiscard]] bool waits() const noexcept { return m_waits; }

private:
    ToldLine m_line; ///< the newest
    OutCause m_cause = OutCause::None;
    bool m_waits = false;
};

} // namespace checkwatch::fleet
