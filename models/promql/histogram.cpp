#include "models/promql/evaluation.h"

#include "models/base/numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::promql {
namespace {

struct Bucket
{
    double bound = 0; ///< le
    double count = 0; ///< cumulative
};

using Buckets = std::vector<Bucket>;

/// Adds up buckets with the same bound ("1" and "1.0"). REQUIRES: sorted by bound.
void coalesce(Buckets& buckets)
{
    std::size_t last = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        if (buckets[i].bound == buckets[last].bound) {
            buckets[last].count += buckets[i].count;
        } else {
            buckets[++last] = buckets[i];
        }
    }
    buckets.resize(last + 1);
}

/// Cumulative counts that were read at slightly different times can fall; they must not.
void makeMonotone(Buckets& buckets)
{
    double most = buckets.front().count;
    for (Bucket& bucket : buckets) {
        if (bucket.count > most) {
            most = bucket.count;
        } else if (bucket.count < most) {
            bucket.count = most;
        }
    }
}

/// By insertion, as Go sorts so few: a bound that is NaN, which is neither less nor more than any, stays where it came.
void sortByBound(Buckets& buckets)
{
    for (std::size_t i = 1; i < buckets.size(); ++i) {
        for (std::size_t at = i; at > 0 && buckets[at].bound < buckets[at - 1].bound; --at) {
            std::swap(buckets[at], buckets[at - 1]);
        }
    }
}

double bucketQuantile(double q, Buckets& buckets)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (std::isnan(q)) {
        return nan;
    }
    if (q < 0 || q > 1) {
        return q < 0 ? -infinity : infinity;
    }
    sortByBound(buckets);
    if (buckets.back().bound != infinity) {
        return nan;
    }
    coalesce(buckets);
    makeMonotone(buckets);
    if (buckets.size() < 2 || buckets.back().count == 0) {
        return nan;
    }
    double rank = q * buckets.back().count;
    const auto end = buckets.end() - 1;
    const auto at = std::partition_point(buckets.begin(), end, [rank](const Bucket& b) { return !(b.count >= rank); });
    if (at == end) {
        return (end - 1)->bound;
    }
    if (at == buckets.begin() && at->bound <= 0) {
        return at->bound;
    }
    const double start = at == buckets.begin() ? 0 : (at - 1)->bound;
    double count = at->count;
    if (at != buckets.begin()) {
        count -= (at - 1)->count;
        rank -= (at - 1)->count;
    }
    return start + (at->bound - start) * (rank / count);
}

} // namespace

Items Evaluation::histogramQuantile(const Call& call, base::Timestamp time)
{
    static const std::vector<std::string> le{"le"};
    const double q = scalar(*call.args[0], time);
    const Items items = vector(*call.args[1], time);
    KeyIndex index;
    std::vector<Buckets> histograms;
    Items out;
    std::string key;
    for (const Item& item : items) {
        if (!goOn()) {
            break;
        }
        const auto bound = base::parseFloat(labelOf(item, "le"));
        if (!bound) {
            tellGroup(TapedStep::noGroup);
            continue;
        }
        key.clear();
        appendKeyWithout(key, item, le);
        const auto [number, isNew] = index.insert(key);
        if (isNew) {
            histograms.emplace_back();
            metrics::LabelsBuilder builder(*item.labels);
            out.push_back({keep(builder.remove("le").remove(metrics::metricNameLabel).build()), 0});
        }
        tellGroup(number);
        histograms[number].push_back({*bound, item.value});
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].value = bucketQuantile(q, histograms[i]);
    }
    return out;
}

} // namespace checkwatch::promql
