#include "models/exposition/lookahead.h"

#include "models/exposition/series.h"

#include <algorithm>

namespace checkwatch::exposition {

std::uint32_t Lookahead::reach(std::size_t offset)
{
    const char* const begin = m_body.data() + offset;
    while (m_line < m_guessed && at(m_line).series.data() < begin) {
        ++m_line;
    }
    if (m_line == m_guessed || at(m_line).series.data() != begin) {
        m_next = offset; // far from what was guessed
        m_line = m_guessed;
    }
    while (m_guessed < m_line + slotsAhead) {
        guess();
    }
    if (m_script.size() == 0) {
        return noNumber;
    }
    if (const Guess& one = at(m_line + textsAhead); !one.series.empty()) {
        m_texts.prefetchKnown(one.hash);
    }
    if (Guess& one = at(m_line + linesAhead); !one.series.empty()) {
        one.place = m_texts.placeOf(one.hash);
        __builtin_prefetch(m_script.lines() + (one.place < m_script.size() ? one.place : 0));
    }
    prefetchBytes(at(m_line + bytesAhead).place);
    return at(m_line).place;
}

void Lookahead::prefetchBytes(std::uint32_t place) const noexcept
{
    constexpr std::size_t cacheLine = 64;
    if (place >= m_script.size()) {
        return;
    }
    const LineScript::Line& line = m_script[place];
    // One more than the line has: the line after it is what will be compared next.
    const std::size_t length = std::min<std::size_t>(line.length, 4 * cacheLine) + cacheLine;
    for (std::size_t i = 0; i <= length; i += cacheLine) {
        __builtin_prefetch(m_script.bytes() + line.offset + i);
    }
}

/// Takes a line up to its last blank for a series, which it is where no timestamp follows.
void Lookahead::guess()
{
    Guess& one = at(m_guessed++);
    const std::size_t begin = m_next;
    one.series = m_body.substr(begin, 0);
    one.place = noNumber;
    if (begin >= m_body.size()) {
        return;
    }
    const std::size_t end = std::min(m_body.find('\n', begin), m_body.size());
    m_next = std::min(end + 1, m_body.size());
    if (m_body[begin] == '#') {
        return;
    }
    std::size_t stop = end;
    while (stop > begin && !isBlank(m_body[stop - 1])) {
        --stop;
    }
    while (stop > begin && isBlank(m_body[stop - 1])) {
        --stop;
    }
    one.series = m_body.substr(begin, stop - begin);
    if (!one.series.empty()) {
        one.hash = TextIndex::hashOf(one.series);
        m_texts.prefetchSlot(one.hash);
    }
}

std::uint64_t Lookahead::hashOf(std::string_view series) const noexcept
{
    const Guess& one = m_guesses[m_line % slotsAhead];
    const bool right = one.series.data() == series.data() && one.series.size() == series.size();
    return right ? one.hash : TextIndex::hashOf(series);
}

} // namespace checkwatch::exposition
