#include "models/promql/arithmetic.h"
#include "models/promql/engine.h"
#include "models/promql/explanation.h"
#include "models/testfiles/seriesnotation.h"
#include "tests/peers/randompromql.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

#include <cmath>
#include <random>

namespace tst_explanationrandom {

using namespace checkwatch;
using promql::Derivation;
using promql::Missing;

namespace {

constexpr int fleets = 24;
constexpr int expressionsOfAFleet = 500;
constexpr std::size_t elementsOfAnExpression = 12;

support::VectorQuerier dataOf(const std::vector<std::string>& lines)
{
    support::VectorQuerier data;
    for (const std::string& line : lines) {
        const auto series = testfiles::parseSeriesLine(line);
        data.add(series->labels, series->samples(std::chrono::seconds(15)));
    }
    return data;
}

/// Of what is computed once more: of two NaNs an operation keeps the bits of one, which one is up to the compiler.
bool sameNumber(double a, double b)
{
    return metrics::sameBits(a, b) || (std::isnan(a) && std::isnan(b));
}

promql::EngineOptions patient(promql::Compat compat)
{
    promql::EngineOptions options;
    options.compat = compat;
    options.defaultSubqueryStep = std::chrono::seconds(15);
    options.explainTimeout = std::chrono::minutes(2);
    return options;
}

std::size_t stepsOf(const Derivation& step)
{
    std::size_t count = 1;
    for (const Derivation& operand : step.operands) {
        count += stepsOf(operand);
    }
    return count;
}

} // namespace

/// An explanation is the evaluation: its root is the result, its steps fit together, and what is not in the result can say
/// why. Over random expressions and data; CHECKWATCH_SEED repeats a run.
class TestExplanationRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rootsAreTheResult();

private:
    void explainAll(const support::VectorQuerier& data, promql::Compat compat, const std::string& text,
                    base::Timestamp time);
    void explainPresent(const promql::Value& value);
    void explainFiltered(const promql::Value& value);
    void checkSteps(const Derivation& step);
    void checkBinary(const Derivation& step, const promql::BinaryStep& detail);
    void checkWindow(const Derivation& step, const promql::CallStep& detail);
    void verify(bool good, const char* what);

    // Of the expression at work.
    promql::Engine* m_engine = nullptr;
    const tsdb::Querier* m_data = nullptr;
    promql::ExprPtr m_expr;
    base::Timestamp m_time{};

    int m_roots = 0;
    int m_filtered = 0;
    int m_extrapolated = 0;
    int m_partners = 0;
    QStringList m_wrong;
};

void TestExplanationRandom::verify(bool good, const char* what)
{
    if (!good && m_wrong.size() < 20) {
        m_wrong << QString("%1: %2 at %3 ms")
                       .arg(what, QString::fromStdString(promql::print(*m_expr)))
                       .arg(base::unixMs(m_time));
    }
}

void TestExplanationRandom::checkBinary(const Derivation& step, const promql::BinaryStep& detail)
{
    if (promql::isSetOperator(detail.op)) {
        return;
    }
    if (detail.left && detail.right) {
        const promql::Outcome outcome = promql::apply(detail.op, *detail.left, *detail.right);
        const bool comparison = promql::isComparison(detail.op);
        verify(!comparison || outcome.keep == detail.holds, "holds");
        if (step.present && !comparison) {
            verify(sameNumber(outcome.value, step.value), "value of its operands");
        } else if (step.present && !detail.returnBool && step.type == promql::ValueType::Vector) {
            verify(detail.holds, "kept only where true");
        } else if (step.missing == Missing::ComparedFalse) {
            verify(!detail.holds, "filtered only where false");
        }
    }
    if (step.operands.size() == 2 && step.present) {
        ++m_partners;
        verify(step.operands[0].present && metrics::sameBits(step.operands[0].value, *detail.left), "left operand");
        verify(step.operands[1].present && metrics::sameBits(step.operands[1].value, *detail.right), "right operand");
    }
}

void TestExplanationRandom::checkWindow(const Derivation& step, const promql::CallStep& detail)
{
    if (!step.present || !detail.notes.extrapolation) {
        return;
    }
    ++m_extrapolated;
    const promql::Extrapolation& e = *detail.notes.extrapolation;
    verify(sameNumber(e.difference * e.factor, step.value), "value of its extrapolation");
    const auto* window = std::get_if<promql::WindowStep>(&step.operands.front().detail);
    verify(window && window->count == window->samples.size() && window->count >= 2, "samples of the window");
    if (!window || window->samples.empty()) {
        return;
    }
    double sum = window->samples.back().value - window->samples.front().value;
    std::size_t resets = 0;
    for (std::size_t i = 1; i < window->samples.size(); ++i) {
        if (detail.function != "delta" && window->samples[i].value < window->samples[i - 1].value) {
            sum += window->samples[i - 1].value;
            const bool kept = resets < detail.notes.resets.size();
            verify(kept == (resets < promql::WindowNotes::keptResets), "the first resets are kept");
            verify(!kept || detail.notes.resets[resets].time == window->samples[i].time, "time of a reset");
            ++resets;
        }
    }
    verify(resets == detail.notes.resetCount && sameNumber(sum, e.difference), "resets");
}

void TestExplanationRandom::checkSteps(const Derivation& step)
{
    verify(step.present == (step.missing == Missing::Nothing), "present or a reason");
    verify(step.missing != Missing::InOperand || !step.operands.empty(), "the operand that lacks it");
    if (const auto* binary = std::get_if<promql::BinaryStep>(&step.detail)) {
        checkBinary(step, *binary);
    } else if (const auto* call = std::get_if<promql::CallStep>(&step.detail)) {
        checkWindow(step, *call);
    } else if (const auto* aggregate = std::get_if<promql::AggregateStep>(&step.detail); aggregate && step.present) {
        verify(aggregate->members >= 1 && !aggregate->shown.empty(), "members");
        verify(aggregate->shown.front().labels == step.operands.front().labels, "the first member goes on");
        verify(aggregate->operation != "count" || static_cast<double>(aggregate->members) == step.value, "count");
    }
    for (const Derivation& operand : step.operands) {
        checkSteps(operand);
    }
}

void TestExplanationRandom::explainPresent(const promql::Value& value)
{
    promql::Vector vector;
    if (const auto* scalar = std::get_if<promql::Scalar>(&value)) {
        vector.elements.push_back({{}, scalar->value});
    } else if (const auto* elements = std::get_if<promql::Vector>(&value)) {
        vector = *elements;
    }
    for (std::size_t i = 0; i < std::min(vector.elements.size(), elementsOfAnExpression); ++i) {
        const promql::Element& element = vector.elements[i];
        const auto why = m_engine->explain(*m_data, m_expr, m_time, element.labels);
        verify(why.ok(), "explained");
        if (why.ok()) {
            ++m_roots;
            verify(why->root.present && why->root.labels == element.labels, "labels of the root");
            verify(metrics::sameBits(why->root.value, element.value), "value of the root");
            verify(why->text == promql::print(*m_expr), "text");
            verify(stepsOf(why->root) <= promql::Explanation::maxSteps, "bounded");
            checkSteps(why->root);
        }
    }
}

/// What a comparison left out of its left side says why.
void TestExplanationRandom::explainFiltered(const promql::Value& value)
{
    const promql::Expr& root = promql::unwrapped(*m_expr);
    if (root.kind != promql::ExprKind::Binary) {
        return;
    }
    const auto& node = promql::as<promql::Binary>(root);
    const promql::ExprPtr& side = node.left->type == promql::ValueType::Scalar ? node.right : node.left;
    if (!promql::isComparison(node.op) || node.returnBool || node.matching.card == promql::Cardinality::OneToMany
        || node.matching.on || !node.matching.include.empty() || !node.matching.labels.empty()) {
        return;
    }
    const auto compared = m_engine->instant(*m_data, side, m_time);
    if (!compared.ok()) {
        return;
    }
    const auto& kept = std::get<promql::Vector>(value).elements;
    for (const promql::Element& element : std::get<promql::Vector>(*compared).elements) {
        const bool stays = std::any_of(kept.begin(), kept.end(),
                                       [&](const promql::Element& other) { return other.labels == element.labels; });
        if (stays) {
            continue;
        }
        const auto why = m_engine->explain(*m_data, m_expr, m_time, element.labels);
        verify(why.ok(), "explained");
        // A result that agrees with all the labels asked about, and has fewer, speaks for them.
        if (!why.ok() || why->root.present) {
            continue;
        }
        ++m_filtered;
        const Missing reason = why->root.missing;
        verify(reason == Missing::ComparedFalse || reason == Missing::NoPartner || reason == Missing::EmptySide,
               "filtered for a reason");
        verify(why->root.labels == element.labels, "the element that was filtered");
        const auto* detail = std::get_if<promql::BinaryStep>(&why->root.detail);
        verify(detail && (detail->left || detail->right), "with its numbers");
        verify(reason != Missing::ComparedFalse || (detail && detail->left && detail->right && !detail->holds),
               "false by both its numbers");
        checkSteps(why->root);
    }
}

void TestExplanationRandom::explainAll(const support::VectorQuerier& data, promql::Compat compat,
                                       const std::string& text, base::Timestamp time)
{
    const auto expr = promql::parse(text);
    promql::Engine engine(patient(compat));
    m_engine = &engine;
    m_data = &data;
    m_time = time;
    if (!expr.ok()) {
        return;
    }
    m_expr = *expr;
    const auto value = engine.instant(data, m_expr, time);
    const auto whole = engine.explain(data, m_expr, time);
    verify(value.ok() == whole.ok(), "fails with instant()");
    if (!value.ok()) {
        return;
    }
    checkSteps(whole->root);
    explainPresent(*value);
    explainFiltered(*value);
    for (const metrics::Labels& other :
         {metrics::Labels{{"proxy", "a"}, {"server", "2"}}, metrics::Labels{{"proxy", "nowhere"}}}) {
        const auto why = engine.explain(data, m_expr, time, other);
        verify(why.ok(), "explained for a server");
        checkSteps(why->root);
    }
}

void TestExplanationRandom::rootsAreTheResult()
{
    bool given = false;
    quint64 seed = qEnvironmentVariable("CHECKWATCH_SEED").toULongLong(&given);
    seed = given ? seed : std::random_device()();
    qInfo("seed: CHECKWATCH_SEED=%llu", seed);
    peers::Generator generator(seed);
    for (int fleet = 0; fleet < fleets; ++fleet) {
        const support::VectorQuerier data = dataOf(generator.series());
        for (int i = 0; i < expressionsOfAFleet; ++i) {
            const std::int64_t ms = generator.pick(2) == 0 ? 15'000LL * generator.pick(60) : generator.pick(900'000);
            explainAll(data, fleet % 2 == 0 ? promql::Compat::Prometheus2 : promql::Compat::Prometheus3,
                       generator.expression().text, base::fromUnixMs(ms));
        }
    }
    for (const QString& wrong : m_wrong) {
        qWarning("%s", qPrintable(wrong));
    }
    qInfo("%d roots, %d filtered, %d operations, %d extrapolations", m_roots, m_filtered, m_partners, m_extrapolated);
    QCOMPARE(m_wrong.size(), qsizetype{0});
    QVERIFY(m_roots > 8000 && m_filtered > 80 && m_partners > 3000 && m_extrapolated > 800);
}

QTEST_GUILESS_MAIN(TestExplanationRandom)

} // namespace tst_explanationrandom

#include "tst_explanationrandom.moc"
