#pragma once

#include "models/base/result.h"
#include "models/rules/template.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace checkwatch::rules {

struct TemplateValue;

/// Go's nil, as the constant or where nothing is.
struct TemplateNil
{
};

/// A result element of `query`: Go's *sample.
struct TemplateSample
{
    metrics::Labels labels;
    double value = 0;
    std::string text; ///< Labels["__value__"], where the result was a string
};

/// What `args` makes: Go's map[string]interface{}.
using TemplateArgs = std::map<std::string, TemplateValue>;
using TemplateList = std::vector<TemplateValue>;

struct TemplateTime
{
    std::int64_t unixMs = 0;
};

/// A value inside a template while it is expanded; copies are cheap. The alternatives are the Go types that can occur.
struct TemplateValue
{
    std::variant<TemplateNil, bool, std::int64_t, double, std::string, metrics::Labels, TemplateTime,
                 const TemplateData*, std::shared_ptr<const TemplateSample>, std::shared_ptr<const TemplateArgs>,
                 std::shared_ptr<const TemplateList>>
        content;

    template <typename T>
    [[nodiscard]] const T* as() const
    {
        return std::get_if<T>(&content);
    }
    [[nodiscard]] const TemplateSample* sample() const
    {
        const auto* held = as<std::shared_ptr<const TemplateSample>>();
        return held ? held->get() : nullptr;
    }
    [[nodiscard]] const TemplateArgs* args() const
    {
        const auto* held = as<std::shared_ptr<const TemplateArgs>>();
        return held ? held->get() : nullptr;
    }
    [[nodiscard]] const TemplateList* list() const
    {
        const auto* held = as<std::shared_ptr<const TemplateList>>();
        return held ? held->get() : nullptr;
    }
    [[nodiscard]] bool isNil() const { return as<TemplateNil>() != nullptr; }
};

/// The name of the Go type, as %T prints it.
std::string typeName(const TemplateValue& value);
/// Go's truth: not the zero value, not empty.
bool isTrue(const TemplateValue& value);
/// Go's %v. Elements of a query's list print their content where Go prints their addresses.
std::string defaultText(const TemplateValue& value);
/// Go's fmt.Sprint and Sprintln.
std::string sprint(const TemplateList& values);
std::string sprintln(const TemplateList& values);
/// Go's fmt.Sprintf.
std::string sprintf(std::string_view format, const TemplateList& values);
/// Go's %.4g.
std::string fourDigits(double value);

} // namespace checkwatch::rules
