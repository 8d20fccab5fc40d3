#pragma once

#include "models/metrics/labels.h"
#include "models/metrics/matcher.h"
#include "models/metrics/sample.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace checkwatch::tsdb {

/// A series inside one Querier: dense, in creation order. Not reused while generation() stands still.
using SeriesRef = std::uint32_t;
inline constexpr SeriesRef noSeries = 0xffffffffU;

/// A stretch in which a series' samples all have the same bits.
struct ConstantWindow
{
    std::uint32_t count = 0; ///< samples in the window, at least 1
    double value = 0;
    base::Timestamp first{};
    base::Timestamp last{};
};

/// Read access to samples: the in-memory store, a recording, a test's data. Used on one thread; what it returns is valid
/// until the next append. All windows are closed at both ends: the caller moves an end by 1 ms where it wants it open.
class Querier
{
public:
    virtual ~Querier() = default;

    /// The series that every matcher accepts, ascending. An absent label counts as "".
    [[nodiscard]] virtual std::vector<SeriesRef> select(std::span<const metrics::Matcher> matchers) const = 0;
    /// Stays where it is as long as generation() stands still.
    [[nodiscard]] virtual const metrics::Labels& labels(SeriesRef series) const = 0;
    /// The newest sample with from <= time <= to; a staleness marker counts as one.
    [[nodiscard]] virtual std::optional<metrics::Sample> newest(SeriesRef series, base::Timestamp from,
                                                                base::Timestamp to) const
        = 0;
    /// Appends the samples with from <= time <= to to `out`, ascending, staleness markers left out.
    virtual void window(SeriesRef series, base::Timestamp from, base::Timestamp to,
                        std::vector<metrics::Sample>& out) const
        = 0;
    /// A shortcut past window(): set only when the window holds at least one sample, no staleness marker, and all values
    /// have the same bits. Nothing follows from nullopt. Makes rate() over quiet counters cheap.
    [[nodiscard]] virtual std::optional<ConstantWindow> constantWindow(SeriesRef series, base::Timestamp from,
                                                                       base::Timestamp to) const
        = 0;
    /// Another number whenever select() or labels() could answer differently; lets callers keep what they selected.
    [[nodiscard]] virtual std::uint64_t generation() const = 0;
};

} // namespace checkwatch::tsdb
