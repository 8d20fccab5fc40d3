#pragma once

#include "models/session/metadatabook.h"
#include "models/session/query.h"

#include <utility>

namespace checkwatch::session {

/// What an editor of expressions may offer, out of the labels of `data`: a store or a recording. Null metadata: what a
/// metric is, is not known.
template <typename Data>
CompletionAnswerPtr completionsOf(const Data& data, const CompletionRequest& request, const MetadataBook* metadata)
{
    constexpr std::size_t choicesAtMost = 200;
    using What = CompletionRequest::What;
    auto answer = std::make_shared<CompletionAnswer>();
    answer->number = request.number;
    std::vector<metrics::Matcher> matchers = request.matchers;
    if (request.what == What::LabelNames) {
        for (std::string& name : data.labelNames(matchers)) {
            if (name != metrics::metricNameLabel) {
                answer->choices.push_back({std::move(name), 0, {}, {}});
            }
        }
        return answer;
    }
    const bool metric = request.what == What::Metrics;
    const std::string label = metric ? std::string(metrics::metricNameLabel) : request.label;
    // The matcher that is being changed says nothing about what else it could be.
    std::erase_if(matchers, [&](const metrics::Matcher& matcher) { return matcher.name() == label; });
    tsdb::LabelChoices found = data.labelChoices(label, matchers, request.typed, choicesAtMost);
    answer->more = found.more;
    for (tsdb::LabelChoice& choice : found.found) {
        CompletionAnswer::Choice made{std::move(choice.value), choice.series, {}, {}};
        if (const metrics::Metadata* known = metric && metadata != nullptr ? metadata->find(made.text) : nullptr) {
            made.type = known->type;
            made.help = known->help;
        }
        answer->choices.push_back(std::move(made));
    }
    return answer;
}

} // namespace checkwatch::session
