#include "models/rules/template.h"

#include <cstdlib>

using namespace checkwatch;

/// A template of any bytes: what checks expands, to the same text each time, of a size that is bounded; what does not check
/// says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t mostOutput = 4UL * 1024 * 1024;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto checked = rules::checkTemplate(text, "__alert_Fuzz");
    if (!checked && checked.error().message.empty()) {
        std::abort();
    }
    rules::TemplateData element;
    element.labels = metrics::Labels{{"server", "s1"}, {"proxy", "be"}};
    element.value = 1234567.5;
    element.externalUrl = "http://prometheus.example/";
    element.name = "__alert_Fuzz";
    element.query = [](std::string_view, base::Timestamp time) -> base::Result<promql::Value> {
        return promql::Value(
            promql::Vector{time, {{metrics::Labels{{"server", "s1"}}, 1}, {metrics::Labels{{"server", "s2"}}, 2}}});
    };
    const std::string once = rules::expandTemplate(text, element);
    if (once != rules::expandTemplate(text, element) || once.size() > mostOutput + size) {
        std::abort();
    }
    return 0;
}
