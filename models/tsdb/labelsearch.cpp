#include "models/tsdb/labelindex.h"

#include <algorithm>

// What an editor offers: names and values of labels. Counts go over posting lists, never over label sets.
namespace checkwatch::tsdb {
namespace {

constexpr std::size_t valuesLookedAt = 50'000;

/// Membership of series, for many questions.
class SeriesSet
{
public:
    explicit SeriesSet(const LabelIndex::Postings* members) : m_all(members == nullptr)
    {
        if (members != nullptr && !members->empty()) {
            m_members.resize(members->back() + std::size_t{1});
            for (const SeriesRef series : *members) {
                m_members[series] = true;
            }
        }
    }
    [[nodiscard]] bool has(SeriesRef series) const { return series < m_members.size() && m_members[series]; }
    [[nodiscard]] std::size_t countOf(const LabelIndex::Postings& list) const
    {
        return m_all ? list.size()
                     : static_cast<std::size_t>(
                         std::count_if(list.begin(), list.end(), [this](SeriesRef series) { return has(series); }));
    }

private:
    bool m_all;
    std::vector<bool> m_members;
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool holds(std::string_view text, std::string_view typed)
{
    return std::search(text.begin(), text.end(), typed.begin(), typed.end(),
                       [](char a, char b) { return lower(a) == lower(b); })
        != text.end();
}

} // namespace

std::vector<std::string> LabelIndex::labelNames(const Postings& among) const
{
    const SeriesSet wanted(&among);
    std::vector<std::string> names;
    for (const auto& [name, values] : m_postings) {
        const bool any = std::any_of(values.begin(), values.end(), [&](const auto& value) {
            return std::any_of(value.second.begin(), value.second.end(),
                               [&](SeriesRef series) { return wanted.has(series); });
        });
        if (any) {
            names.push_back(name);
        }
    }
    return names;
}

LabelChoices LabelIndex::choices(std::string_view name, const Postings* among, std::string_view typed,
                                 std::size_t limit) const
{
    LabelChoices choices;
    const Values* values = valuesOf(name);
    if (values == nullptr) {
        return choices;
    }
    const SeriesSet wanted(among);
    const auto take = [&](const auto& entry) {
        const std::size_t series = wanted.countOf(entry.second);
        choices.more = choices.more || (series > 0 && choices.found.size() == limit);
        if (series > 0 && !choices.more) {
            choices.found.push_back({entry.first, series});
        }
    };
    const auto begin = values->lower_bound(typed);
    for (auto at = begin; at != values->end() && at->first.starts_with(typed) && !choices.more; ++at) {
        take(*at);
    }
    std::size_t seen = 0;
    for (auto at = values->begin(); !typed.empty() && at != values->end() && !choices.more; ++at) {
        if (++seen > valuesLookedAt) {
            choices.more = true;
        } else if (!at->first.starts_with(typed) && holds(at->first, typed)) {
            take(*at);
        }
    }
    return choices;
}

} // namespace checkwatch::tsdb
