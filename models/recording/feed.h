#pragma once

#include "models/recording/records.h"
#include "models/recording/writer.h"

#include <memory>
#include <variant>
#include <vector>

/// What a running session tells the recorder, as values that cross over to its thread.
namespace checkwatch::recording {

struct SourceBegins
{
    SourceId source = 0;
    StreamRecord record; ///< without number and begins
};
/// A scrape, or the staleness markers behind the last one.
struct Scraped
{
    SourceId source = 0;
    std::shared_ptr<const metrics::ScrapeBatch> batch;
    base::Timestamp received{};
};
struct SourceEnds
{
    SourceId source = 0;
    metrics::ScrapeBatch markers; ///< what it leaves behind; empty where nothing
};
/// One evaluation of a rule group: what its rules wrote, and which alerts changed.
struct Evaluated
{
    SourceId source = 0;
    std::vector<metrics::ScrapeBatch> written;
    std::vector<AlertRecord> changes;
};

using Item = std::variant<SourceBegins, Scraped, SourceEnds, Evaluated, fleet::Event, RulesRecord, RunbooksRecord,
                          LogSourcesRecord, NoteRecord>;

} // namespace checkwatch::recording
