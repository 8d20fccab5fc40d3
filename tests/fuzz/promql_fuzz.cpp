#include "models/promql/ast.h"
#include "models/promql/engine.h"
#include "tests/fuzz/sametree.h"
#include "tests/support/vectorquerier.h"

#include <cstdio>
#include <cstdlib>

using namespace checkwatch;

namespace {

void require(bool held, const std::string& what)
{
    if (!held) {
        std::fprintf(stderr, "%s\n", what.c_str());
        std::abort();
    }
}

const support::VectorQuerier& data()
{
    static const support::VectorQuerier made = [] {
        support::VectorQuerier querier;
        for (const char* name : {"a", "b", "x"}) {
            for (const char* value : {"1", "2"}) {
                std::vector<metrics::Sample> samples;
                for (int i = 0; i < 20; ++i) {
                    samples.push_back({base::Timestamp{std::chrono::seconds(15 * i)}, i == 7 ? 0.0 : i});
                }
                querier.add({{"__name__", name}, {"x", value}}, samples);
            }
        }
        return querier;
    }();
    return made;
}

} // namespace

/// Whatever parses prints, reads back as the very same tree, prints the same again, and evaluates without harm inside small limits.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const auto expr = promql::parse(text);
    if (!expr) {
        require(!expr.error().message.empty(), "an error without a message");
        return 0;
    }
    const std::string printed = promql::print(**expr);
    const auto again = promql::parse(printed);
    require(again.ok(), "does not read back: " + printed);
    require(promql::print(**again) == printed, "prints differently: " + printed);
    require(fuzz::sameTree(*expr, *again), "reads back as something else: " + printed);

    promql::EngineOptions options;
    options.maxSamples = 20'000;
    promql::Engine engine(options);
    (void)engine.instant(data(), *expr, base::Timestamp{std::chrono::seconds(200)});
    if (const auto plan = promql::FilterPlan::compile(*expr, options)) {
        std::vector<promql::RawElement> out;
        plan->evaluate(data(), base::Timestamp{std::chrono::seconds(200)}, out);
    }
    return 0;
}
