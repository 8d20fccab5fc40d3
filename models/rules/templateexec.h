#pragma once

#include "models/rules/template.h"
#include "models/rules/templatetree.h"

#include <string>

namespace checkwatch::rules {

/// Runs a parsed template as Go's text/template/exec does. An error's message is Go's: "template: name:1:115: executing
/// …". Output, steps and nesting are limited.
base::Result<std::string> executeTemplate(const TemplateTree& tree, const TemplateData& data);

} // namespace checkwatch::rules
