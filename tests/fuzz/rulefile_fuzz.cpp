#include "models/rules/rulefile.h"
#include "models/rules/template.h"

#include <cstdlib>

using namespace checkwatch;

// A rule file of any bytes: it is read or refused, and what was read holds together; its templates expand to something.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto file = rules::parseRuleFile(text, "fuzz.yml");
    if (file.ok() != rules::ruleFileErrors(text).empty()) {
        std::abort();
    }
    if (!file) {
        return 0;
    }
    rules::TemplateData element;
    element.labels = metrics::Labels{{"server", "s1"}, {"proxy", "be"}};
    element.value = 1.5;
    for (const rules::Group& group : file->groups) {
        for (const rules::Rule& rule : group.rules) {
            if (rule.name.empty() || !rule.expr || rule.query.empty()) {
                std::abort();
            }
            for (const auto& [name, value] : rule.annotations) {
                rules::expandTemplate(value, element);
            }
        }
    }
    return 0;
}
