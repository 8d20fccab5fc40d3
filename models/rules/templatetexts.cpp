#include "models/rules/templatechanges.h"
#include "models/rules/templatefunctions.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace checkwatch::rules {
namespace {

using Arguments = TemplateList;
using Answer = base::Result<TemplateValue>;

const std::string& text(const Arguments& arguments, std::size_t index)
{
    return *arguments[index].as<std::string>();
}

template <std::string (*Change)(std::string_view)>
Answer onText(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{Change(text(arguments, 0))};
}

std::string same(std::string_view from)
{
    return std::string(from);
}

/// Go's escapers take any values and join them as print does.
template <std::string (*Escape)(std::string_view)>
Answer onPrinted(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{Escape(sprint(arguments))};
}

/// Go's words for RE2's error codes.
std::string goError(re2::RE2::ErrorCode code)
{
    switch (code) {
    case re2::RE2::ErrorBadEscape: return "invalid escape sequence";
    case re2::RE2::ErrorBadCharClass: return "invalid character class";
    case re2::RE2::ErrorBadCharRange: return "invalid character class range";
    case re2::RE2::ErrorMissingBracket: return "missing closing ]";
    case re2::RE2::ErrorMissingParen: return "missing closing )";
    case re2::RE2::ErrorTrailingBackslash: return "trailing backslash at end of expression";
    case re2::RE2::ErrorRepeatArgument: return "missing argument to repetition operator";
    case re2::RE2::ErrorRepeatSize: return "invalid repeat count";
    case re2::RE2::ErrorRepeatOp: return "invalid nested repetition operator";
    case re2::RE2::ErrorBadPerlOp: return "invalid or unsupported Perl syntax";
    case re2::RE2::ErrorBadNamedCapture: return "invalid named capture";
    default: return "invalid regular expression";
    }
}

base::Result<TemplateValue> badRegex(const re2::RE2& regex)
{
    return templateError("error parsing regexp: " + goError(regex.error_code()) + ": `" + regex.error_arg() + "`");
}

Answer match(const TemplateData& /*data*/, const Arguments& arguments)
{
    const re2::RE2 regex(text(arguments, 0), re2::RE2::Quiet);
    return regex.ok() ? Answer(TemplateValue{re2::RE2::PartialMatch(text(arguments, 1), regex)}) : badRegex(regex);
}

/// Appends a Go replacement template: $1, $name, ${name}, $$.
void appendExpanded(const re2::RE2& regex, std::string_view form, std::span<const re2::StringPiece> groups,
                    std::string& out)
{
    while (!form.empty()) {
        const std::size_t dollar = std::min(form.find('$'), form.size());
        out += form.substr(0, dollar);
        form.remove_prefix(std::min(dollar + 1, form.size()));
        if (dollar == form.size() && form.empty()) {
            out += form;
        }
        const bool braced = form.starts_with('{');
        std::size_t end = braced ? 1 : 0;
        while (end < form.size()
               && (form[end] == '_' || (form[end] >= '0' && form[end] <= '9')
                   || ((form[end] | 0x20) >= 'a' && (form[end] | 0x20) <= 'z'))) {
            ++end;
        }
        const std::string name(form.substr(braced ? 1 : 0, end - (braced ? 1 : 0)));
        if (form.starts_with('$')) {
            out += '$';
            form.remove_prefix(1);
            continue;
        }
        if (name.empty() || (braced && (end >= form.size() || form[end] != '}'))) {
            continue;
        }
        form.remove_prefix(end + (braced ? 1 : 0));
        const bool number = name.find_first_not_of("0123456789") == std::string::npos && name.size() < 6;
        const auto named = regex.NamedCapturingGroups().find(name);
        const std::size_t index = number                  ? static_cast<std::size_t>(std::stoul(name))
            : named == regex.NamedCapturingGroups().end() ? groups.size()
                                                          : static_cast<std::size_t>(named->second);
        if (index < groups.size() && groups[index].data()) {
            out.append(groups[index].data(), groups[index].size());
        }
    }
}

Answer reReplaceAll(const TemplateData& /*data*/, const Arguments& arguments)
{
    const re2::RE2 regex(text(arguments, 0), re2::RE2::Quiet);
    if (!regex.ok()) {
        return badRegex(regex);
    }
    const re2::StringPiece input(text(arguments, 2));
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
    std::string out;
    std::size_t at = 0;
    while (
        at <= input.size()
        && regex.Match(input, at, input.size(), re2::RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()))) {
        const auto begin = static_cast<std::size_t>(groups[0].data() - input.data());
        out.append(input.data() + at, begin - at);
        appendExpanded(regex, text(arguments, 1), groups, out);
        at = begin + groups[0].size();
        if (groups[0].empty()) {
            out.append(input.data() + at, at < input.size() ? 1 : 0);
            ++at;
        }
    }
    if (at < input.size()) {
        out.append(input.data() + at, input.size() - at);
    }
    return TemplateValue{std::move(out)};
}

Answer externalUrl(const TemplateData& data, const Arguments& /*arguments*/)
{
    return TemplateValue{data.externalUrl};
}

Answer pathPrefix(const TemplateData& data, const Arguments& /*arguments*/)
{
    const std::size_t host = data.externalUrl.find("://");
    const std::size_t path = data.externalUrl.find('/', host == std::string::npos ? 0 : host + 3);
    return TemplateValue{path == std::string::npos ? std::string() : data.externalUrl.substr(path)};
}

constexpr std::span<const TemplateParameter> oneText = std::span(textParameters).first(1);

constexpr TemplateFunction textFunctions[] = {
    {"toUpper", oneText, false, onText<toUpper>},
    {"toLower", oneText, false, onText<toLower>},
    {"title", oneText, false, onText<title>},
    {"safeHtml", oneText, false, onText<same>},
    {"stripPort", oneText, false, onText<stripPort>},
    {"stripDomain", oneText, false, onText<stripDomain>},
    {"graphLink", oneText, false, onText<graphLink>},
    {"tableLink", oneText, false, onText<tableLink>},
    {"match", std::span(textParameters).first(2), false, match},
    {"reReplaceAll", textParameters, false, reReplaceAll},
    {"html", oneAny, true, onPrinted<htmlEscape>},
    {"js", oneAny, true, onPrinted<jsEscape>},
    {"urlquery", oneAny, true, onPrinted<queryEscape>},
    {"externalURL", {}, false, externalUrl},
    {"pathPrefix", {}, false, pathPrefix},
};

} // namespace

std::span<const TemplateFunction> textTemplateFunctions()
{
    return textFunctions;
}

} // namespace checkwatch::rules
