#include "models/promql/explanation.h"
#include "tests/rules/healthrig.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_longchains {

using namespace checkwatch;
using std::chrono::seconds;

namespace {

/// `count` terms with an operator between them, none in parentheses.
std::string chain(const char* op, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i) {
        out += (i == 0 ? "" : std::string(" ") + op + " ") + "a{n=\"" + std::to_string(i) + "\"}";
    }
    return out;
}

} // namespace

/// Chains of operators are as long as people's scripts make them, and are no nesting.
class TestLongChains : public QObject
{
    Q_OBJECT

    static constexpr int terms = 1000;
    support::VectorQuerier m_data;

    [[nodiscard]] std::size_t elements(const std::string& text) const
    {
        promql::Engine engine{promql::EngineOptions()};
        const auto expr = promql::parse(text);
        if (!expr) {
            qWarning("%s", expr.error().text().c_str());
            return 0;
        }
        const auto value = engine.instant(m_data, *expr, healthrig::now);
        return value ? std::get<promql::Vector>(*value).elements.size() : 0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < terms; ++i) {
            m_data.add({{"__name__", "a"}, {"n", std::to_string(i)}}, {{healthrig::now, 1}});
        }
    }

    void areEvaluated()
    {
        QCOMPARE(elements(chain("or", terms)), std::size_t{terms});
        QCOMPARE(elements(chain("unless", terms)), std::size_t{1});
        QCOMPARE(elements("sum(" + chain("or", terms) + ") > 1"), std::size_t{1});
        QCOMPARE(elements(chain("+ on ()", terms)), std::size_t{1});
        promql::Engine engine{promql::EngineOptions()};
        const auto expr = promql::parse(chain("or", terms));
        const auto range = engine.range(m_data, *expr, healthrig::now, healthrig::now + seconds{30}, seconds{15});
        QVERIFY(range.ok());
        QCOMPARE(range->series.size(), std::size_t{terms});
    }

    void arePrintedAndExplained()
    {
        const auto expr = promql::parse(chain("or", terms));
        QVERIFY(expr.ok());
        QCOMPARE(promql::print(**promql::parse(promql::print(**expr))), promql::print(**expr));
        promql::EngineOptions options;
        options.explainTimeout = std::chrono::minutes{1};
        promql::Engine engine(options);
        const auto why = engine.explain(m_data, *expr, healthrig::now);
        QVERIFY2(why.ok(), why.ok() ? "" : why.error().text().c_str());
    }

    void areCheckedAsRules()
    {
        const auto rule = healthrig::ruleOf(chain("or", terms));
        QVERIFY(!rule.rules.empty());
        const auto verdict
            = healthrig::checkOne(rule, healthrig::every(seconds{15}, seconds{15}), {&m_data, healthrig::now});
        QVERIFY(!verdict.cannotFire());
    }

    void haveALimit()
    {
        const auto tooLong = promql::parse(chain("or", terms + 25));
        QVERIFY(!tooLong.ok());
        QVERIFY2(tooLong.error().message.find("a chain of more than 1023 operators") != std::string::npos,
                 tooLong.error().message.c_str());
    }

    void farTimesAreTimes()
    {
        // What promtool 2.42 takes and what it refuses.
        for (const char* text : {"a @ 9.2e15", "a @ -9.2e15", "a @ 9.3e15", "a @ 9.2e18", "a @ -9.2e18",
                                 "rate(a[5m] @ 9.2e18 offset -100y)", "a @ -9.2e18 offset 100y", "a[5m:1m] @ 9.2e15"}) {
            QVERIFY2(promql::parse(text).ok(), text);
        }
        for (const char* text : {"a @ 9.3e18", "a @ -9.3e18", "a @ Inf", "a @ NaN"}) {
            QVERIFY2(!promql::parse(text).ok(), text);
        }
        QCOMPARE(promql::print(**promql::parse("a @ 9.2e15")), std::string("a @ 9200000000000000.000"));
        QCOMPARE(elements("a @ 9.2e15"), std::size_t{0});
        QCOMPARE(elements("a @ -9.2e18 offset 100y"), std::size_t{0});
        QCOMPARE(elements("rate(a[5m] @ 9.2e18 offset -100y)"), std::size_t{0});
        QCOMPARE(elements("sum_over_time(a[5m:1m] @ 9.2e15)"), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(TestLongChains)

} // namespace tst_longchains

#include "tst_longchains.moc"
