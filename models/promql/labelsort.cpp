#include "models/promql/evaluation.h"

#include <algorithm>
#include <charconv>

namespace checkwatch::promql {
namespace {

bool isDecimal(char c)
{
    return c >= '0' && c <= '9';
}

/// Takes the next run of digits or of other characters.
std::string_view takeChunk(std::string_view& text)
{
    const bool digits = !text.empty() && isDecimal(text.front());
    const auto end = std::find_if(text.begin(), text.end(), [digits](char c) { return isDecimal(c) != digits; });
    const std::string_view chunk = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(chunk.size());
    return chunk;
}

/// The natural order that Prometheus sorts labels in (facette/natsort): runs of digits compare as numbers.
bool naturallyBefore(std::string_view a, std::string_view b)
{
    while (!a.empty() && !b.empty()) {
        const std::string_view left = takeChunk(a);
        const std::string_view right = takeChunk(b);
        std::int64_t leftNumber = 0;
        std::int64_t rightNumber = 0;
        const bool numbers = std::from_chars(left.data(), left.data() + left.size(), leftNumber).ec == std::errc{}
            && std::from_chars(right.data(), right.data() + right.size(), rightNumber).ec == std::errc{};
        if (numbers && leftNumber != rightNumber) {
            return leftNumber < rightNumber;
        }
        if (!numbers && left != right) {
            return left < right;
        }
    }
    return a.empty() && !b.empty();
}

} // namespace

Items Evaluation::sortByLabel(const Call& call, base::Timestamp time)
{
    Items items = vector(*call.args[0], time);
    const bool descending = call.function->id == FunctionId::SortByLabelDesc;
    const auto before = [&](const Item& a, const Item& b) {
        for (std::size_t i = 1; i < call.args.size(); ++i) {
            const std::string& name = text(*call.args[i]);
            const std::string_view left = labelOf(a, name);
            const std::string_view right = labelOf(b, name);
            if (naturallyBefore(left, right) || naturallyBefore(right, left)) {
                return naturallyBefore(left, right);
            }
        }
        return labelsOf(a) < labelsOf(b);
    };
    std::stable_sort(items.begin(), items.end(),
                     [&](const Item& a, const Item& b) { return descending ? before(b, a) : before(a, b); });
    return items;
}

} // namespace checkwatch::promql
