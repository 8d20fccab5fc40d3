#pragma once

#include "models/base/time.h"

namespace checkwatch::replay {

/// Which stretch of a recording the timeline shows: all of it, or what one zoomed and panned to. Never beyond its ends.
/// GUI thread.
class StripRange
{
public:
    /// The ends of the recording. What was shown whole still is; `to` is after `from` in every case.
    void setBounds(base::Timestamp from, base::Timestamp to);
    [[nodiscard]] base::Timestamp from() const { return m_from; }
    [[nodiscard]] base::Timestamp to() const { return m_to; }
    [[nodiscard]] base::Duration length() const { return m_to - m_from; }
    [[nodiscard]] bool whole() const { return m_from == m_first && m_to == m_last; }

    /// `factor` < 1 shows less time; `anchor` stays where it is. At least 10 s.
    void zoom(double factor, base::Timestamp anchor);
    void pan(base::Duration by);
    void showAll();
    /// Moves on where the time is not in sight.
    void reveal(base::Timestamp time);

private:
    void set(base::Timestamp from, base::Duration length);

    base::Timestamp m_first{};
    base::Timestamp m_last{base::Duration{1}};
    base::Timestamp m_from{};
    base::Timestamp m_to{base::Duration{1}};
};

} // namespace checkwatch::replay
