#pragma once

#include "models/base/result.h"
#include "models/rules/templatetree.h"

#include <string_view>

namespace checkwatch::rules {

/// What stands before every template, invisibly: the variables ($labels …). Error columns count it, as in Prometheus.
inline constexpr std::string_view templatePrelude
    = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}{{$externalURL := .ExternalURL}}{{$value := "
      ".Value}}";

/// Parses as Go's text/template/parse; errors read "template: name:line: …". Nesting is limited to 100.
base::Result<TemplateTree> parseTemplate(std::string_view text, std::string_view name);

} // namespace checkwatch::rules
