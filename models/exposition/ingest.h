#pragma once

#include "models/exposition/lookahead.h"
#include "models/exposition/targetmemory.h"

#include <optional>

namespace checkwatch::exposition {

/// Reads one body into a batch. Lines that come as the script says are compared and taken; every other goes through the
/// Parser. Lives for one call of the ScrapeCache; fills batch.firstAdded, column, timed and the counters of the report.
class Ingest
{
public:
    Ingest(TargetMemory& memory, std::string_view body, Format format, metrics::ScrapeBatch& batch);

    /// Takes the body in, with a marker for every series that vanished. On an error the batch holds markers only: for
    /// what was tracked and not met before the error; what was met is tracked on (guides: prometheus 1.7).
    std::optional<base::Error> run();
    /// There is no body: a marker for every tracked series, and nothing is tracked any more.
    void markAll() { rollBack(); }

private:
    void makeRoom();
    void follow();
    bool jump();
    bool step();
    void takeComment(Entry entry, std::size_t begin);
    bool takeSample(std::size_t begin);
    bool learn(std::uint32_t& index, std::uint64_t hash);
    bool store(std::uint32_t index);
    void meet(std::uint32_t index);
    void place(std::uint32_t index);
    void mark(std::uint32_t index);
    void markScript();
    void nextRound();
    void diverge();
    void advance(std::size_t begin, std::uint32_t index);
    void commit();
    void rollBack();
    void markVanished();
    void forgetVanished();
    void compact(bool failed);
    [[nodiscard]] double& cell(std::uint32_t local);

    TargetMemory& m_memory;
    std::string_view m_body;
    Format m_format;
    metrics::ScrapeBatch& m_batch;
    Parser m_parser;
    Lookahead m_ahead;
    std::optional<base::Error> m_error;
    std::size_t m_at = 0;
    std::size_t m_line = 0; ///< the script's line that is expected next
    bool m_diverged = false;
    std::size_t m_divergedAt = 0; ///< all lines of the script before this one have come
    LineScript m_tail;            ///< the script from line m_tailFrom on
    std::size_t m_tailFrom = 0;
    bool m_unscripted = false;                 ///< some sample of this body could not be put in the script
    metrics::Labels m_fresh;                   ///< what learn() found out
    const bool m_first;                        ///< the target's first body: all numbers are of texts in it
    std::vector<std::uint32_t> m_placed;       ///< texts that got a number in this body
    std::unordered_set<metrics::Labels> m_met; ///< met series that are not stored
};

} // namespace checkwatch::exposition
