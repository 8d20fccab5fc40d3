#include "models/metrics/labels.h"

#include "models/metrics/labelblock.h"

#include <algorithm>
#include <cstring>

namespace checkwatch::metrics {
namespace {

using block::headWords;
using block::piecesAt;
using block::wordsAt;

/// REQUIRES: not empty; sorted by name, names unique, no empty values.
template <typename List>
std::shared_ptr<const std::uint32_t[]> makeBlock(const List& labels)
{
    const std::size_t pieces = labels.size() * 2;
    std::size_t bytes = pieces;
    std::uint64_t hash = 0;
    for (const auto& [name, value] : labels) {
        bytes += name.size() + value.size();
        hash += block::hashOf(block::hashOfName(name), value);
    }
    const std::size_t words = block::words(pieces, bytes);
    auto memory = std::make_shared_for_overwrite<std::uint32_t[]>(words);
    block::writeHead(memory.get(), hash, pieces, words);
    std::uint32_t* bound = block::boundsOf(memory.get());
    char* const text = block::textOf(memory.get());
    char* at = text;
    for (const auto& [name, value] : labels) {
        for (const std::string_view piece : {std::string_view(name), std::string_view(value)}) {
            at = block::put(at, piece);
            *bound++ = static_cast<std::uint32_t>(at - text);
            *at++ = block::pieceEnd;
        }
    }
    return memory;
}

/// Sorted, one of each name (the last given), without empty values.
void normalise(std::vector<std::pair<std::string, std::string>>& labels)
{
    std::stable_sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool superseded = i + 1 < labels.size() && labels[i + 1].first == labels[i].first;
        if (superseded || labels[i].second.empty()) {
            continue;
        }
        if (kept != i) {
            labels[kept] = std::move(labels[i]);
        }
        ++kept;
    }
    labels.resize(kept);
}

} // namespace

Labels::Labels(std::vector<std::pair<std::string, std::string>> labels)
{
    normalise(labels);
    if (!labels.empty()) {
        m_block = makeBlock(labels);
    }
}

Labels Labels::fromSorted(std::span<const Label> labels)
{
    Labels out;
    if (!labels.empty()) {
        out.m_block = makeBlock(labels);
    }
    return out;
}

Labels::Labels(std::initializer_list<std::pair<std::string, std::string>> labels)
    : Labels(std::vector<std::pair<std::string, std::string>>(labels))
{
}

std::size_t Labels::size() const noexcept
{
    return m_block ? m_block[piecesAt] / 2 : 0;
}

std::string_view Labels::piece(std::size_t index) const noexcept
{
    const std::uint32_t* const bounds = m_block.get() + headWords;
    const std::uint32_t begin = index == 0 ? 0 : bounds[index - 1] + 1;
    return {reinterpret_cast<const char*>(bounds + m_block[piecesAt]) + begin, bounds[index] - begin};
}

Label Labels::operator[](std::size_t index) const noexcept
{
    return {piece(index * 2), piece(index * 2 + 1)};
}

std::string_view Labels::get(std::string_view name) const noexcept
{
    const std::size_t count = size();
    for (std::size_t i = 0; i < count; ++i) {
        if (piece(i * 2) == name) {
            return piece(i * 2 + 1);
        }
    }
    return {};
}

std::uint64_t Labels::hash() const noexcept
{
    std::uint64_t hash = 0;
    if (m_block) {
        std::memcpy(&hash, m_block.get(), sizeof(hash));
    }
    return hash;
}

std::uint64_t Labels::prometheusHash() const noexcept
{
    const std::size_t pieces = size() * 2;
    if (pieces == 0) {
        return XXH64("", 0, 0);
    }
    const std::string_view last = piece(pieces - 1);
    const char* const first = piece(0).data();
    return XXH64(first, static_cast<std::size_t>(last.data() + last.size() + 1 - first), 0);
}

std::string Labels::toString() const
{
    std::string out(name());
    std::string inner;
    for (const Label label : *this) {
        if (label.name == metricNameLabel) {
            continue;
        }
        if (!inner.empty()) {
            inner += ", ";
        }
        inner += label.name;
        inner += '=';
        inner += quote(label.value);
    }
    if (!inner.empty() || out.empty()) {
        out += '{' + inner + '}';
    }
    return out;
}

bool operator==(const Labels& a, const Labels& b) noexcept
{
    if (a.m_block == b.m_block) {
        return true;
    }
    if (!a.m_block || !b.m_block) {
        return false;
    }
    // The hash and the lengths lie in front, so that others are told apart by the first words.
    return std::memcmp(a.m_block.get(), b.m_block.get(), headWords * sizeof(std::uint32_t)) == 0
        && std::memcmp(a.m_block.get(), b.m_block.get(), a.m_block[wordsAt] * sizeof(std::uint32_t)) == 0;
}

std::strong_ordering operator<=>(const Labels& a, const Labels& b) noexcept
{
    const std::size_t common = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (const auto order = a[i].name <=> b[i].name; std::is_neq(order)) {
            return order;
        }
        if (const auto order = a[i].value <=> b[i].value; std::is_neq(order)) {
            return order;
        }
    }
    return a.size() <=> b.size();
}

Labels::Iterator Labels::begin() const noexcept
{
    return {this, 0};
}

Labels::Iterator Labels::end() const noexcept
{
    return {this, size()};
}

LabelsBuilder::LabelsBuilder(const Labels& base)
{
    m_labels.reserve(base.size());
    for (const Label label : base) {
        m_labels.emplace_back(label.name, label.value);
    }
}

LabelsBuilder& LabelsBuilder::set(std::string_view name, std::string_view value)
{
    if (value.empty()) {
        return remove(name);
    }
    const auto at = std::lower_bound(m_labels.begin(), m_labels.end(), name,
                                     [](const auto& label, std::string_view n) { return label.first < n; });
    if (at != m_labels.end() && at->first == name) {
        at->second = value;
    } else {
        m_labels.emplace(at, name, value);
    }
    return *this;
}

LabelsBuilder& LabelsBuilder::remove(std::string_view name)
{
    std::erase_if(m_labels, [&](const auto& label) { return label.first == name; });
    return *this;
}

LabelsBuilder& LabelsBuilder::keep(std::span<const std::string> names)
{
    std::erase_if(m_labels,
                  [&](const auto& label) { return std::find(names.begin(), names.end(), label.first) == names.end(); });
    return *this;
}

std::string_view LabelsBuilder::get(std::string_view name) const noexcept
{
    for (const auto& [n, value] : m_labels) {
        if (n == name) {
            return value;
        }
    }
    return {};
}

Labels LabelsBuilder::build() const
{
    return Labels(m_labels);
}

} // namespace checkwatch::metrics
