#include "models/exposition/metadatastore.h"

#include <algorithm>

namespace checkwatch::exposition {

namespace {

constexpr std::uint64_t roundsRemembered = 10;

/// Returns whether anything changed.
template <typename T>
bool assign(T& field, T value)
{
    const bool changed = field != value;
    field = std::move(value);
    return changed;
}

} // namespace

std::uint32_t MetadataStore::take(const Parser& parser, Entry entry, Format format)
{
    const auto [at, added]
        = m_byFamily.try_emplace(std::string(parser.family()), static_cast<std::uint32_t>(m_records.size()));
    if (added) {
        m_records.push_back({at->first, {}, m_round});
    }
    Record& record = m_records[at->second];
    record.round = m_round;
    bool changed = added;
    if (entry == Entry::Type) {
        changed |= assign(record.metadata.type, parser.type());
    } else if (entry == Entry::Help) {
        changed |= assign(record.metadata.help, unescapeHelp(parser.text(), format));
    } else {
        changed |= assign(record.metadata.unit, std::string(parser.text()));
    }
    m_version += changed ? 1 : 0;
    return at->second;
}

void MetadataStore::endRound()
{
    const std::size_t before = m_records.size();
    std::erase_if(m_records, [this](const Record& record) { return m_round - record.round > roundsRemembered; });
    ++m_round;
    if (m_records.size() == before) {
        return;
    }
    ++m_version;
    m_byFamily.clear();
    for (std::uint32_t i = 0; i < m_records.size(); ++i) {
        m_byFamily.emplace(m_records[i].family, i);
    }
}

const metrics::Metadata* MetadataStore::find(std::string_view family) const
{
    const auto at = m_byFamily.find(std::string(family));
    return at == m_byFamily.end() ? nullptr : &m_records[at->second].metadata;
}

metrics::MetadataList MetadataStore::all() const
{
    metrics::MetadataList list;
    list.reserve(m_records.size());
    for (const Record& record : m_records) {
        list.emplace_back(record.family, record.metadata);
    }
    std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return list;
}

} // namespace checkwatch::exposition
