#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::exposition {

inline constexpr std::uint32_t noNumber = std::numeric_limits<std::uint32_t>::max();
/// In place of a series' number: relabelling drops its samples.
inline constexpr std::uint32_t droppedNumber = noNumber - 1;

/// One exposed text of a series, e.g. `up{a="b"}`, and what became of it.
struct KnownText
{
    std::uint64_t hash = 0;
    std::uint64_t offset : 63 = 0; ///< into the arena of texts
    bool alive : 1 = true;         ///< false: vanished; counts as new when it comes again
    std::uint32_t length = 0;
    std::uint32_t local = noNumber; ///< the series' number in the target, noNumber = never stored, or droppedNumber
    std::uint32_t seen = 0;         ///< the round it was last met in
    std::uint32_t place = noNumber; ///< its line in the script of the last scrape
};
static_assert(sizeof(KnownText) == 32); // two in a cache line

/// Finds a series by the raw text of its line: open addressing, all texts in one arena. Indices stay valid until
/// compact(). One thread.
class TextIndex
{
public:
    TextIndex();
    [[nodiscard]] static std::uint64_t hashOf(std::string_view text) noexcept;
    /// The index of the text, noNumber where it is not known.
    [[nodiscard]] std::uint32_t find(std::string_view text, std::uint64_t hash) const noexcept;
    /// Bring into the caches what find() will touch, the second using what the first has brought.
    void prefetchSlot(std::uint64_t hash) const noexcept;
    void prefetchKnown(std::uint64_t hash) const noexcept;
    /// KnownText::place as far as the hash tells: of another text where hashes collide. noNumber where it is not known.
    [[nodiscard]] std::uint32_t placeOf(std::uint64_t hash) const noexcept;
    /// Makes room without touching it: costs addresses, no memory.
    void reserve(std::size_t texts, std::size_t bytes);
    /// REQUIRES: not known.
    std::uint32_t add(std::string_view text, std::uint64_t hash);

    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(m_known.size()); }
    [[nodiscard]] KnownText& operator[](std::uint32_t index) noexcept { return m_known[index]; }
    [[nodiscard]] const KnownText& operator[](std::uint32_t index) const noexcept { return m_known[index]; }
    /// Drops what keep[index] says no to; returns the new index of each old one, noNumber for the dropped.
    std::vector<std::uint32_t> compact(const std::vector<bool>& keep);

private:
    struct Slot
    {
        std::uint32_t tag = 0;
        std::uint32_t index = noNumber;
    };
    /// The first that find() would compare; noNumber where there is none.
    [[nodiscard]] std::uint32_t candidate(std::uint64_t hash) const noexcept;
    void place(std::uint64_t hash, std::uint32_t index) noexcept;
    void rehash(std::size_t slots);

    std::vector<KnownText> m_known;
    std::vector<Slot> m_slots; ///< a power of two, at most half full
    std::string m_arena;
};

} // namespace checkwatch::exposition
