#include "tests/rules/firingrig.h"

#include "models/base/numbers.h"

#include <algorithm>

namespace checkwatch::rules::test {
namespace {

using base::Duration;
using base::Timestamp;

/// The first event; a whole number of any interval would be a phase of its own.
constexpr Timestamp begin{Duration{1'790'000'000'123}};

Group groupOf(const FiringLaw& law)
{
    const std::string text = "groups: [{name: g, rules: [{alert: A, expr: 'increase(" + law.metric + "["
        + std::to_string(law.range.count()) + "ms]) " + (law.orEqual ? ">= " : "> ")
        + base::formatFloat(law.threshold, 'f') + "', for: " + std::to_string(law.holdFor.count()) + "ms}]}]";
    auto file = parseRuleFile(text, "f.yml");
    return std::move(file->groups.front());
}

} // namespace

FiringRig::FiringRig(const FiringLaw& law, Duration scrapePhase, Duration evaluationPhase)
    : m_law(law), m_scrapePhase(scrapePhase % law.scrapeInterval),
      m_evaluationPhase(evaluationPhase % law.evaluationInterval), m_target(m_store.addGroup())
{
    GroupContext context;
    context.data = &m_store;
    context.append = [](const metrics::ScrapeBatch&) {};
    promql::EngineOptions options;
    options.compat = law.compat;
    m_runner = std::make_unique<GroupRunner>(groupOf(law), law.evaluationInterval, options, std::move(context));
}

void FiringRig::scrape(Timestamp time, double value)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    if (!m_known) {
        batch.added = {metrics::Labels{{"__name__", m_law.metric}, {"server", "s"}}};
        m_known = true;
    }
    batch.column = {value};
    m_store.append(m_target, batch);
}

bool FiringRig::evaluate(Timestamp time)
{
    (void)m_runner->evaluate(time);
    const auto alerts = m_runner->alerts();
    return std::any_of(alerts.begin(), alerts.end(), [](const Alert& a) { return a.state == AlertState::Firing; });
}

FiringRig::Outcome FiringRig::run(std::span<const Duration> events, Duration quiet)
{
    constexpr double before = 1000; // far from 0, as a counter that has run for a while
    Outcome outcome;
    Timestamp nextScrape = begin + m_scrapePhase - (m_law.range / m_law.scrapeInterval + 3) * m_law.scrapeInterval;
    Timestamp nextEvaluation = begin + m_evaluationPhase;
    const Timestamp end = begin + events.back() + quiet;
    Timestamp firedAt{};
    while (nextEvaluation <= end) {
        if (nextScrape <= nextEvaluation) {
            const auto shown = std::count_if(events.begin(), events.end(),
                                             [&](Duration event) { return begin + event <= nextScrape; });
            scrape(nextScrape, before + static_cast<double>(shown));
            nextScrape += m_law.scrapeInterval;
            continue;
        }
        const bool firing = evaluate(nextEvaluation);
        if (firing && !outcome.firing) {
            ++outcome.spells;
            firedAt = nextEvaluation;
            outcome.firedAfter = outcome.fired ? outcome.firedAfter : nextEvaluation - begin;
            outcome.fired = true;
        }
        if (!firing && outcome.firing && outcome.spells == 1) {
            outcome.lasted = nextEvaluation - firedAt;
        }
        outcome.firing = firing;
        nextEvaluation += m_law.evaluationInterval;
    }
    return outcome;
}

} // namespace checkwatch::rules::test
