#include "models/rules/templatevalue.h"

#include "models/base/numbers.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace checkwatch::rules {
namespace {

std::string timeText(TemplateTime time)
{
    using namespace std::chrono;
    const base::Timestamp at = base::fromUnixMs(time.unixMs);
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss<base::Duration> clock{at - day};
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    std::string out = buffer.data();
    if (const auto ms = clock.subseconds().count(); ms != 0) {
        std::string fraction = std::to_string(1000 + ms).substr(1);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        out += "." + fraction;
    }
    return out + " +0000 UTC";
}

std::string labelsText(const metrics::Labels& labels)
{
    std::string out;
    for (const metrics::Label label : labels) {
        out += out.empty() ? "" : " ";
        out.append(label.name).append(":").append(label.value);
    }
    return "map[" + out + "]";
}

struct TextOf
{
    std::string operator()(TemplateNil) const { return "<nil>"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return base::formatFloat(value, 'g'); }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(const metrics::Labels& value) const { return labelsText(value); }
    std::string operator()(TemplateTime value) const { return timeText(value); }
    std::string operator()(const TemplateData* data) const
    {
        return "{" + labelsText(data->labels) + " " + labelsText(data->externalLabels) + " " + data->externalUrl + " "
            + base::formatFloat(data->value, 'g') + "}";
    }
    std::string operator()(const std::shared_ptr<const TemplateSample>& sample) const
    {
        return "{" + labelsText(sample->labels) + " " + base::formatFloat(sample->value, 'g') + "}";
    }
    std::string operator()(const std::shared_ptr<const TemplateArgs>& args) const
    {
        std::string out;
        for (const auto& [name, value] : *args) {
            out += (out.empty() ? "" : " ") + name + ":" + defaultText(value);
        }
        return "map[" + out + "]";
    }
    std::string operator()(const std::shared_ptr<const TemplateList>& list) const
    {
        std::string out;
        for (const TemplateValue& value : *list) {
            out += (out.empty() ? "" : " ") + defaultText(value);
        }
        return "[" + out + "]";
    }
};

} // namespace

std::string typeName(const TemplateValue& value)
{
    static constexpr std::array<std::string_view, 11> names{
        "<nil>",
        "bool",
        "int",
        "float64",
        "string",
        "map[string]string",
        "*time.Time",
        "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value float64 }",
        "*template.sample",
        "map[string]interface {}",
        "template.queryResult"};
    return std::string(names[value.content.index()]);
}

bool isTrue(const TemplateValue& value)
{
    if (const auto* flag = value.as<bool>()) {
        return *flag;
    }
    if (const auto* whole = value.as<std::int64_t>()) {
        return *whole != 0;
    }
    if (const auto* number = value.as<double>()) {
        return *number != 0; // NaN is true, as in Go
    }
    if (const auto* text = value.as<std::string>()) {
        return !text->empty();
    }
    if (const auto* labels = value.as<metrics::Labels>()) {
        return !labels->empty();
    }
    if (value.args() || value.list()) {
        return value.args() ? !value.args()->empty() : !value.list()->empty();
    }
    return !value.isNil();
}

std::string defaultText(const TemplateValue& value)
{
    return std::visit(TextOf{}, value.content);
}

std::string sprint(const TemplateList& values)
{
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const bool texts = values[i].as<std::string>() || (i > 0 && values[i - 1].as<std::string>());
        out += (i > 0 && !texts ? " " : "") + defaultText(values[i]);
    }
    return out;
}

std::string sprintln(const TemplateList& values)
{
    std::string out;
    for (const TemplateValue& value : values) {
        out += (out.empty() ? "" : " ") + defaultText(value);
    }
    return out + "\n";
}

} // namespace checkwatch::rules
