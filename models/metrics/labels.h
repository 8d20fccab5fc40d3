#pragma once

#include <cstddef> // first: moc 6.4 cannot read <compare> before the library's own configuration header

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace checkwatch::metrics {

inline constexpr std::string_view metricNameLabel = "__name__";

/// A label. Views into the Labels it came from.
struct Label
{
    std::string_view name;
    std::string_view value;
    bool operator==(const Label&) const = default;
};

/// The identity of a series: label names with their values, sorted by name (bytes), names unique, no empty values (an
/// empty value is the same as no label). Immutable; copies share one block of memory; safe to read from any thread.
class Labels
{
public:
    Labels() = default;
    /// In any order; empty values are left out; of equal names the last one counts.
    explicit Labels(std::vector<std::pair<std::string, std::string>> labels);
    Labels(std::initializer_list<std::pair<std::string, std::string>> labels);

    /// The fast way for who has them in order. REQUIRES: sorted by name, names unique, no empty values.
    [[nodiscard]] static Labels fromSorted(std::span<const Label> labels);

    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    /// REQUIRES: index < size().
    [[nodiscard]] Label operator[](std::size_t index) const noexcept;
    /// The value, "" where the label is absent. Valid as long as any copy of this set lives.
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    [[nodiscard]] bool has(std::string_view name) const noexcept { return !get(name).empty(); }
    /// The metric name, the value of __name__.
    [[nodiscard]] std::string_view name() const noexcept { return get(metricNameLabel); }

    /// For tables; computed when the set is made. Not for what outlives the program.
    [[nodiscard]] std::uint64_t hash() const noexcept;
    /// Prometheus' labels.Hash(): xxHash64 over name 0xff value 0xff of each label. Computed by every call.
    [[nodiscard]] std::uint64_t prometheusHash() const noexcept;
    /// As Prometheus prints a metric: up{instance="a",job="b"}; {} when empty. Values quoted as Go's %q.
    [[nodiscard]] std::string toString() const;

    friend bool operator==(const Labels& a, const Labels& b) noexcept;
    /// Prometheus' labels.Compare: label by label, name before value; a prefix comes first.
    friend std::strong_ordering operator<=>(const Labels& a, const Labels& b) noexcept;

    class Iterator;
    [[nodiscard]] Iterator begin() const noexcept;
    [[nodiscard]] Iterator end() const noexcept;

private:
    [[nodiscard]] std::string_view piece(std::size_t index) const noexcept;

    explicit Labels(std::shared_ptr<const std::uint32_t[]> block) : m_block(std::move(block)) {}

    /// One allocation for all (layout: labelblock.h); null = empty set.
    std::shared_ptr<const std::uint32_t[]> m_block;
    friend class LabelsBuilder;
    friend class LabelPattern;
};

class Labels::Iterator
{
public:
    using value_type = Label;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const Labels* labels, std::size_t index) : m_labels(labels), m_index(index) {}
    Label operator*() const noexcept { return (*m_labels)[m_index]; }
    Iterator& operator++() noexcept
    {
        ++m_index;
        return *this;
    }
    Iterator operator++(int) noexcept
    {
        Iterator old = *this;
        ++m_index;
        return old;
    }
    bool operator==(const Iterator& other) const noexcept { return m_index == other.m_index; }

private:
    const Labels* m_labels = nullptr;
    std::size_t m_index = 0;
};

/// Makes a label set out of another by setting and removing. Not thread-safe.
class LabelsBuilder
{
public:
    LabelsBuilder() = default;
    explicit LabelsBuilder(const Labels& base);

    /// An empty value removes the label.
    LabelsBuilder& set(std::string_view name, std::string_view value);
    LabelsBuilder& remove(std::string_view name);
    /// Leaves only these names.
    LabelsBuilder& keep(std::span<const std::string> names);
    [[nodiscard]] std::string_view get(std::string_view name) const noexcept;
    [[nodiscard]] Labels build() const;

private:
    std::vector<std::pair<std::string, std::string>> m_labels; ///< sorted by name
};

/// [a-zA-Z_][a-zA-Z0-9_]*
[[nodiscard]] bool isLabelName(std::string_view text) noexcept;

/// `text` in double quotes with Go's %q escapes; bytes that are not UTF-8 become \xNN.
[[nodiscard]] std::string quote(std::string_view text);

} // namespace checkwatch::metrics

template <>
struct std::hash<checkwatch::metrics::Labels>
{
    std::size_t operator()(const checkwatch::metrics::Labels& labels) const noexcept { return labels.hash(); }
};
