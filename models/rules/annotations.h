#pragma once

#include "models/rules/alert.h"
#include "models/rules/template.h"

namespace checkwatch::rules {

/// The alert's annotations with their templates expanded, in file order. Made when somebody looks, never by an evaluation.
/// `base` brings what the alert does not know: external labels and URL, the time, and how to query; the rest is overwritten.
StringPairs expandAnnotations(const Alert& alert, TemplateData base);

} // namespace checkwatch::rules
