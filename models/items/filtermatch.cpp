#include "models/items/filter.h"
#include "models/items/filterwords.h"
#include "models/items/glob.h"

#include <algorithm>

namespace checkwatch::items {

namespace {

bool nameMatches(const FilterValue& value, std::string_view name) noexcept
{
    return value.wild ? globMatches(value.pattern, name) : equalsFolded(value.pattern, name);
}

std::string_view withoutPort(std::string_view instance) noexcept
{
    const std::size_t colon = instance.rfind(':');
    return colon == std::string_view::npos ? instance : instance.substr(0, colon);
}

bool textMatches(const FilterValue& value, const fleet::ServerIdentity& who) noexcept
{
    const auto in = [&value](std::string_view name) {
        return value.wild ? globMatches(value.pattern, name) : containsFolded(value.pattern, name);
    };
    return in(who.server) || in(who.proxy) || in(who.instance) || in(who.job);
}

bool nameTermMatches(FilterKey key, const FilterValue& value, const fleet::ServerIdentity& who) noexcept
{
    switch (key) {
    case FilterKey::Backend: return nameMatches(value, who.proxy);
    case FilterKey::Server: return nameMatches(value, who.server);
    case FilterKey::Exporter: return nameMatches(value, who.instance) || nameMatches(value, withoutPort(who.instance));
    case FilterKey::Job: return nameMatches(value, who.job);
    default: return textMatches(value, who);
    }
}

bool numberMatches(const FilterValue& value, double number) noexcept
{
    switch (value.compare) {
    case FilterCompare::Equal: return number == value.number;
    case FilterCompare::Less: return number < value.number;
    case FilterCompare::LessEqual: return number <= value.number;
    case FilterCompare::Greater: return number > value.number;
    case FilterCompare::GreaterEqual: return number >= value.number;
    }
    return false;
}

bool valueTermMatches(FilterKey key, const FilterValue& value, const fleet::ServerRow& row,
                      const std::vector<fleet::AlertRow>* alerts) noexcept
{
    switch (key) {
    case FilterKey::State: return (value.mask >> static_cast<unsigned>(row.state) & 1U) != 0;
    case FilterKey::Check: return (value.mask >> static_cast<unsigned>(row.check) & 1U) != 0;
    case FilterKey::Alert: return (value.mask & alertBits(row, alerts)) != 0;
    case FilterKey::Is: return (value.mask & isBits(row)) != 0;
    case FilterKey::Code: return numberMatches(value, static_cast<double>(row.checkCode));
    case FilterKey::Weight: return numberMatches(value, row.weight);
    case FilterKey::Sessions: return numberMatches(value, row.sessions);
    case FilterKey::Queue: return numberMatches(value, row.queue);
    case FilterKey::Failures: return row.failuresCounted && numberMatches(value, row.increase);
    case FilterKey::Rate5xx: return numberMatches(value, row.rate5xx);
    case FilterKey::Downs: return numberMatches(value, row.upDownTotal);
    default: return false;
    }
}

} // namespace

bool Filter::matchesNames(const fleet::ServerIdentity& identity) const noexcept
{
    return std::all_of(m_names.begin(), m_names.end(), [&](const FilterTerm& term) {
        const bool any = std::any_of(term.values.begin(), term.values.end(), [&](const FilterValue& value) {
            return nameTermMatches(term.key, value, identity);
        });
        return any != term.negated;
    });
}

bool Filter::matchesLabels(const metrics::Labels& exporter) const
{
    return std::ranges::all_of(m_labels, [&](const LabelTerm& term) {
        return term.matcher.matches(exporter.get(term.matcher.name())) != term.negated;
    });
}

bool Filter::mayMatchExporter(const std::string& job, const std::string& instance) const
{
    fleet::ServerIdentity who;
    who.job = job;
    who.instance = instance;
    return std::all_of(m_names.begin(), m_names.end(), [&](const FilterTerm& term) {
        if (term.key != FilterKey::Exporter && term.key != FilterKey::Job) {
            return true;
        }
        const bool any = std::any_of(term.values.begin(), term.values.end(),
                                     [&](const FilterValue& value) { return nameTermMatches(term.key, value, who); });
        return any != term.negated;
    });
}

bool Filter::matchesValues(const fleet::ServerRow& row, const std::vector<fleet::AlertRow>* alerts) const noexcept
{
    return std::all_of(m_values.begin(), m_values.end(), [&](const FilterTerm& term) {
        const bool any = std::any_of(term.values.begin(), term.values.end(), [&](const FilterValue& value) {
            return valueTermMatches(term.key, value, row, alerts);
        });
        return any != term.negated;
    });
}

} // namespace checkwatch::items
