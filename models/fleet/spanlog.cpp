#include "models/fleet/spanlog.h"

#include <algorithm>
#include <array>
#include <utility>

namespace checkwatch::fleet {
namespace {

constexpr std::size_t marksKept = 2000; ///< a server that flaps every other second for an hour

} // namespace

void SpanLog::set(base::Timestamp time, std::uint8_t bits)
{
    if (bits == current()) {
        return;
    }
    if (!m_marks.empty() && time <= m_marks.back().time) {
        m_marks.back().bits = bits;
        return;
    }
    if (m_marks.size() >= marksKept) {
        m_marks.erase(m_marks.begin(), m_marks.begin() + marksKept / 2);
    }
    m_marks.push_back({time, bits});
}

void SpanLog::trim(base::Timestamp time)
{
    // The newest mark at or before `time` says what holds there, so it stays.
    const auto later = std::ranges::upper_bound(m_marks, time, {}, &SpanMark::time);
    if (later - m_marks.begin() > 1) {
        m_marks.erase(m_marks.begin(), later - 1);
    }
}

void collectSpans(std::span<const SpanMark> marks, base::Timestamp from, base::Timestamp to, std::vector<Span>& out)
{
    constexpr std::array kinds{
        std::pair{spanbit::notCounted, SpanKind::NotCounted}, std::pair{spanbit::pending, SpanKind::Pending},
        std::pair{spanbit::firing, SpanKind::Firing}, std::pair{spanbit::stale, SpanKind::Stale}};
    for (const auto& [bit, kind] : kinds) {
        for (std::size_t i = 0; i < marks.size();) {
            if ((marks[i].bits & bit) == 0) {
                ++i;
                continue;
            }
            const base::Timestamp begin = std::max(marks[i].time, from);
            while (i < marks.size() && (marks[i].bits & bit) != 0) {
                ++i;
            }
            const base::Timestamp end = i < marks.size() ? std::min(marks[i].time, to) : to;
            if (begin < end) {
                out.push_back({kind, begin, end});
            }
        }
    }
}

} // namespace checkwatch::fleet
