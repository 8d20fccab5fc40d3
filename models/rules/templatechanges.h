#pragma once

#include <string>
#include <string_view>

/// What the template functions of these names make of a text (guides: prometheus 3.7).
namespace checkwatch::rules {

std::string toUpper(std::string_view from);
std::string toLower(std::string_view from);
std::string title(std::string_view from);
std::string stripPort(std::string_view from);
std::string stripDomain(std::string_view from);
std::string queryEscape(std::string_view from);
std::string graphLink(std::string_view expression);
std::string tableLink(std::string_view expression);
std::string htmlEscape(std::string_view from);
std::string jsEscape(std::string_view from);

} // namespace checkwatch::rules
