#include "tests/exposition/oracle.h"

#include <cstdio>
#include <cstdlib>

using namespace checkwatch;
using namespace checkwatch::exposition;

namespace {

/// Drops some samples, makes one series of others, and leaves some without a name.
const metrics::Relabelling& dropping()
{
    using metrics::RelabelAction;
    static const metrics::Relabelling rules = *metrics::Relabelling::create(
        {{.action = RelabelAction::Drop, .sourceLabels = {"__name__"}, .regex = "a.*"},
         {.action = RelabelAction::LabelDrop, .regex = "b.*"},
         {.sourceLabels = {"c"}, .regex = "(.+)", .targetLabel = "__name__", .replacement = ""}});
    return rules;
}

} // namespace

// The input is cut at every 0xFE byte into the bodies of one target. Of each the byte before the body chooses the format;
// the first byte of all chooses the sample limit, and whether samples are relabelled. What the ScrapeCache makes of them must be what the plain Oracle does.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    if (rest.empty()) {
        return 0;
    }
    const std::size_t limit = static_cast<unsigned char>(rest.front()) % 8;
    const bool plain = static_cast<unsigned char>(rest.front()) / 8 % 4 != 1;
    const metrics::Relabelling relabelling = plain ? metrics::Relabelling() : dropping();
    rest.remove_prefix(1);
    Oracle oracle(limit, relabelling);
    ScrapeOptions options;
    options.sampleLimit = limit;
    options.relabelling = relabelling;
    ScrapeCache cache(options);
    for (std::int64_t round = 0; !rest.empty() && round < 16; ++round) {
        const std::string_view piece = rest.substr(0, rest.find('\xfe'));
        rest.remove_prefix(std::min(piece.size() + 1, rest.size()));
        if (piece.empty()) {
            continue;
        }
        const Format format = piece.front() == 'o' ? Format::OpenMetrics100 : Format::Text004;
        const std::string body(piece.substr(1)); // a copy of its own, so that reading past the end is noticed
        const base::Timestamp time = base::fromUnixMs(1'700'000'000'000 + round * 1000);
        // Every body twice: the second time all of it is predicted.
        for (int again = 0; again < 2; ++again) {
            const std::string difference = oracle.check(body, format, cache.ingest(body, format, time, 0));
            if (!difference.empty()) {
                std::fprintf(stderr, "round %d.%d: %s\n", static_cast<int>(round), again, difference.c_str());
                std::abort();
            }
        }
    }
    return 0;
}
