#include "models/rules/templatefields.h"

#include "models/rules/template.h"

#include <chrono>

namespace checkwatch::rules {
namespace {

base::Result<TemplateValue> timeField(TemplateTime time, const std::string& name)
{
    using namespace std::chrono;
    const base::Timestamp moment = base::fromUnixMs(time.unixMs);
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss<base::Duration> clock{moment - day};
    const std::pair<std::string_view, std::int64_t> known[] = {
        {"Year", static_cast<int>(date.year())},
        {"Day", static_cast<unsigned>(date.day())},
        {"Hour", clock.hours().count()},
        {"Minute", clock.minutes().count()},
        {"Second", clock.seconds().count()},
        {"Unix", floor<seconds>(moment).time_since_epoch().count()},
        {"UnixMilli", time.unixMs},
        {"YearDay", (day - sys_days{date.year() / 1 / 1}).count() + 1},
    };
    for (const auto& [field, value] : known) {
        if (field == name) {
            return TemplateValue{value};
        }
    }
    static constexpr std::string_view months[]
        = {"January", "February", "March",     "April",   "May",      "June",
           "July",    "August",   "September", "October", "November", "December"};
    static constexpr std::string_view weekdays[]
        = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
    if (name == "Month") {
        return TemplateValue{std::string(months[static_cast<unsigned>(date.month()) - 1])};
    }
    if (name == "Weekday") {
        return TemplateValue{std::string(weekdays[weekday{day}.c_encoding()])};
    }
    return templateError("can't evaluate field " + name + " in type *time.Time");
}

} // namespace

base::Result<std::vector<TemplateItem>> itemsOf(const TemplateValue& value)
{
    std::vector<TemplateItem> out;
    if (const TemplateList* list = value.list()) {
        for (const TemplateValue& item : *list) {
            out.emplace_back(TemplateValue{static_cast<std::int64_t>(out.size())}, item);
        }
    } else if (const auto* labels = value.as<metrics::Labels>()) {
        for (const metrics::Label label : *labels) {
            out.emplace_back(TemplateValue{std::string(label.name)}, TemplateValue{std::string(label.value)});
        }
    } else if (const TemplateArgs* args = value.args()) {
        for (const auto& [name, item] : *args) {
            out.emplace_back(TemplateValue{name}, item);
        }
    } else if (!value.isNil()) {
        return templateError("range can't iterate over " + defaultText(value));
    }
    return out;
}

base::Result<TemplateValue> fieldOf(const TemplateValue& value, const std::string& name)
{
    if (const auto* labels = value.as<metrics::Labels>()) {
        return TemplateValue{std::string(labels->get(name))};
    }
    if (const TemplateArgs* args = value.args()) {
        const auto found = args->find(name);
        return found == args->end() ? TemplateValue{} : found->second;
    }
    if (const auto* root = value.as<const TemplateData*>()) {
        if (name == "Labels" || name == "ExternalLabels") {
            return TemplateValue{name == "Labels" ? (*root)->labels : (*root)->externalLabels};
        }
        if (name == "Value" || name == "ExternalURL") {
            return name == "Value" ? TemplateValue{(*root)->value} : TemplateValue{(*root)->externalUrl};
        }
    }
    if (const TemplateSample* sample = value.sample(); sample && (name == "Labels" || name == "Value")) {
        return name == "Labels" ? TemplateValue{sample->labels} : TemplateValue{sample->value};
    }
    if (const auto* time = value.as<TemplateTime>()) {
        return timeField(*time, name);
    }
    if (value.isNil()) {
        return templateError("nil data; no entry for key " + metrics::quote(name));
    }
    return templateError("can't evaluate field " + name + " in type " + typeName(value));
}

std::string goType(TemplateParameter type)
{
    return type == TemplateParameter::Text  ? "string"
        : type == TemplateParameter::Sample ? "*template.sample"
                                            : "template.queryResult";
}

base::Result<void> checkType(const TemplateValue& value, TemplateParameter type)
{
    const bool fits = type == TemplateParameter::Any || (type == TemplateParameter::Text && value.as<std::string>())
        || (type == TemplateParameter::Sample && value.sample()) || (type == TemplateParameter::List && value.list());
    if (!fits) {
        return templateError(value.isNil()
                                 ? "invalid value; expected " + goType(type)
                                 : "wrong type for value; expected " + goType(type) + "; got " + typeName(value));
    }
    return {};
}

base::Result<void> checkCount(const TemplateFunction& function, std::size_t given)
{
    const std::size_t wanted = function.parameters.size() - (function.variadic ? 1 : 0);
    const std::string text = "wrong number of args for " + std::string(function.name) + ": want ";
    if (function.variadic && given < wanted) {
        return templateError(text + "at least " + std::to_string(wanted) + " got " + std::to_string(given));
    }
    if (!function.variadic && given != wanted) {
        return templateError(text + std::to_string(wanted) + " got " + std::to_string(given));
    }
    return {};
}

} // namespace checkwatch::rules
