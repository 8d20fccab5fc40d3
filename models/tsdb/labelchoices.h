#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace checkwatch::tsdb {

/// A value of a label, and how many series have it.
struct LabelChoice
{
    std::string value;
    std::size_t series = 0;
};

struct LabelChoices
{
    std::vector<LabelChoice> found;
    bool more = false; ///< there are others, or not all were looked at
};

} // namespace checkwatch::tsdb
