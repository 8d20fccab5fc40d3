#include "models/rules/annotations.h"

namespace checkwatch::rules {

StringPairs expandAnnotations(const Alert& alert, TemplateData base)
{
    StringPairs out;
    if (!alert.identity || !alert.identity->rule) {
        return out;
    }
    const Rule& rule = *alert.identity->rule;
    base.labels = alert.identity->source;
    base.value = alert.value;
    base.name = "__alert_" + rule.name;
    out.reserve(rule.annotations.size());
    for (const auto& [name, text] : rule.annotations) {
        out.emplace_back(name, expandTemplate(text, base));
    }
    return out;
}

} // namespace checkwatch::rules
