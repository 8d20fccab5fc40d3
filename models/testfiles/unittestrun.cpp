#include "models/testfiles/unittestrun.h"

#include "models/base/duration.h"
#include "models/rules/annotations.h"
#include "models/rules/grouprunner.h"
#include "models/testfiles/gridloader.h"
#include "models/testfiles/unittesttexts.h"

#include <algorithm>
#include <limits>
#include <memory>

namespace checkwatch::testfiles {
namespace {

promql::EngineOptions engineOptions(const UnitTestFile& file, const TestOptions& options)
{
    promql::EngineOptions out;
    out.compat = options.compat;
    out.experimental = options.experimental;
    out.defaultSubqueryStep = file.evaluationInterval;
    return out;
}

/// One run: its store, its groups, what failed so far.
class Run
{
public:
    Run(const UnitTest& test, const UnitTestFile& file, const TestOptions& options)
        : m_test(test), m_file(file), m_externalLabels(test.externalLabels), m_options(engineOptions(file, options)),
          m_engine(m_options), m_store({base::Duration::max() / 2, std::numeric_limits<std::size_t>::max()})
    {
    }

    std::vector<std::string> run(const std::vector<rules::Group>& groups)
    {
        if (!load()) {
            return std::move(m_failures);
        }
        for (const AlertTest& test : m_test.alertTests) {
            if (test.alertName.empty()) {
                return {"an item under alert_rule_test misses required attribute alertname at eval_time "
                        + base::formatDuration(test.evalTime)
                        + (m_test.name.empty() ? std::string() : " (in TestGroup " + m_test.name + ")")};
            }
            m_alertTests.push_back(&test);
        }
        std::stable_sort(m_alertTests.begin(), m_alertTests.end(),
                         [](const AlertTest* a, const AlertTest* b) { return a->evalTime < b->evalTime; });
        start(groups);
        if (evaluateAll()) {
            std::for_each(m_test.exprTests.begin(), m_test.exprTests.end(),
                          [this](const ExprTest& test) { check(test); });
        }
        return std::move(m_failures);
    }

private:
    bool load();
    void start(const std::vector<rules::Group>& groups);
    /// False where a rule failed.
    bool evaluateAll();
    bool evaluate(base::Duration time);
    void check(const AlertTest& test, base::Timestamp time);
    void check(const ExprTest& test);
    [[nodiscard]] std::vector<ShownAlert> firing(const std::string& name, base::Timestamp time);
    [[nodiscard]] base::Result<std::vector<ShownSample>> query(const ExprTest& test);

    const UnitTest& m_test;
    const UnitTestFile& m_file;
    metrics::Labels m_externalLabels;
    promql::EngineOptions m_options;
    promql::Engine m_engine;
    tsdb::MemoryStore m_store;
    std::unique_ptr<GridLoader> m_loader;
    std::vector<std::unique_ptr<rules::GroupRunner>> m_runners;
    std::vector<const AlertTest*> m_alertTests; ///< by time
    std::vector<std::string> m_failures;
};

bool Run::load()
{
    std::vector<SeriesLine> lines;
    lines.reserve(m_test.series.size());
    for (const InputSeries& input : m_test.series) {
        auto line = parseSeriesLine(input.series + " " + input.values);
        if (!line) {
            m_failures.push_back(line.error().text());
            return false;
        }
        if (line->labels.empty()) {
            m_failures.emplace_back("empty labelset: invalid sample");
            return false;
        }
        lines.push_back(std::move(*line));
    }
    m_loader = std::make_unique<GridLoader>(m_store, m_test.interval, std::move(lines));
    return true;
}

void Run::start(const std::vector<rules::Group>& groups)
{
    for (const rules::Group& group : groups) {
        const tsdb::GroupId id = m_store.addGroup();
        rules::GroupContext context{&m_store,
                                    [this, id](const metrics::ScrapeBatch& batch) { m_store.append(id, batch); },
                                    m_externalLabels, m_test.externalUrl};
        m_runners.push_back(
            std::make_unique<rules::GroupRunner>(group, m_file.evaluationInterval, m_options, std::move(context)));
        m_runners.back()->setRestored();
    }
    // Groups that are not named go with the first, before the second: promtool leaves open which of the two comes first.
    const auto place = [this](const rules::GroupRunner& runner) {
        const auto& order = m_file.groupOrder;
        const auto at = std::find(order.begin(), order.end(), runner.group().name);
        return at == order.end() ? 0 : at - order.begin();
    };
    std::stable_sort(m_runners.begin(), m_runners.end(),
                     [&](const auto& a, const auto& b) { return place(*a) < place(*b); });
}

bool Run::evaluateAll()
{
    const base::Duration end = m_test.maxEvalTime();
    auto next = m_alertTests.begin();
    for (base::Duration time{0}; time <= end; time += m_file.evaluationInterval) {
        if (!evaluate(time)) {
            return false;
        }
        for (; next != m_alertTests.end() && (*next)->evalTime < time + m_file.evaluationInterval; ++next) {
            check(**next, base::Timestamp{time});
        }
    }
    return true;
}

bool Run::evaluate(base::Duration time)
{
    m_loader->loadUntil(base::Timestamp{time});
    bool good = true;
    for (const auto& runner : m_runners) {
        runner->evaluate(base::Timestamp{time});
        for (const rules::RuleStatus& status : runner->status()) {
            if (status.health == rules::RuleHealth::Error) {
                good = false;
                m_failures.push_back("    rule: " + status.rule->name + ", time: " + goDuration(time)
                                     + ", err: " + status.lastError.text());
            }
        }
    }
    return good;
}

std::vector<ShownAlert> Run::firing(const std::string& name, base::Timestamp time)
{
    rules::TemplateData data;
    data.externalLabels = m_externalLabels;
    data.externalUrl = m_test.externalUrl;
    data.time = time;
    data.query = [this](std::string_view text, base::Timestamp at) -> base::Result<promql::Value> {
        const auto expr = promql::parse(text, m_options.parsing());
        return expr ? m_engine.instant(m_store, *expr, at) : expr.error();
    };
    std::vector<ShownAlert> out;
    for (const auto& runner : m_runners) {
        for (const rules::Alert& alert : runner->alerts()) {
            if (alert.state == rules::AlertState::Firing && alert.identity->rule->name == name) {
                out.push_back({alert.identity->labels, metrics::Labels(rules::expandAnnotations(alert, data))});
            }
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

void Run::check(const AlertTest& test, base::Timestamp time)
{
    std::vector<ShownAlert> expected;
    for (const ExpectedAlert& alert : test.expected) {
        rules::StringPairs labels = alert.labels;
        labels.emplace_back("alertname", test.alertName);
        expected.push_back({metrics::Labels(std::move(labels)), metrics::Labels(alert.annotations)});
    }
    std::sort(expected.begin(), expected.end());
    const std::vector<ShownAlert> got = firing(test.alertName, time);
    if (expected != got) {
        m_failures.push_back(alertFailure(m_test.name, test.alertName, test.evalTime, expected, got));
    }
}

base::Result<std::vector<ShownSample>> Run::query(const ExprTest& test)
{
    const base::Timestamp time{test.evalTime};
    const auto expr = promql::parse(test.expr, m_options.parsing());
    const auto value = expr ? m_engine.instant(m_store, *expr, time) : base::Result<promql::Value>(expr.error());
    if (!value) {
        return value.error();
    }
    std::vector<ShownSample> out;
    if (const auto* scalar = std::get_if<promql::Scalar>(&*value)) {
        out.push_back({{}, scalar->value});
    } else if (const auto* vector = std::get_if<promql::Vector>(&*value)) {
        for (const promql::Element& element : vector->elements) {
            out.push_back({element.labels, element.value});
        }
    } else {
        return base::Error{base::ErrorCode::BadInput, "rule result is not a vector or scalar"};
    }
    return out;
}

void Run::check(const ExprTest& test)
{
    auto got = query(test);
    if (!got) {
        m_failures.push_back(exprError(test.expr, test.evalTime, got.error().text()));
        return;
    }
    std::vector<ShownSample> expected;
    for (const ExpectedSample& sample : test.expected) {
        const auto labels = parseMetric(sample.labels);
        if (!labels) {
            m_failures.push_back(exprError(test.expr, test.evalTime,
                                           "labels " + metrics::quote(sample.labels) + ": " + labels.error().text()));
            return;
        }
        expected.push_back({*labels, sample.value});
    }
    const auto byLabels = [](const ShownSample& a, const ShownSample& b) { return a.labels < b.labels; };
    std::stable_sort(expected.begin(), expected.end(), byLabels);
    std::stable_sort(got->begin(), got->end(), byLabels);
    const bool equal = std::equal(
        expected.begin(), expected.end(), got->begin(), got->end(),
        [](const ShownSample& a, const ShownSample& b) { return a.labels == b.labels && a.value == b.value; });
    if (!equal) {
        m_failures.push_back(sampleFailure(test.expr, test.evalTime, expected, *got));
    }
}

} // namespace

std::vector<std::string> runUnitTest(const UnitTest& test, const std::vector<rules::Group>& groups,
                                     const UnitTestFile& file, const TestOptions& options)
{
    return Run(test, file, options).run(groups);
}

} // namespace checkwatch::testfiles
