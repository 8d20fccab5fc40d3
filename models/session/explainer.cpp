#include "models/session/explainer.h"
#include "models/metrics/sample.h"
#include "models/rules/template.h"
#include "models/session/explainrule.h"
#include "models/session/query.h"

#include <algorithm>

namespace checkwatch::session {
namespace {

/// The labels that name a server. HAProxy's own exporter says proxy, the retired one backend: where a series has one of
/// them, it is this.
metrics::Labels labelsOf(const fleet::ServerIdentity& who)
{
    return {{"job", who.job},
            {"instance", who.instance},
            {"proxy", who.proxy},
            {"backend", who.proxy},
            {"server", who.server}};
}

bool sameExpression(const rules::Rule& a, const rules::Rule& b)
{
    return a.name == b.name && a.query == b.query;
}

bool isActive(const rules::Alert& alert)
{
    return alert.state != rules::AlertState::Inactive;
}

/// Pending and firing as the alert itself tells them.
void addOwnSpans(const rules::Alert& alert, base::Timestamp until, std::vector<fleet::Span>& spans)
{
    if (!isActive(alert)) {
        return;
    }
    const bool fired = alert.state == rules::AlertState::Firing;
    spans.push_back({fleet::SpanKind::Pending, alert.activeAt, fired ? alert.firedAt : until});
    if (fired) {
        spans.push_back({fleet::SpanKind::Firing, alert.firedAt, until});
    }
}

/// Whether the alert has another value than the record of its newest evaluation.
bool differs(const rules::Alert& alert, const promql::Explanation& record)
{
    const bool kept = alert.keepFiringSince != base::Timestamp{};
    return isActive(alert) && !kept && !(record.root.present && metrics::sameBits(record.root.value, alert.value));
}

/// The earliest time that the picture shows.
base::Timestamp beginningOf(const fleet::Explanation& why)
{
    base::Timestamp earliest = why.evaluatedAt;
    for (const auto* points : {&why.picture.raw, &why.picture.values}) {
        earliest = points->empty() ? earliest : std::min(earliest, points->front().time);
    }
    return earliest;
}

} // namespace

/// What a question means now.
struct Explainer::Meant
{
    fleet::SnapshotPtr snapshot;
    const fleet::AlertRow* alert = nullptr; ///< in the snapshot
    const fleet::ServerRow* row = nullptr;  ///< likewise
    std::uint32_t target = 0;               ///< of the server
    const rules::Rule* rule = nullptr;      ///< null: the headline rule's expression, without a rule that has it
    const rules::Group* group = nullptr;    ///< that evaluates it
    bool headline = false;
    std::string trouble; ///< why it means nothing
};

const rules::Group* Explainer::groupOf(const rules::Rule& rule) const
{
    const auto at = std::find_if(m_about->groups.begin(), m_about->groups.end(), [&](const rules::Group& group) {
        return std::any_of(group.rules.begin(), group.rules.end(),
                           [&](const rules::Rule& one) { return sameExpression(one, rule); });
    });
    return at == m_about->groups.end() ? nullptr : &*at;
}

void Explainer::findRule(const fleet::WhyQuestion& question, Meant& meant) const
{
    const std::string& name = question.rule.empty() ? m_about->headline.name : question.rule;
    const std::string& query = question.rule.empty() ? m_about->headline.expression : question.query;
    for (const rules::Group& group : m_about->groups) {
        for (const rules::Rule& rule : group.rules) {
            if (!meant.rule && rule.name == name && rule.query == query) {
                meant.rule = &rule;
            }
        }
    }
    if (!meant.rule && !question.rule.empty()) {
        meant.trouble = "This rule is no longer loaded.";
    }
}

Explainer::Meant Explainer::meaningOf(const fleet::WhyQuestion& question) const
{
    Meant meant;
    meant.snapshot = m_about->snapshot;
    const std::vector<fleet::AlertRow>& alerts = *meant.snapshot->alerts;
    fleet::ServerId server = question.server;
    if (question.alert != 0) {
        const auto at = std::find_if(alerts.begin(), alerts.end(), [&](const fleet::AlertRow& alert) {
            return alert.alert.identity && alert.alert.identity->id == question.alert;
        });
        if (at == alerts.end()) {
            meant.trouble = "This alert is over and no longer kept.";
            return meant;
        }
        meant.alert = &*at;
        server = at->server;
    }
    for (const auto& block : meant.snapshot->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->id == server) {
                meant.row = &row;
                meant.target = block->target;
            }
        }
    }
    if (!meant.alert && question.rule.empty() && meant.row && meant.row->alert >= 0) {
        meant.alert = &alerts[static_cast<std::size_t>(meant.row->alert)];
    }
    if (meant.alert) {
        meant.rule = meant.alert->alert.identity->rule.get();
    } else {
        findRule(question, meant);
    }
    meant.group = meant.rule ? groupOf(*meant.rule) : nullptr;
    meant.headline = !meant.rule
        || (meant.rule->name == m_about->headline.name && meant.rule->query == m_about->headline.expression);
    return meant;
}

void Explainer::describe(const Meant& meant, fleet::Explanation& out) const
{
    const rules::Rule* const rule = meant.rule;
    out.ruleName = rule ? rule->name : m_about->headline.name;
    out.expression = rule ? rule->query : m_about->headline.expression;
    out.holdFor = rule ? rule->holdFor : m_about->headline.holdFor;
    out.keepFiringFor = rule ? rule->keepFiringFor : base::Duration{0};
    out.evaluatedAt = m_about->now;
    if (meant.group != nullptr) {
        const base::Duration own = meant.group->interval;
        out.interval = own > base::Duration{0} ? own : m_about->config.evaluationInterval;
        const auto place = static_cast<std::size_t>(meant.group - m_about->groups.data());
        out.evaluatedAt = base::Timestamp{std::chrono::duration_cast<base::Duration>(m_about->evaluated[place])};
    }
    for (const fleet::TargetRow& target : meant.snapshot->targets) {
        out.scrapeInterval = meant.row && target.id == meant.target ? target.interval : out.scrapeInterval;
    }
}

void Explainer::addAlert(const fleet::AlertRow& row, fleet::Explanation& out) const
{
    out.alert = row.alert;
    out.firesAt = row.firesAt;
    out.changedSince = out.record && differs(row.alert, *out.record);
    rules::TemplateData data;
    data.labels = row.alert.identity->source;
    data.value = row.alert.value;
    data.externalLabels = metrics::Labels(std::vector<std::pair<std::string, std::string>>(
        m_about->config.externalLabels.begin(), m_about->config.externalLabels.end()));
    data.time = out.evaluatedAt;
    for (const auto& [name, text] : row.alert.identity->rule->annotations) {
        out.annotations.emplace_back(name, rules::expandTemplate(text, data));
    }
}

/// What is shaded, and the bar of pending and firing: the server's own for the headline rule, which tells its story.
void Explainer::addSpans(const Meant& meant, fleet::Explanation& out) const
{
    if (meant.row) {
        out.spans = m_about->spans(meant.row->identity->id, meant.target, beginningOf(out));
    }
    const auto isOfAlert = [](const fleet::Span& span) {
        return span.kind == fleet::SpanKind::Pending || span.kind == fleet::SpanKind::Firing;
    };
    if (meant.headline) {
        blankUncounted(out.picture.values, out.spans);
    } else {
        std::erase_if(out.spans, isOfAlert);
    }
    if (std::none_of(out.spans.begin(), out.spans.end(), isOfAlert)) {
        addOwnSpans(out.alert, m_about->now, out.spans);
    }
}

/// The alert of the element that the rule has for a server.
const fleet::AlertRow* Explainer::alertOf(const Meant& meant, const fleet::Explanation& why)
{
    if (meant.alert || !meant.rule || !why.isTrue) {
        return meant.alert;
    }
    const std::vector<fleet::AlertRow>& alerts = *meant.snapshot->alerts;
    const auto at = std::find_if(alerts.begin(), alerts.end(), [&](const fleet::AlertRow& other) {
        const auto& identity = other.alert.identity;
        return isActive(other.alert) && identity && sameExpression(*identity->rule, *meant.rule)
            && identity->source == why.record->root.labels;
    });
    return at == alerts.end() ? nullptr : &*at;
}

void Explainer::explainElement(const fleet::QueriedElement& element, fleet::Explanation& out) const
{
    out.expression = element.expression;
    out.evaluatedAt = element.time;
    const std::size_t most = QueryLimits().textBytes;
    if (element.expression.size() > most) {
        out.trouble = "An expression may have " + std::to_string(most) + " bytes.";
        return;
    }
    const auto expr = promql::parse(element.expression, m_about->evaluator.options().parsing());
    if (!expr) {
        out.trouble = expr.error().text();
        return;
    }
    explainRule(m_about->evaluator, m_about->data, {*expr, element.time, element.labels, {}}, out);
}

fleet::ExplanationPtr Explainer::explain(std::uint64_t request, const fleet::WhyQuestion& question,
                                         const WhyMaterial& about)
{
    m_about = &about;
    if (question.element) {
        auto answer = std::make_shared<fleet::Explanation>();
        answer->request = request;
        answer->question = question;
        explainElement(*question.element, *answer);
        return answer;
    }
    const Meant meant = meaningOf(question);
    auto out = std::make_shared<fleet::Explanation>();
    out->question = question;
    out->trouble = meant.trouble;
    describe(meant, *out);
    const bool known = m_lastWhy && m_lastWhy->question == question && m_lastWhy->expression == out->expression
        && m_lastWhy->evaluatedAt == out->evaluatedAt;
    if (known && meant.group) {
        *out = *m_lastWhy; // nothing in it is of a later time
    } else if (out->trouble.empty()) {
        RuleEvaluation evaluation{meant.rule ? meant.rule->expr : about.headline.expr, out->evaluatedAt, std::nullopt,
                                  out->scrapeInterval};
        if (meant.alert) {
            evaluation.focus = meant.alert->alert.identity->source;
        } else if (meant.row) {
            evaluation.focus = labelsOf(*meant.row->identity);
        }
        explainRule(about.evaluator, about.data, evaluation, *out);
        if (const fleet::AlertRow* const alert = alertOf(meant, *out)) {
            addAlert(*alert, *out);
        }
        addSpans(meant, *out);
        if (meant.headline) {
            out->cannotTell = blindSpots(out->scrapeInterval);
        } else if (meant.rule && meant.group) {
            out->cannotTell = blindSpots(*meant.rule);
        }
        m_lastWhy = out;
    }
    auto answer = std::make_shared<fleet::Explanation>(*out);
    answer->request = request;
    return answer;
}

} // namespace checkwatch::session
