#pragma once

#include "models/metrics/labels.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::metrics {

/// Memory for label sets that are made together and mostly end together: a new target brings 100,000 at once. A set keeps
/// its neighbours' memory, at most 32 KiB. One thread; the sets go where they like.
class LabelMemory
{
public:
    /// Memory for so many words, to be written once.
    std::shared_ptr<std::uint32_t[]> take(std::size_t words);

private:
    std::shared_ptr<std::uint32_t[]> m_slab;
    std::size_t m_size = 0;
    std::size_t m_used = 0;
};

/// Label sets that differ in the values of some labels only, as neighbouring lines of an exposition do: what they have in
/// common is laid out and hashed once. Value type; one thread.
class LabelPattern
{
public:
    LabelPattern() = default;
    /// `labels` as for Labels::fromSorted(); `open`: ascending, the indices of those whose value differs.
    LabelPattern(std::span<const Label> labels, std::span<const std::size_t> open);

    /// The set with these values of the open labels, in their order. REQUIRES: one for each; none is empty.
    [[nodiscard]] Labels make(std::span<const std::string_view> values, LabelMemory& memory) const;

private:
    struct Open
    {
        std::size_t piece = 0;      ///< the value's number among the pieces
        std::uint64_t nameHash = 0; ///< of its label
    };

    std::string m_text;                  ///< as in a block, the open values left out
    std::vector<std::uint32_t> m_bounds; ///< of the pieces in m_text
    std::vector<Open> m_open;
    std::uint64_t m_hash = 0; ///< of the labels that are not open
};

} // namespace checkwatch::metrics
