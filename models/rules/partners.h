#pragma once

#include "models/rules/labelsets.h"

#include <optional>
#include <string>

/// Which elements the two sides of a vector operator would pair.
namespace checkwatch::rules {

/// Elements of one side that compete for one partner: then Prometheus' evaluation ends in an error.
struct TooManyPartners
{
    bool always = false; ///< else only while values let them through
    std::string why;     ///< a sentence or two
};

/// Looks at all series of both sides where they are not too many; at parts that come up again once, so it lives no longer
/// than the data stands still.
class PartnerCheck
{
public:
    /// REQUIRES: lookup.hasData() when it is asked. Both must outlive it.
    PartnerCheck(SelectorLookup& lookup, const OwnMetrics& own)
        : m_stored(lookup, own, LabelSetFinder::Of::Stored), m_alive(lookup, own, LabelSetFinder::Of::Alive)
    {
    }

    /// Why no element of the left side of a vector operator finds a partner on the right: the words; empty where some may,
    /// or where that cannot be told.
    [[nodiscard]] std::string whyNone(const promql::Binary& node);
    /// Of an arithmetic or comparison operator by what is there now; unset where there are none, or where that cannot be
    /// told.
    [[nodiscard]] std::optional<TooManyPartners> tooMany(const promql::Binary& node);

private:
    LabelSetFinder m_stored;
    LabelSetFinder m_alive;
};

} // namespace checkwatch::rules
