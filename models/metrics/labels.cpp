#include "models/metrics/labels.h"

#include <algorithm>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace checkwatch::metrics {

/// All text in one string: name value name value …; bounds[i] is where piece i ends.
struct Labels::Block
{
    std::string text;
    std::vector<std::uint32_t> bounds;
    std::uint64_t hash = 0;

    [[nodiscard]] std::string_view piece(std::size_t index) const noexcept
    {
        const std::size_t begin = index == 0 ? 0 : bounds[index - 1];
        return std::string_view(text).substr(begin, bounds[index] - begin);
    }
};

namespace {

const std::uint64_t emptyHash = XXH64("", 0, 0);

std::uint64_t hashOf(std::span<const std::pair<std::string, std::string>> labels)
{
    std::string buffer;
    for (const auto& [name, value] : labels) {
        buffer += name;
        buffer += '\xff';
        buffer += value;
        buffer += '\xff';
    }
    return XXH64(buffer.data(), buffer.size(), 0);
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
    if (labels.empty()) {
        return;
    }
    auto block = std::make_shared<Block>();
    std::size_t bytes = 0;
    for (const auto& [name, value] : labels) {
        bytes += name.size() + value.size();
    }
    block->text.reserve(bytes);
    block->bounds.reserve(labels.size() * 2);
    for (const auto& [name, value] : labels) {
        block->text += name;
        block->bounds.push_back(static_cast<std::uint32_t>(block->text.size()));
        block->text += value;
        block->bounds.push_back(static_cast<std::uint32_t>(block->text.size()));
    }
    block->hash = hashOf(labels);
    m_block = std::move(block);
}

Labels Labels::fromSorted(std::span<const Label> labels)
{
    Labels out;
    if (labels.empty()) {
        return out;
    }
    auto block = std::make_shared<Block>();
    std::size_t bytes = 0;
    for (const Label& label : labels) {
        bytes += label.name.size() + label.value.size();
    }
    block->text.reserve(bytes);
    block->bounds.reserve(labels.size() * 2);
    thread_local std::string hashed; // one buffer for all: most of the cost would be its allocation
    hashed.clear();
    for (const auto& [name, value] : labels) {
        block->text += name;
        block->bounds.push_back(static_cast<std::uint32_t>(block->text.size()));
        block->text += value;
        block->bounds.push_back(static_cast<std::uint32_t>(block->text.size()));
        hashed.append(name).append(1, '\xff').append(value).append(1, '\xff');
    }
    block->hash = XXH64(hashed.data(), hashed.size(), 0);
    out.m_block = std::move(block);
    return out;
}

Labels::Labels(std::initializer_list<std::pair<std::string, std::string>> labels)
    : Labels(std::vector<std::pair<std::string, std::string>>(labels))
{
}

std::size_t Labels::size() const noexcept
{
    return m_block ? m_block->bounds.size() / 2 : 0;
}

Label Labels::operator[](std::size_t index) const noexcept
{
    return {m_block->piece(index * 2), m_block->piece(index * 2 + 1)};
}

std::string_view Labels::get(std::string_view name) const noexcept
{
    const std::size_t count = size();
    for (std::size_t i = 0; i < count; ++i) {
        if (m_block->piece(i * 2) == name) {
            return m_block->piece(i * 2 + 1);
        }
    }
    return {};
}

std::uint64_t Labels::hash() const noexcept
{
    return m_block ? m_block->hash : emptyHash;
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
    return a.m_block->hash == b.m_block->hash && a.m_block->bounds == b.m_block->bounds
        && a.m_block->text == b.m_block->text;
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
