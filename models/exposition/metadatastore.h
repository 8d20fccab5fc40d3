#pragma once

#include "models/exposition/parser.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkwatch::exposition {

/// What a target said last about each family; forgotten after 10 good scrapes without a word. One thread.
class MetadataStore
{
public:
    /// Takes a Help, Type or Unit entry; returns the family's index.
    std::uint32_t take(const Parser& parser, Entry entry, Format format);
    /// The same lines as before have come again for the family. REQUIRES: an index of this version().
    void touch(std::uint32_t index) noexcept { m_records[index].round = m_round; }
    /// A good scrape is over.
    void endRound();
    /// Changes whenever any content or index does.
    [[nodiscard]] std::uint64_t version() const noexcept { return m_version; }
    [[nodiscard]] const metrics::Metadata* find(std::string_view family) const;
    [[nodiscard]] metrics::MetadataList all() const;

private:
    struct Record
    {
        std::string family;
        metrics::Metadata metadata;
        std::uint64_t round = 0;
    };
    std::vector<Record> m_records;
    std::unordered_map<std::string, std::uint32_t> m_byFamily;
    std::uint64_t m_round = 0;
    std::uint64_t m_version = 0;
};

} // namespace checkwatch::exposition
