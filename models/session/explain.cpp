#include "models/rules/template.h"
#include "models/session/engine.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

const fleet::ServerRow* findRow(const fleet::Snapshot& snapshot, fleet::ServerId server, std::uint32_t& target)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->id == server) {
                target = block->target;
                return &row;
            }
        }
    }
    return nullptr;
}

} // namespace

fleet::ExplanationPtr Engine::explain(std::uint64_t request, fleet::ServerId server, base::Timestamp now)
{
    auto explanation = std::make_shared<fleet::Explanation>();
    explanation->request = request;
    explanation->server = server;
    explanation->ruleName = m_headline.name;
    explanation->expression = m_headline.expression;
    explanation->range = m_headline.range;
    explanation->holdFor = m_headline.holdFor;
    explanation->threshold = m_headline.threshold;
    explanation->evaluatedAt = now;
    for (const auto& running : m_running) {
        const auto& rules = running->runner->group().rules;
        if (std::any_of(rules.begin(), rules.end(), [&](const rules::Rule& r) { return r.name == m_headline.name; })) {
            explanation->interval = running->runner->interval();
            explanation->evaluatedAt = base::Timestamp{std::chrono::duration_cast<base::Duration>(running->last)};
            break;
        }
    }
    const fleet::SnapshotPtr current = m_tracker.snapshot(now, m_store);
    std::uint32_t target = 0;
    const fleet::ServerRow* row = findRow(*current, server, target);
    if (const Intake::Active* const active = m_intake.find(target); row != nullptr && active != nullptr) {
        explanation->scrapeInterval = active->target.config.interval;
    }
    explainSamples(m_headline, m_tracker, m_store, *explanation);
    explanation->spans = m_tracker.spans(server, explanation->evaluatedAt - 4 * m_headline.range, now);
    explanation->cannotTell = blindSpots(explanation->scrapeInterval);
    if (row != nullptr && row->alert >= 0) {
        const fleet::AlertRow& alert = (*current->alerts)[static_cast<std::size_t>(row->alert)];
        explanation->alert = alert.alert;
        explanation->firesAt = alert.firesAt;
        rules::TemplateData data;
        data.labels = alert.alert.identity->source;
        data.value = alert.alert.value;
        data.externalLabels = m_externalLabels;
        data.time = explanation->evaluatedAt;
        for (const auto& [name, text] : alert.alert.identity->rule->annotations) {
            explanation->annotations.emplace_back(name, rules::expandTemplate(text, data));
        }
    }
    return explanation;
}

} // namespace checkwatch::session
