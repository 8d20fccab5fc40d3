#pragma once

#include "models/base/time.h"
#include "models/rules/rulefile.h"
#include "models/rules/yamltree.h"

#include <string>
#include <vector>

namespace checkwatch::rules {

/// A scalar with its place, which errors name. Line 0: the field is absent.
struct PlacedText
{
    std::string text;
    int line = 0;
    int column = 0;
};

/// A rule as it stands in the file, types checked, meaning not.
struct RawRule
{
    PlacedText record;
    PlacedText alert;
    PlacedText expr;
    base::Duration holdFor{0};
    base::Duration keepFiringFor{0};
    StringPairs labels;
    StringPairs annotations;
    int line = 0;
};

struct RawGroup
{
    std::string name;
    base::Duration interval{0};
    int limit = 0;
    std::vector<RawRule> rules;
    int line = 0;
    int column = 0;
};

/// Decodes strictly what yaml.v3 would decode into Prometheus' rulefmt structures: unknown and duplicate keys and wrong
/// types go to `errors`, all of them; a bad duration or merge is then the only error, as there.
std::vector<RawGroup> decodeRuleFile(const YamlDocument& document, std::vector<base::Error>& errors);

} // namespace checkwatch::rules
