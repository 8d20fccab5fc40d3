#include "models/rules/templatefunctions.h"

#include <compare>
#include <optional>

namespace checkwatch::rules {
namespace {

using Arguments = TemplateList;
using Answer = base::Result<TemplateValue>;

enum class Order : std::uint8_t { Less, Equal, Greater, Unordered };

Order orderOf(std::partial_ordering order)
{
    return std::is_lt(order) ? Order::Less
        : std::is_eq(order)  ? Order::Equal
        : std::is_gt(order)  ? Order::Greater
                             : Order::Unordered;
}

bool isBasic(const TemplateValue& value)
{
    return value.as<bool>() || value.as<std::int64_t>() || value.as<double>() || value.as<std::string>();
}

/// Both of the same basic kind, or an error in Go's words: an int never compares with a float.
base::Result<Order> compare(const TemplateValue& a, const TemplateValue& b)
{
    if (!isBasic(a) || !isBasic(b)) {
        return templateError("invalid type for comparison");
    }
    if (a.content.index() != b.content.index()) {
        return templateError("incompatible types for comparison");
    }
    if (const auto* whole = a.as<std::int64_t>()) {
        return orderOf(*whole <=> *b.as<std::int64_t>());
    }
    if (const auto* number = a.as<double>()) {
        return orderOf(*number <=> *b.as<double>());
    }
    if (const auto* text = a.as<std::string>()) {
        return orderOf(*text <=> *b.as<std::string>());
    }
    return *a.as<bool>() == *b.as<bool>() ? Order::Equal : Order::Unordered;
}

Answer eq(const TemplateData& /*data*/, const Arguments& arguments)
{
    if (arguments.size() < 2) {
        return templateError("missing argument for comparison");
    }
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[0].isNil() || arguments[i].isNil()) {
            if (arguments[0].isNil() && arguments[i].isNil()) {
                return TemplateValue{true};
            }
            continue;
        }
        const auto order = compare(arguments[0], arguments[i]);
        if (!order) {
            return order.error();
        }
        if (*order == Order::Equal) {
            return TemplateValue{true};
        }
    }
    return TemplateValue{false};
}

Answer ne(const TemplateData& data, const Arguments& arguments)
{
    const auto equal = eq(data, arguments);
    return equal ? Answer(TemplateValue{!*equal->as<bool>()}) : equal;
}

template <bool Greater, bool OrEqual>
Answer ordered(const TemplateData& /*data*/, const Arguments& arguments)
{
    if (arguments[0].as<bool>() && arguments[1].as<bool>()) {
        return templateError("invalid type for comparison");
    }
    const auto order = compare(arguments[0], arguments[1]);
    if (!order) {
        return order.error();
    }
    return TemplateValue{*order == (Greater ? Order::Greater : Order::Less) || (OrEqual && *order == Order::Equal)};
}

Answer negate(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{!isTrue(arguments[0])};
}

std::optional<std::size_t> lengthOf(const TemplateValue& value)
{
    if (const auto* text = value.as<std::string>()) {
        return text->size();
    }
    if (const auto* labels = value.as<metrics::Labels>()) {
        return labels->size();
    }
    if (value.args() || value.list()) {
        return value.args() ? value.args()->size() : value.list()->size();
    }
    return std::nullopt;
}

Answer length(const TemplateData& /*data*/, const Arguments& arguments)
{
    const auto count = lengthOf(arguments[0]);
    return count ? Answer(TemplateValue{static_cast<std::int64_t>(*count)})
                 : Answer(templateError("len of type " + typeName(arguments[0])));
}

Answer indexOnce(const TemplateValue& item, const TemplateValue& key)
{
    if (item.as<metrics::Labels>() || item.args()) {
        const auto* name = key.as<std::string>();
        if (!name) {
            return templateError("value has type " + typeName(key) + "; should be string");
        }
        if (const auto* labels = item.as<metrics::Labels>()) {
            return TemplateValue{std::string(labels->get(*name))};
        }
        const auto found = item.args()->find(*name);
        return found == item.args()->end() ? TemplateValue{} : found->second;
    }
    const auto* text = item.as<std::string>();
    if (!text && !item.list()) {
        return templateError(item.isNil() ? "index of untyped nil" : "can't index item of type " + typeName(item));
    }
    const auto* number = key.as<std::int64_t>();
    if (!number) {
        return templateError("cannot index slice/array with type " + typeName(key));
    }
    if (*number < 0 || static_cast<std::size_t>(*number) >= *lengthOf(item)) {
        return templateError(text ? "reflect: string index out of range"
                                  : "index out of range: " + std::to_string(*number));
    }
    const auto at = static_cast<std::size_t>(*number);
    return text ? TemplateValue{static_cast<std::int64_t>(static_cast<unsigned char>((*text)[at]))}
                : (*item.list())[at];
}

Answer index(const TemplateData& /*data*/, const Arguments& arguments)
{
    TemplateValue item = arguments[0];
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        auto next = indexOnce(item, arguments[i]);
        if (!next) {
            return next;
        }
        item = std::move(*next);
    }
    return item;
}

Answer slice(const TemplateData& /*data*/, const Arguments& arguments)
{
    const TemplateValue& item = arguments[0];
    const auto* text = item.as<std::string>();
    if (!text && !item.list()) {
        return templateError("can't slice item of type " + typeName(item));
    }
    std::size_t bounds[2] = {0, *lengthOf(item)};
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto* number = arguments[i].as<std::int64_t>();
        if (!number || i > 2) {
            return templateError(number ? "too many slice indexes: " + std::to_string(i)
                                        : "cannot index slice/array with type " + typeName(arguments[i]));
        }
        if (*number < 0 || static_cast<std::size_t>(*number) > *lengthOf(item)) {
            return templateError("index out of range: " + std::to_string(*number));
        }
        bounds[i - 1] = static_cast<std::size_t>(*number);
    }
    if (bounds[0] > bounds[1]) {
        return templateError("invalid slice index: " + std::to_string(bounds[0]) + " > " + std::to_string(bounds[1]));
    }
    if (text) {
        return TemplateValue{text->substr(bounds[0], bounds[1] - bounds[0])};
    }
    const auto begin = item.list()->begin();
    return TemplateValue{std::make_shared<const TemplateList>(begin + static_cast<std::ptrdiff_t>(bounds[0]),
                                                              begin + static_cast<std::ptrdiff_t>(bounds[1]))};
}

Answer print(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{sprint(arguments)};
}

Answer printLine(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{sprintln(arguments)};
}

Answer printFormatted(const TemplateData& /*data*/, const Arguments& arguments)
{
    return TemplateValue{sprintf(*arguments[0].as<std::string>(), {arguments.begin() + 1, arguments.end()})};
}

Answer call(const TemplateData& /*data*/, const Arguments& arguments)
{
    return templateError(arguments[0].isNil() ? "call of nil" : "non-function of type " + typeName(arguments[0]));
}

Answer makeArgs(const TemplateData& /*data*/, const Arguments& arguments)
{
    TemplateArgs out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        out["arg" + std::to_string(i)] = arguments[i];
    }
    return TemplateValue{std::make_shared<const TemplateArgs>(std::move(out))};
}

constexpr TemplateParameter textAndAny[] = {TemplateParameter::Text, TemplateParameter::Any};
constexpr std::span<const TemplateParameter> one = std::span(anyParameters).first(1);

constexpr TemplateFunction functions[] = {
    {"and", anyParameters, true, nullptr},
    {"or", anyParameters, true, nullptr},
    {"not", one, false, negate},
    {"eq", anyParameters, true, eq},
    {"ne", anyParameters, false, ne},
    {"lt", anyParameters, false, ordered<false, false>},
    {"le", anyParameters, false, ordered<false, true>},
    {"gt", anyParameters, false, ordered<true, false>},
    {"ge", anyParameters, false, ordered<true, true>},
    {"len", one, false, length},
    {"index", anyParameters, true, index},
    {"slice", anyParameters, true, slice},
    {"print", one, true, print},
    {"println", one, true, printLine},
    {"printf", textAndAny, true, printFormatted},
    {"call", anyParameters, true, call},
    {"args", one, true, makeArgs},
};

} // namespace

std::span<const TemplateFunction> builtinTemplateFunctions()
{
    return functions;
}

} // namespace checkwatch::rules
