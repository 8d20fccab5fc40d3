#include "models/metrics/labels.h"

#include <algorithm>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace checkwatch::metrics {

// The block of a label set, in words of 32 bits: 0 and 1 the hash, 2 how many pieces (name value name value …), 3 how many
// words, then where each piece ends in the text, then the text: every piece with a 0xff behind it, which is just what the
// hash is made of; zeros fill the last word. One allocation and one copy, because a new target brings 100,000 sets at once.
namespace {

constexpr std::size_t headWords = 4;
constexpr std::size_t piecesAt = 2;
constexpr std::size_t wordsAt = 3;

const std::uint64_t emptyHash = XXH64("", 0, 0);

char* textOf(std::uint32_t* block)
{
    return reinterpret_cast<char*>(block + headWords + block[piecesAt]);
}

/// memcpy for what is mostly 4 to 16 bytes long: two copies that may overlap, no call.
char* put(char* at, std::string_view piece)
{
    const std::size_t size = piece.size();
    if (size >= 8 && size <= 16) {
        std::memcpy(at, piece.data(), 8);
        std::memcpy(at + size - 8, piece.data() + size - 8, 8);
    } else if (size >= 4 && size < 8) {
        std::memcpy(at, piece.data(), 4);
        std::memcpy(at + size - 4, piece.data() + size - 4, 4);
    } else {
        std::memcpy(at, piece.data(), size);
    }
    return at + size;
}

/// REQUIRES: not empty; sorted by name, names unique, no empty values.
template <typename List>
std::shared_ptr<const std::uint32_t[]> makeBlock(const List& labels)
{
    const std::size_t pieces = labels.size() * 2;
    std::size_t bytes = pieces;
    for (const auto& [name, value] : labels) {
        bytes += name.size() + value.size();
    }
    const std::size_t words = headWords + pieces + (bytes + 3) / 4;
    auto block = std::make_shared_for_overwrite<std::uint32_t[]>(words);
    block[words - 1] = 0;
    block[piecesAt] = static_cast<std::uint32_t>(pieces);
    block[wordsAt] = static_cast<std::uint32_t>(words);
    std::uint32_t* bound = block.get() + headWords;
    char* const text = textOf(block.get());
    char* at = text;
    for (const auto& [name, value] : labels) {
        for (const std::string_view piece : {std::string_view(name), std::string_view(value)}) {
            at = put(at, piece);
            *bound++ = static_cast<std::uint32_t>(at - text);
            *at++ = '\xff';
        }
    }
    const std::uint64_t hash = XXH64(text, bytes, 0);
    std::memcpy(block.get(), &hash, sizeof(hash));
    return block;
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
    if (!m_block) {
        return emptyHash;
    }
    std::uint64_t hash = 0;
    std::memcpy(&hash, m_block.get(), sizeof(hash));
    return hash;
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
