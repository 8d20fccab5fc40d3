#include "models/session/headline.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;

bool notCounted(const std::vector<fleet::Span>& spans, Timestamp time)
{
    return std::any_of(spans.begin(), spans.end(), [&](const fleet::Span& span) {
        return span.kind == fleet::SpanKind::NotCounted && span.from <= time && time <= span.to;
    });
}

Timestamp firstMultiple(Timestamp from, Duration step)
{
    const auto ms = base::unixMs(from);
    const auto size = step.count();
    return base::fromUnixMs((ms + size - 1) / size * size);
}

/// Between two samples Prometheus sees a reset where the value falls.
void countResets(const std::vector<metrics::Sample>& samples, fleet::Explanation& explanation)
{
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (samples[i].value < samples[i - 1].value) {
            explanation.resets += samples[i - 1].value;
            ++explanation.resetCount;
        }
    }
}

} // namespace

Headline headlineOf(const rules::Rule* rule, promql::Compat compat)
{
    Headline headline;
    headline.compat = compat;
    if (rule == nullptr) {
        return headline;
    }
    headline.name = rule->name;
    headline.expression = rule->query;
    headline.holdFor = rule->holdFor;
    static const re2::RE2 form("increase\\([^\\[\\]]*\\[([0-9a-z]+)\\]\\)\\s*>=?\\s*([0-9.eE+-]+)");
    std::string range;
    std::string threshold;
    if (re2::RE2::FullMatch(rule->query, form, &range, &threshold)) {
        if (const auto parsed = base::parseDuration(range); parsed.ok()) {
            headline.range = *parsed;
        }
        headline.threshold = base::parseFloat(threshold).value_or(0);
    }
    return headline;
}

fleet::ServerHistory serverHistory(const Headline& headline, const fleet::Tracker& tracker,
                                   const tsdb::MemoryStore& store, fleet::ServerId server, Timestamp from, Timestamp to,
                                   Duration step)
{
    fleet::ServerHistory history;
    history.server = server;
    history.spans = tracker.spans(server, from, to);
    const auto series = tracker.failuresSeries(server);
    if (!series || step.count() <= 0) {
        return history;
    }
    for (Timestamp time = firstMultiple(from, step); time <= to; time += step) {
        const auto value = promql::increase(store, *series, headline.range, time, headline.compat);
        const bool saysNothing = !value || (*value == 0 && notCounted(history.spans, time));
        history.increase.push_back({time, saysNothing ? std::numeric_limits<double>::quiet_NaN() : *value});
    }
    return history;
}

void explainSamples(const Headline& headline, const fleet::Tracker& tracker, const tsdb::MemoryStore& store,
                    fleet::Explanation& explanation)
{
    const auto series = tracker.failuresSeries(explanation.server);
    const Timestamp at = explanation.evaluatedAt;
    explanation.windowFrom = at - headline.range;
    explanation.leftOpen = headline.compat == promql::Compat::Prometheus3;
    if (!series) {
        return;
    }
    std::vector<metrics::Sample> samples;
    store.window(*series, at - 4 * headline.range, at, samples);
    for (const metrics::Sample& sample : samples) {
        explanation.raw.push_back({sample.time, sample.value});
    }
    samples.clear();
    const Duration edge{explanation.leftOpen ? 1 : 0};
    store.window(*series, explanation.windowFrom + edge, at, samples);
    explanation.samplesInWindow = static_cast<std::uint32_t>(samples.size());
    if (!samples.empty()) {
        explanation.first = samples.front().value;
        explanation.last = samples.back().value;
        explanation.spanSeconds = base::unixSeconds(samples.back().time) - base::unixSeconds(samples.front().time);
    }
    countResets(samples, explanation);
    const auto value = promql::increase(store, *series, headline.range, at, headline.compat);
    explanation.hasValue = value.has_value();
    explanation.value = value.value_or(0);
    explanation.isTrue = value.has_value() && *value > headline.threshold;
    const Duration step = std::max(explanation.scrapeInterval, Duration{1000});
    explanation.increase
        = serverHistory(headline, tracker, store, explanation.server, at - 4 * headline.range, at, step).increase;
}

} // namespace checkwatch::session
