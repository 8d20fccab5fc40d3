#pragma once

#include "models/rules/templatefunctions.h"

#include <string>
#include <utility>
#include <vector>

/// How Go's templates look into values; messages are text/template's.
namespace checkwatch::rules {

/// Key and value of what `range` goes over.
using TemplateItem = std::pair<TemplateValue, TemplateValue>;

base::Result<std::vector<TemplateItem>> itemsOf(const TemplateValue& value);
/// value.name: of label sets, args, samples, times and the root.
base::Result<TemplateValue> fieldOf(const TemplateValue& value, const std::string& name);

/// The Go type of a parameter.
std::string goType(TemplateParameter type);
/// Fails where a parameter does not take the value.
base::Result<void> checkType(const TemplateValue& value, TemplateParameter type);
/// Fails where a function does not take so many arguments.
base::Result<void> checkCount(const TemplateFunction& function, std::size_t given);

} // namespace checkwatch::rules
