#include "models/rules/grouprunner.h"

#include "models/rules/alertingrule.h"
#include "models/rules/commonparts.h"
#include "models/rules/recordingrule.h"

#include <variant>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace checkwatch::rules {
namespace {

constexpr int silentEvaluations = 2;

std::chrono::nanoseconds slotOffset(const Group& group, base::Duration interval)
{
    const std::string key = "file\xff" + group.file
        + "\xff"
          "name\xff"
        + group.name + "\xff";
    const std::uint64_t step = static_cast<std::uint64_t>(std::chrono::nanoseconds(interval).count());
    return std::chrono::nanoseconds{static_cast<std::int64_t>(XXH64(key.data(), key.size(), 0) % step)};
}

/// Of one rule at one evaluation. A template that queries in a loop must not hold up the others.
constexpr std::chrono::seconds maxTemplateQueries{2};

} // namespace

base::Result<promql::Vector> RuleContext::query(const promql::ExprPtr& expr, base::Timestamp time) const
{
    auto value = engine.instant(*outside.data, expr, time);
    if (!value) {
        return value.error();
    }
    if (auto* vector = std::get_if<promql::Vector>(&*value)) {
        return std::move(*vector);
    }
    if (const auto* scalar = std::get_if<promql::Scalar>(&*value)) {
        return promql::Vector{time, {{metrics::Labels(), scalar->value}}};
    }
    return base::Error{base::ErrorCode::BadInput, "rule result is not a vector or scalar"};
}

TemplateData RuleContext::templateData(const Rule& rule, base::Timestamp time) const
{
    TemplateData data;
    data.externalLabels = outside.externalLabels;
    data.externalUrl = outside.externalUrl;
    data.time = time;
    data.name = "__alert_" + rule.name;
    using Clock = std::chrono::steady_clock;
    data.query = [this, spent = std::make_shared<Clock::duration>(0)](std::string_view text, base::Timestamp at) {
        if (*spent >= maxTemplateQueries) {
            return base::Result<promql::Value>(base::Error{
                base::ErrorCode::Limit, "the queries of the rule's templates take longer than 2s together"});
        }
        const Clock::time_point start = Clock::now();
        const auto expr = promql::parse(text, engine.options().parsing());
        auto value = expr ? engine.instant(*outside.data, *expr, at) : expr.error();
        *spent += Clock::now() - start;
        return value;
    };
    return data;
}

struct GroupRunner::Impl
{
    struct Entry
    {
        std::variant<AlertingRule, RecordingRule> rule;
        RuleStatus status;

        [[nodiscard]] std::vector<std::uint32_t>& written()
        {
            return std::visit([](auto& r) -> std::vector<std::uint32_t>& { return r.written; }, rule);
        }
        [[nodiscard]] const std::vector<std::uint32_t>& written() const
        {
            return std::visit([](const auto& r) -> const std::vector<std::uint32_t>& { return r.written; }, rule);
        }
    };

    Group group;
    base::Duration interval;
    std::chrono::nanoseconds offset;
    GroupContext outside;
    promql::Engine engine;
    SeriesWriter writer;
    AlertTable table;
    std::vector<Entry> entries;
    std::vector<std::uint32_t> orphans; ///< written by rules that are gone; marked in the next evaluation
    int evaluations = 0;
    bool restored = false;

    Impl(Group g, base::Duration defaultInterval, promql::EngineOptions options, GroupContext context)
        : group(std::move(g)), interval(group.interval > base::Duration{0} ? group.interval : defaultInterval),
          offset(slotOffset(group, interval)), outside(std::move(context)), engine(options), writer(outside.append)
    {
        engine.share(commonParts(group));
        entries.reserve(group.rules.size());
        const auto info = std::make_shared<const GroupInfo>(GroupInfo{group.file, group.name, interval, group.product});
        for (const Rule& rule : group.rules) {
            auto shared = std::make_shared<const Rule>(rule);
            RuleStatus status{shared, info};
            if (rule.kind == Rule::Kind::Alerting) {
                entries.push_back({AlertingRule(std::move(shared), options), std::move(status)});
            } else {
                entries.push_back({RecordingRule(std::move(shared)), std::move(status)});
            }
        }
    }

    [[nodiscard]] RuleContext context() { return {group, outside, engine, writer, table}; }

    void evaluate(Entry& entry, base::Timestamp time, std::vector<AlertChange>& changes)
    {
        RuleContext shared = context();
        const auto begin = std::chrono::steady_clock::now();
        auto* alerting = std::get_if<AlertingRule>(&entry.rule);
        auto done = alerting ? alerting->evaluate(shared, time, restored, changes)
                             : std::get<RecordingRule>(entry.rule).evaluate(shared, time);
        entry.status.evaluationTime
            = std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - begin);
        entry.status.health = done ? RuleHealth::Ok : RuleHealth::Error;
        entry.status.lastError = done ? base::Error{} : done.error();
    }

    void inherit(const Impl& previous)
    {
        std::vector<bool> used(previous.entries.size(), false);
        RuleContext shared = context();
        for (Entry& entry : entries) {
            const Rule& rule = *entry.status.rule;
            std::size_t match = 0;
            while (match < used.size()
                   && (used[match] || previous.entries[match].status.rule->name != rule.name
                       || previous.entries[match].status.rule->labels != rule.labels
                       || previous.entries[match].rule.index() != entry.rule.index())) {
                ++match;
            }
            if (match == used.size()) {
                continue;
            }
            used[match] = true;
            const Entry& from = previous.entries[match];
            if (auto* alerting = std::get_if<AlertingRule>(&entry.rule)) {
                alerting->inherit(shared, std::get<AlertingRule>(from.rule), previous.table, previous.writer);
            } else {
                adopt(from.written(), previous.writer, entry.written());
            }
        }
        for (std::size_t i = 0; i < used.size(); ++i) {
            if (!used[i]) {
                adopt(previous.entries[i].written(), previous.writer, orphans);
            }
        }
        adopt(previous.orphans, previous.writer, orphans);
    }

    void adopt(const std::vector<std::uint32_t>& numbers, const SeriesWriter& from, std::vector<std::uint32_t>& out)
    {
        for (const std::uint32_t number : numbers) {
            out.push_back(writer.number(from.labels(number)));
        }
    }
};

GroupRunner::GroupRunner(Group group, base::Duration defaultInterval, promql::EngineOptions options,
                         GroupContext context)
    : m_impl(std::make_unique<Impl>(std::move(group), defaultInterval, options, std::move(context)))
{
}

GroupRunner::~GroupRunner() = default;

const Group& GroupRunner::group() const noexcept
{
    return m_impl->group;
}

base::Duration GroupRunner::interval() const noexcept
{
    return m_impl->interval;
}

std::chrono::nanoseconds GroupRunner::slotAtOrBefore(std::chrono::nanoseconds time) const noexcept
{
    const std::chrono::nanoseconds step = m_impl->interval;
    const std::chrono::nanoseconds past = (time - m_impl->offset) % step;
    return time - (past.count() < 0 ? past + step : past);
}

EvaluationResult GroupRunner::evaluate(base::Timestamp time)
{
    EvaluationResult result{time, {}};
    m_impl->restored = m_impl->restored || m_impl->evaluations >= silentEvaluations;
    ++m_impl->evaluations;
    m_impl->engine.beginRound();
    for (Impl::Entry& entry : m_impl->entries) {
        m_impl->evaluate(entry, time, result.changes);
    }
    if (!m_impl->orphans.empty()) {
        m_impl->writer.begin();
        m_impl->writer.finish(time, m_impl->orphans);
    }
    return result;
}

void GroupRunner::restore(const tsdb::Querier& past, base::Timestamp now)
{
    if (m_impl->restored || m_impl->evaluations != silentEvaluations) {
        return;
    }
    const RuleContext shared = m_impl->context();
    for (Impl::Entry& entry : m_impl->entries) {
        if (auto* alerting = std::get_if<AlertingRule>(&entry.rule)) {
            alerting->restore(shared, past, now);
        }
    }
}

void GroupRunner::setRestored()
{
    m_impl->restored = true;
}

std::vector<RuleStatus> GroupRunner::status() const
{
    std::vector<RuleStatus> out;
    out.reserve(m_impl->entries.size());
    for (const Impl::Entry& entry : m_impl->entries) {
        out.push_back(entry.status);
    }
    return out;
}

void GroupRunner::setVerdicts(const std::vector<RuleVerdictPtr>& verdicts)
{
    for (std::size_t i = 0; i < m_impl->entries.size(); ++i) {
        m_impl->entries[i].status.verdict = verdicts[i];
    }
}

std::span<const Alert> GroupRunner::alerts() const
{
    return m_impl->table.alerts;
}

void GroupRunner::inherit(const GroupRunner& previous)
{
    m_impl->inherit(*previous.m_impl);
    m_impl->restored = true;
}

} // namespace checkwatch::rules
