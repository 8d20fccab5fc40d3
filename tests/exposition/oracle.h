#pragma once

#include "models/exposition/scrapecache.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace checkwatch::exposition {

/// What the ScrapeCache must come to, written the slow and plain way: the Parser alone, sets and maps, no prediction,
/// and Prometheus' own order of steps (scrape loop of 2.42). For comparing, in tests and fuzzing. No target labels.
class Oracle
{
public:
    explicit Oracle(std::size_t sampleLimit, metrics::Relabelling relabelling = {})
        : m_sampleLimit(sampleLimit), m_relabelling(std::move(relabelling))
    {
    }
    /// Takes a body; returns "" or the first difference between the batch and what must be.
    std::string check(std::string_view body, Format format, const metrics::ScrapeBatch& batch);

private:
    struct Met
    {
        std::map<std::string, double> values;
        std::set<std::string> timed;
        std::set<std::string> tracked;
        std::uint64_t scraped = 0;
        std::uint64_t kept = 0;
        std::uint64_t added = 0;
        bool good = true;
    };
    Met read(std::string_view body, Format format, base::Timestamp time);
    void take(const Parser& parser, base::Timestamp time, Met& met);

    std::size_t m_sampleLimit;
    metrics::Relabelling m_relabelling;
    std::set<std::string> m_known;    ///< raw texts in the cache
    std::set<std::string> m_seen;     ///< raw texts since the last good body, with those of this one
    std::set<std::string> m_previous; ///< tracked after the last body
    std::vector<std::string> m_labels;
};

} // namespace checkwatch::exposition
