#pragma once

#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/tsdb/labelchoices.h"
#include "models/tsdb/querier.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::tsdb {

/// Finds series by their labels: all of them through a hash table, some through postings, the ascending list of series
/// of each label=value. Knows series by number; their labels stay with the owner.
class LabelIndex
{
public:
    using Postings = std::vector<SeriesRef>;
    using LabelsOf = std::function<const metrics::Labels&(SeriesRef)>;

    explicit LabelIndex(LabelsOf labelsOf) : m_labelsOf(std::move(labelsOf)) {}

    [[nodiscard]] std::optional<SeriesRef> find(const metrics::Labels& labels) const;
    /// REQUIRES: greater than every series in it.
    void add(SeriesRef series);
    /// REQUIRES: ascending, in the index, labels still there.
    void remove(std::span<const SeriesRef> series);
    void clear();

    [[nodiscard]] Postings select(std::span<const metrics::Matcher> matchers) const;
    [[nodiscard]] std::vector<std::string> labelNames() const;
    [[nodiscard]] std::vector<std::string> labelValues(std::string_view name) const;
    /// The names that series of `among` have, sorted. REQUIRES: `among` ascending.
    [[nodiscard]] std::vector<std::string> labelNames(const Postings& among) const;
    /// Values of a label that hold `typed`, those that begin with it first, then sorted; each with how many series have
    /// it, of `among` where that is not null. Of the others no more than 50,000 values are looked at.
    [[nodiscard]] LabelChoices choices(std::string_view name, const Postings* among, std::string_view typed,
                                       std::size_t limit) const;
    [[nodiscard]] std::size_t size() const noexcept { return m_all.size(); }
    [[nodiscard]] std::size_t bytes() const noexcept;

private:
    using Values = std::map<std::string, Postings, std::less<>>;

    void insertHash(SeriesRef series);
    void eraseHash(SeriesRef series);
    void growTable();
    [[nodiscard]] const Values* valuesOf(std::string_view name) const;
    /// Series with a value of this label that the matcher accepts (or, with `accepted` false, refuses).
    [[nodiscard]] Postings having(const metrics::Matcher& matcher, bool accepted) const;
    void narrow(Postings& found, const metrics::Matcher& matcher) const;

    LabelsOf m_labelsOf;
    Postings m_all;
    std::map<std::string, Values, std::less<>> m_postings;
    std::vector<SeriesRef> m_table; ///< open addressing by hash, linear probing, a power of two long
    std::size_t m_nodeBytes = 0;    ///< of m_postings without the lists
    std::size_t m_listEntries = 0;
};

} // namespace checkwatch::tsdb
