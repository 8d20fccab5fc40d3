#pragma once

#include "models/rules/templatevalue.h"

#include <span>
#include <string>
#include <string_view>

namespace checkwatch::rules {

/// What a parameter of a template function takes, by its Go type.
enum class TemplateParameter : std::uint8_t { Any, Text, Sample, List };

/// A function that templates may call (Go's built-in ones and Prometheus' of guides: prometheus 3.7).
struct TemplateFunction
{
    std::string_view name;
    std::span<const TemplateParameter> parameters; ///< of a variadic function the last stands for any number
    bool variadic = false;
    /// An error's message stands behind "error calling name: ".
    base::Result<TemplateValue> (*call)(const TemplateData& data, const TemplateList& arguments) = nullptr;
    /// True where the result depends on more than the arguments.
    bool dependsOnData = false;
};

/// Null where there is none. `and` and `or` have no `call`: the expander does them. `tmpl` is none, as Prometheus refuses it
/// in rule files.
const TemplateFunction* findTemplateFunction(std::string_view name);
bool isTemplateFunction(std::string_view name);

/// The tables findTemplateFunction() looks into: Go's own, those on text, those on numbers, those on query results.
std::span<const TemplateFunction> builtinTemplateFunctions();
std::span<const TemplateFunction> textTemplateFunctions();
std::span<const TemplateFunction> numberTemplateFunctions();
std::span<const TemplateFunction> queryTemplateFunctions();

inline constexpr TemplateParameter anyParameters[] = {TemplateParameter::Any, TemplateParameter::Any};
inline constexpr std::span<const TemplateParameter> oneAny = std::span(anyParameters).first(1);
inline constexpr TemplateParameter textParameters[]
    = {TemplateParameter::Text, TemplateParameter::Text, TemplateParameter::Text};

inline base::Error templateError(std::string message)
{
    return {base::ErrorCode::BadInput, std::move(message)};
}

} // namespace checkwatch::rules
