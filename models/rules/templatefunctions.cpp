#include "models/rules/templatefunctions.h"

#include "models/promql/parser.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

using Arguments = TemplateList;
using Answer = base::Result<TemplateValue>;

std::shared_ptr<const TemplateSample> makeSample(metrics::Labels labels, double value, std::string text = {})
{
    return std::make_shared<const TemplateSample>(TemplateSample{std::move(labels), value, std::move(text)});
}

Answer query(const TemplateData& data, const Arguments& arguments)
{
    if (!data.query) {
        return templateError("there is nothing to query here");
    }
    auto value = data.query(*arguments[0].as<std::string>(), data.time);
    if (!value) {
        const base::Error& error = value.error();
        const std::string place = std::to_string(error.line) + ":" + std::to_string(error.column) + ": ";
        return templateError((error.line == 0 || error.message.starts_with(place) ? "" : place) + error.message);
    }
    TemplateList out;
    if (const auto* vector = std::get_if<promql::Vector>(&*value)) {
        for (const promql::Element& element : vector->elements) {
            out.push_back({makeSample(element.labels, element.value)});
        }
    } else if (const auto* scalar = std::get_if<promql::Scalar>(&*value)) {
        out.push_back({makeSample({}, scalar->value)});
    } else if (const auto* text = std::get_if<promql::String>(&*value)) {
        out.push_back({makeSample({}, 0, text->value)});
    } else {
        return templateError("rule result is not a vector or scalar");
    }
    return TemplateValue{std::make_shared<const TemplateList>(std::move(out))};
}

Answer first(const TemplateData& /*data*/, const Arguments& arguments)
{
    const TemplateList& list = *arguments[0].list();
    return list.empty() ? Answer(templateError("first() called on vector with no elements")) : Answer(list.front());
}

Answer value(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{arguments[0].sample()->value};
}

Answer label(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{std::string(arguments[1].sample()->labels.get(*arguments[0].as<std::string>()))};
}

Answer strvalue(const TemplateData& /*data*/, const Arguments& arguments)
{
    const TemplateSample& sample = *arguments[0].sample();
    return TemplateValue{sample.text.empty() ? std::string(sample.labels.get("__value__")) : sample.text};
}

Answer sortByLabel(const TemplateData& /*data*/, const Arguments& arguments)
{
    const std::string& name = *arguments[0].as<std::string>();
    TemplateList out = *arguments[1].list();
    std::stable_sort(out.begin(), out.end(), [&](const TemplateValue& a, const TemplateValue& b) {
        return a.sample()->labels.get(name) < b.sample()->labels.get(name);
    });
    return TemplateValue{std::make_shared<const TemplateList>(std::move(out))};
}

constexpr TemplateParameter sampleParameter[] = {TemplateParameter::Sample};
constexpr TemplateParameter listParameter[] = {TemplateParameter::List};
constexpr TemplateParameter textAndSample[] = {TemplateParameter::Text, TemplateParameter::Sample};
constexpr TemplateParameter textAndList[] = {TemplateParameter::Text, TemplateParameter::List};

constexpr TemplateFunction dataFunctions[] = {
    {"query", std::span(textParameters).first(1), false, query, true},
    {"first", listParameter, false, first},
    {"value", sampleParameter, false, value},
    {"label", textAndSample, false, label},
    {"strvalue", sampleParameter, false, strvalue},
    {"sortByLabel", textAndList, false, sortByLabel},
};

} // namespace

std::span<const TemplateFunction> queryTemplateFunctions()
{
    return dataFunctions;
}

const TemplateFunction* findTemplateFunction(std::string_view name)
{
    for (const auto table :
         {builtinTemplateFunctions(), textTemplateFunctions(), numberTemplateFunctions(), queryTemplateFunctions()}) {
        for (const TemplateFunction& function : table) {
            if (function.name == name) {
                return &function;
            }
        }
    }
    return nullptr;
}

bool isTemplateFunction(std::string_view name)
{
    return findTemplateFunction(name) != nullptr;
}

} // namespace checkwatch::rules
