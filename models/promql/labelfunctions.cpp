#include "models/promql/evaluation.h"

#include "models/promql/arithmetic.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

namespace checkwatch::promql {
namespace {

using Groups = std::vector<re2::StringPiece>;

bool isWordCharacter(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The text of a group by number or name, "" where there is none.
std::string_view groupText(const re2::RE2& regex, const Groups& groups, std::string_view name)
{
    std::size_t number = groups.size();
    const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (code != std::errc{} || end != name.data() + name.size()) {
        const auto& named = regex.NamedCapturingGroups();
        const auto at = named.find(std::string(name));
        number = at == named.end() ? groups.size() : static_cast<std::size_t>(at->second);
    }
    return number < groups.size() ? std::string_view(groups[number].data(), groups[number].size()) : std::string_view{};
}

/// Go's Regexp.Expand: $1, $name (the longest word), ${name}, $$; anything else after a $ is left alone.
std::string expand(std::string_view form, const re2::RE2& regex, const Groups& groups)
{
    std::string out;
    while (!form.empty()) {
        const std::size_t dollar = form.find('$');
        out += form.substr(0, dollar);
        if (dollar == std::string_view::npos) {
            break;
        }
        form.remove_prefix(dollar + 1);
        if (form.starts_with('$')) {
            out += '$';
            form.remove_prefix(1);
            continue;
        }
        const bool braced = form.starts_with('{');
        const std::string_view from = form.substr(braced ? 1 : 0);
        const auto last = std::find_if_not(from.begin(), from.end(), isWordCharacter);
        const auto length = static_cast<std::size_t>(last - from.begin());
        if (length == 0 || (braced && (length >= from.size() || from[length] != '}'))) {
            out += '$';
            continue;
        }
        out += groupText(regex, groups, from.substr(0, length));
        form.remove_prefix(length + (braced ? 2 : 0));
    }
    return out;
}

} // namespace

Items Evaluation::labelReplace(const Call& call, base::Timestamp time)
{
    const std::string& target = text(*call.args[1]);
    const std::string& replacement = text(*call.args[2]);
    const std::string& source = text(*call.args[3]);
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 regex(metrics::anchored(text(*call.args[4]), dotOf(m_options.compat)), options);
    Items items = vector(*call.args[0], time);
    if (!regex.ok()) {
        fail("invalid regular expression in label_replace(): " + text(*call.args[4]));
        return {};
    }
    if (!isLabelName(target)) {
        fail("invalid destination label name in label_replace(): " + target);
        return {};
    }
    Groups groups(static_cast<std::size_t>(regex.NumberOfCapturingGroups()) + 1);
    for (Item& item : items) {
        if (!goOn()) {
            break;
        }
        const std::string_view value = labelOf(item, source);
        const re2::StringPiece piece(value.data(), value.size());
        if (regex.Match(piece, 0, value.size(), re2::RE2::ANCHOR_BOTH, groups.data(),
                        static_cast<int>(groups.size()))) {
            metrics::LabelsBuilder builder(labelsOf(item));
            item = {keep(builder.set(target, expand(replacement, regex, groups)).build()), item.value, false,
                    item.origin};
        }
    }
    return items;
}

Items Evaluation::labelJoin(const Call& call, base::Timestamp time)
{
    const std::string& target = text(*call.args[1]);
    const std::string& separator = text(*call.args[2]);
    Items items = vector(*call.args[0], time);
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        if (!isLabelName(text(*call.args[i]))) {
            fail("invalid source label name in label_join(): " + text(*call.args[i]));
            return {};
        }
    }
    if (!isLabelName(target)) {
        fail("invalid destination label name in label_join(): " + target);
        return {};
    }
    for (Item& item : items) {
        if (!goOn()) {
            break;
        }
        std::string joined;
        for (std::size_t i = 3; i < call.args.size(); ++i) {
            joined += i == 3 ? "" : separator;
            joined += labelOf(item, text(*call.args[i]));
        }
        item = {keep(metrics::LabelsBuilder(labelsOf(item)).set(target, joined).build()), item.value, false,
                item.origin};
    }
    return items;
}

metrics::Labels labelsForAbsent(const Expr& argument)
{
    const Expr& inner = unwrapped(argument);
    const Selector* selector = inner.kind == ExprKind::Selector ? &as<Selector>(inner)
        : inner.kind == ExprKind::Range                         ? as<Range>(inner).selector.get()
                                                                : nullptr;
    if (!selector) {
        return {};
    }
    metrics::LabelsBuilder builder;
    std::vector<std::string_view> seen;
    for (const metrics::Matcher& matcher : selector->matchers) {
        if (matcher.name() == metrics::metricNameLabel) {
            continue;
        }
        const bool isNew = std::find(seen.begin(), seen.end(), matcher.name()) == seen.end();
        if (matcher.type() == metrics::MatchType::Equal && isNew) {
            builder.set(matcher.name(), matcher.value());
            seen.emplace_back(matcher.name());
        } else {
            builder.remove(matcher.name());
        }
    }
    return builder.build();
}

Items Evaluation::absent(const Call& call, base::Timestamp time)
{
    if (!vector(*call.args[0], time).empty()) {
        return {};
    }
    return {{keep(labelsForAbsent(*call.args[0])), 1}};
}

} // namespace checkwatch::promql
