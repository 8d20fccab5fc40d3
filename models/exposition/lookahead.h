#pragma once

#include "models/exposition/linescript.h"
#include "models/exposition/textindex.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace checkwatch::exposition {

/// Where lines come in another order than the script has them, each one waits for memory four times, one wait after
/// another: for its slot of the hash table, for what is known of its text, for its place in the script, for the bytes
/// there. This looks some lines ahead and asks for all of that early, so that the waits of many lines overlap. It only
/// guesses what the lines are: a wrong guess costs time, never a result. Lives for one body; one thread.
class Lookahead
{
public:
    Lookahead(std::string_view body, const TextIndex& texts, const LineScript& script)
        : m_body(body), m_texts(texts), m_script(script)
    {
    }

    /// The line at `offset` is next. Where the script probably has it; noNumber where it probably has not.
    std::uint32_t reach(std::size_t offset);
    /// TextIndex::hashOf(series), where it was not guessed right already. `series`: of the line last reached.
    [[nodiscard]] std::uint64_t hashOf(std::string_view series) const noexcept;

private:
    struct Guess
    {
        std::string_view series; ///< empty where the line seems to be no sample; begins where the line does
        std::uint64_t hash = 0;
        std::uint32_t place = noNumber;
    };
    static constexpr std::size_t slotsAhead = 16; ///< lines ahead, and a power of two
    static constexpr std::size_t textsAhead = 11; ///< a line so near has its slot by now,
    static constexpr std::size_t linesAhead = 7;  ///< this one what is known of its text,
    static constexpr std::size_t bytesAhead = 3;  ///< and this one its line of the script

    [[nodiscard]] Guess& at(std::size_t line) noexcept { return m_guesses[line % slotsAhead]; }
    void guess();
    void prefetchBytes(std::uint32_t place) const noexcept;

    std::string_view m_body;
    const TextIndex& m_texts;
    const LineScript& m_script;
    std::array<Guess, slotsAhead> m_guesses;
    std::size_t m_next = 0;    ///< where the next line to be guessed begins
    std::size_t m_line = 0;    ///< the line last reached, counted in guesses
    std::size_t m_guessed = 0; ///< lines guessed
};

} // namespace checkwatch::exposition
