#include "models/runbooks/runbook.h"

#include <cstdint>
#include <cstdlib>

using namespace checkwatch;

/// No text makes the parser crash, and what it finds is a part of the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto book = runbooks::parseRunbook({reinterpret_cast<const char*>(data), size}, "fuzz.md");
    if (!book.ok()) {
        return 0;
    }
    for (const runbooks::Section& section : book->sections) {
        std::size_t steps = 0;
        for (const runbooks::Step& step : section.steps) {
            steps += step.body.size();
        }
        if (steps > book->markdown.size()) {
            std::abort();
        }
    }
    runbooks::Situation situation;
    situation.check = haproxy::CheckStatus::L7Sts;
    (void)runbooks::guideFor(*book, situation);
    return 0;
}
