#include "models/tsdb/labelindex.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace checkwatch::tsdb {

namespace {

constexpr SeriesRef none = std::numeric_limits<SeriesRef>::max();
constexpr std::size_t nodeBytes = 112; ///< a map node with a short string and a vector

/// What a posting list takes: vectors grow by doubling, so about a third is spare; plus the allocator's header.
std::size_t listBytes(std::size_t entries)
{
    return entries * sizeof(SeriesRef) * 4 / 3;
}

std::size_t textBytes(std::string_view text)
{
    return text.size() > 15 ? text.size() + 24 : 0;
}

LabelIndex::Postings intersection(const LabelIndex::Postings& a, const LabelIndex::Postings& b)
{
    LabelIndex::Postings both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both;
}

} // namespace

std::optional<SeriesRef> LabelIndex::find(const metrics::Labels& labels) const
{
    if (m_table.empty()) {
        return {};
    }
    const std::size_t mask = m_table.size() - 1;
    for (std::size_t at = labels.hash() & mask; m_table[at] != none; at = (at + 1) & mask) {
        if (m_labelsOf(m_table[at]) == labels) {
            return m_table[at];
        }
    }
    return {};
}

void LabelIndex::insertHash(SeriesRef series)
{
    const std::size_t mask = m_table.size() - 1;
    std::size_t at = m_labelsOf(series).hash() & mask;
    while (m_table[at] != none) {
        at = (at + 1) & mask;
    }
    m_table[at] = series;
}

void LabelIndex::eraseHash(SeriesRef series)
{
    const std::size_t mask = m_table.size() - 1;
    std::size_t hole = m_labelsOf(series).hash() & mask;
    while (m_table[hole] != series) {
        hole = (hole + 1) & mask;
    }
    // Linear probing without tombstones: whatever follows and may live in the hole moves there.
    for (std::size_t at = (hole + 1) & mask; m_table[at] != none; at = (at + 1) & mask) {
        const std::size_t ideal = m_labelsOf(m_table[at]).hash() & mask;
        if (((at - ideal) & mask) >= ((at - hole) & mask)) {
            m_table[hole] = m_table[at];
            hole = at;
        }
    }
    m_table[hole] = none;
}

void LabelIndex::growTable()
{
    m_table.assign(std::max<std::size_t>(64, m_table.size() * 2), none);
    for (const SeriesRef series : m_all) {
        insertHash(series);
    }
}

void LabelIndex::add(SeriesRef series)
{
    if ((m_all.size() + 1) * 4 > m_table.size() * 3) {
        growTable();
    }
    m_all.push_back(series);
    insertHash(series);
    for (const metrics::Label label : m_labelsOf(series)) {
        auto name = m_postings.find(label.name);
        if (name == m_postings.end()) {
            name = m_postings.emplace(label.name, Values{}).first;
            m_nodeBytes += nodeBytes + textBytes(label.name);
        }
        auto value = name->second.find(label.value);
        if (value == name->second.end()) {
            value = name->second.emplace(label.value, Postings{}).first;
            m_nodeBytes += nodeBytes + textBytes(label.value) + 24;
        }
        value->second.push_back(series);
        ++m_listEntries;
    }
}

void LabelIndex::remove(std::span<const SeriesRef> series)
{
    const auto dead = [&](SeriesRef ref) { return std::binary_search(series.begin(), series.end(), ref); };
    std::map<std::pair<std::string_view, std::string_view>, bool> touched;
    for (const SeriesRef ref : series) {
        eraseHash(ref);
        for (const metrics::Label label : m_labelsOf(ref)) {
            touched.try_emplace({label.name, label.value});
        }
    }
    std::erase_if(m_all, dead);
    for (const auto& entry : touched) {
        const auto name = m_postings.find(entry.first.first);
        const auto value = name->second.find(entry.first.second);
        m_listEntries -= std::erase_if(value->second, dead);
        if (value->second.empty()) {
            m_nodeBytes -= nodeBytes + textBytes(value->first) + 24;
            name->second.erase(value);
        }
        if (name->second.empty()) {
            m_nodeBytes -= nodeBytes + textBytes(name->first);
            m_postings.erase(name);
        }
    }
}

void LabelIndex::clear()
{
    m_all.clear();
    m_postings.clear();
    m_table.clear();
    m_nodeBytes = 0;
    m_listEntries = 0;
}

const LabelIndex::Values* LabelIndex::valuesOf(std::string_view name) const
{
    const auto at = m_postings.find(name);
    return at == m_postings.end() ? nullptr : &at->second;
}

LabelIndex::Postings LabelIndex::having(const metrics::Matcher& matcher, bool accepted) const
{
    Postings found;
    const Values* values = valuesOf(matcher.name());
    if (values == nullptr) {
        return found;
    }
    if (matcher.type() == metrics::MatchType::Equal && accepted) {
        const auto at = values->find(matcher.value());
        return at == values->end() ? found : at->second;
    }
    std::size_t lists = 0;
    for (const auto& [value, postings] : *values) {
        if (matcher.matches(value) == accepted) {
            found.insert(found.end(), postings.begin(), postings.end());
            ++lists;
        }
    }
    if (lists > 1) {
        std::sort(found.begin(), found.end());
    }
    return found;
}

void LabelIndex::narrow(Postings& found, const metrics::Matcher& matcher) const
{
    const Values* values = valuesOf(matcher.name());
    if (found.size() < (values == nullptr ? 0 : values->size())) {
        std::erase_if(found, [&](SeriesRef ref) { return !matcher.matches(m_labelsOf(ref).get(matcher.name())); });
    } else if (!matcher.matches("")) {
        found = intersection(found, having(matcher, true));
    } else if (const Postings refused = having(matcher, false); !refused.empty()) {
        Postings left;
        std::set_difference(found.begin(), found.end(), refused.begin(), refused.end(), std::back_inserter(left));
        found = std::move(left);
    }
}

LabelIndex::Postings LabelIndex::select(std::span<const metrics::Matcher> matchers) const
{
    std::vector<const metrics::Matcher*> ordered;
    for (const metrics::Matcher& matcher : matchers) {
        ordered.push_back(&matcher);
    }
    // Cheap and narrow ones first: label="value", then what needs a label, then what may be absent.
    const auto cost = [](const metrics::Matcher* m) {
        const bool optional = m->matches("");
        return optional ? 2 : m->type() == metrics::MatchType::Equal ? 0 : 1;
    };
    std::stable_sort(ordered.begin(), ordered.end(), [&](const auto* a, const auto* b) { return cost(a) < cost(b); });
    Postings found;
    bool started = false;
    for (const metrics::Matcher* matcher : ordered) {
        if (!started) {
            started = true;
            if (cost(matcher) < 2) {
                found = having(*matcher, true);
                continue;
            }
            found = m_all;
        }
        narrow(found, *matcher);
    }
    return started ? found : m_all;
}

std::vector<std::string> LabelIndex::labelNames() const
{
    std::vector<std::string> names;
    names.reserve(m_postings.size());
    for (const auto& [name, values] : m_postings) {
        names.push_back(name);
    }
    return names;
}

std::vector<std::string> LabelIndex::labelValues(std::string_view name) const
{
    std::vector<std::string> found;
    if (const Values* values = valuesOf(name)) {
        for (const auto& [value, postings] : *values) {
            found.push_back(value);
        }
    }
    return found;
}

std::size_t LabelIndex::bytes() const noexcept
{
    return m_table.capacity() * sizeof(SeriesRef) + listBytes(m_all.size() + m_listEntries) + m_nodeBytes;
}

} // namespace checkwatch::tsdb
