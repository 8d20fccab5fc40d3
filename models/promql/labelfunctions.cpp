#include "models/promql/evaluation.h"

#include "models/metrics/expansion.h"
#include "models/promql/arithmetic.h"

#include <re2/re2.h>

#include <algorithm>

namespace checkwatch::promql {

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
    metrics::Expansion expansion(regex);
    for (Item& item : items) {
        if (!goOn()) {
            break;
        }
        if (expansion.match(labelOf(item, source))) {
            metrics::LabelsBuilder builder(labelsOf(item));
            item = {keep(builder.set(target, expansion.of(replacement)).build()), item.value, false, item.origin};
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
