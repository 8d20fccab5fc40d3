#pragma once

#include "models/metrics/labels.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace checkwatch::promql {

/// One element of an instant vector while it is being worked on. The labels belong to the Querier or to the Evaluation;
/// dropping the name is only noted, so that functions over many series make no label sets.
struct Item
{
    const metrics::Labels* labels = nullptr;
    double value = 0;
    bool dropName = false;
    /// Only while an evaluation is recorded (tape.h): the number of the operand's element that this one came from.
    std::uint32_t origin = 0;
};

using Items = std::vector<Item>;

/// The value of a label, "" for the name where it was dropped.
[[nodiscard]] std::string_view labelOf(const Item& item, std::string_view name);
/// The labels as they stand after dropping.
[[nodiscard]] metrics::Labels labelsOf(const Item& item);
/// As Prometheus writes label sets in errors: {__name__="up", job="a"}.
[[nodiscard]] std::string textOf(const metrics::Labels& labels);

/// Appends bytes that are equal for two items iff all labels but `excluded` are. The name takes part unless dropped.
void appendKeyWithout(std::string& key, const Item& item, std::span<const std::string> excluded);
/// Appends bytes that are equal for two items iff the labels `names` are.
void appendKeyOf(std::string& key, const Item& item, std::span<const std::string> names);

/// Whether two items have the same labels.
[[nodiscard]] bool hasDuplicates(const Items& items);
/// The same, quickly, for items that differ in their labels as long as nobody drops names.
[[nodiscard]] bool dropMadeDuplicates(const Items& items);

/// Numbers distinct keys 0, 1, 2 … in the order of first sight.
class KeyIndex
{
public:
    /// The number, and whether the key was new.
    std::pair<std::uint32_t, bool> insert(const std::string& key);
    [[nodiscard]] std::optional<std::uint32_t> find(const std::string& key) const;

private:
    std::unordered_map<std::string, std::uint32_t> m_numbers;
};

} // namespace checkwatch::promql
