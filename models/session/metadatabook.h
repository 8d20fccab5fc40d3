#pragma once

#include "models/metrics/scrapebatch.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::session {

/// HELP and TYPE of metrics, as the targets say. Targets that say the same share one list. One thread (the engine's).
class MetadataBook
{
public:
    using List = std::shared_ptr<const metrics::MetadataList>;

    /// Null leaves what is known of the target.
    void take(std::uint32_t target, const List& list);
    void forget(std::uint32_t target) { m_lists.erase(target); }
    /// Of a metric's family: also by the names that a family's series have (x_total, x_bucket, x_count, x_sum). Null where
    /// no target says anything. Valid until the next take() or forget().
    [[nodiscard]] const metrics::Metadata* find(std::string_view metric) const;
    /// The types of all families, as the first target that says something has them.
    [[nodiscard]] std::map<std::string, metrics::MetricType, std::less<>> types() const;

private:
    [[nodiscard]] const metrics::Metadata* findFamily(std::string_view family) const;

    std::map<std::uint32_t, List> m_lists;
};

} // namespace checkwatch::session
