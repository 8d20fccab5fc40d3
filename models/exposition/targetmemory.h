#pragma once

#include "models/exposition/linescript.h"
#include "models/exposition/metadatastore.h"
#include "models/exposition/samplelabels.h"
#include "models/exposition/scrapecache.h"
#include "models/exposition/seriesnumbers.h"
#include "models/exposition/textindex.h"

#include <unordered_map>
#include <unordered_set>

namespace checkwatch::exposition {

/// What is remembered of one target from scrape to scrape.
struct TargetMemory
{
    explicit TargetMemory(ScrapeOptions scrapeOptions) : options(std::move(scrapeOptions)), sampleLabels(options) {}
    TargetMemory(const TargetMemory&) = delete;
    TargetMemory& operator=(const TargetMemory&) = delete;

    ScrapeOptions options;
    SampleLabels sampleLabels;
    TextIndex texts;
    std::uint32_t alive = 0;   ///< texts that are
    std::uint32_t settled = 0; ///< `alive` after the last good body, where the script has them all
    std::uint32_t round
        = 1; ///< counts good bodies, for KnownText::seen: what a failed one showed outlives the next good
    std::uint32_t marked = 0; ///< texts with seen == round
    bool failedSince = false; ///< a body failed in this round after it had shown something
    SeriesNumbers numbers;
    /// Series that only bodies with an error showed: known, but never stored. By text index.
    std::unordered_map<std::uint32_t, metrics::Labels> unplaced;
    LineScript script;
    Format scriptFormat = Format::Text004;
    std::uint64_t scriptMetadata = 0; ///< MetadataStore::version() at which the script's comment lines were true
    MetadataStore metadata;
    /// Met in the last body, and so marked stale when it is not met in this one; by local number.
    std::vector<std::uint8_t> tracked;
    /// The same for series that were never stored.
    std::unordered_set<metrics::Labels> trackedUnplaced;
};

} // namespace checkwatch::exposition
