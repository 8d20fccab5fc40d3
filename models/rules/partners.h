#pragma once

#include "models/rules/labelsets.h"

#include <optional>
#include <string>

/// Which elements the two sides of a vector operator would pair.
namespace checkwatch::rules {

/// Why no element of the left side of a vector operator finds a partner on the right: the words; empty where some may, or
/// where that cannot be told. Looks at all series of both sides where they are not too many. REQUIRES: lookup.hasData().
[[nodiscard]] std::string whyNoPartner(const promql::Binary& node, SelectorLookup& lookup, const OwnMetrics& own);

/// Elements of one side that compete for one partner: then Prometheus' evaluation ends in an error.
struct TooManyPartners
{
    bool always = false; ///< else only while values let them through
    std::string why;     ///< a sentence or two
};

/// Of an arithmetic or comparison operator by what is there now; unset where there are none, or where that cannot be told.
/// REQUIRES: lookup.hasData().
[[nodiscard]] std::optional<TooManyPartners> tooManyPartners(const promql::Binary& node, SelectorLookup& lookup,
                                                             const OwnMetrics& own);

} // namespace checkwatch::rules
