#pragma once

#include "models/rules/templatevalue.h"

#include <string>

namespace checkwatch::rules {

/// One verb of a Go format string, with its flags: %-8.3f.
struct FormatVerb
{
    bool plus = false;
    bool minus = false;
    bool sharp = false;
    bool space = false;
    bool zero = false;
    int width = -1;
    int precision = -1;
    std::string letter; ///< one character, maybe of several bytes
};

/// A value as Go's fmt formats it; a verb of the wrong kind reads %!d(float64=1.5).
std::string formatValue(const TemplateValue& value, const FormatVerb& verb);
/// The same for a float and one of its verbs.
std::string formatFloatValue(double value, const FormatVerb& verb);

} // namespace checkwatch::rules
