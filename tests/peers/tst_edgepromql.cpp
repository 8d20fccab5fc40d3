#include "models/base/duration.h"
#include "models/promql/functions.h"

#include "tests/peers/edgequestions.h"
#include "tests/support/processes.h"

#include <QTest>

namespace tst_edgepromql {

using namespace checkwatch;

/// The evaluator against the installed Prometheus where numbers, samples and labels are at their oddest.
class TestEdgePromql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAreThoseOfPromtool_data();
    void answersAreThoseOfPromtool();
    void everyFunctionIsAsked();
};

using Make = peers::Questions (*)();

void TestEdgePromql::answersAreThoseOfPromtool_data()
{
    QTest::addColumn<Make>("make");
    QTest::addColumn<std::size_t>("atLeast");
    QTest::newRow("functions") << &peers::questionsOfFunctions << std::size_t{7000};
    QTest::newRow("aggregations") << &peers::questionsOfAggregations << std::size_t{150};
    QTest::newRow("operators") << &peers::questionsOfOperators << std::size_t{2000};
    QTest::newRow("histograms") << &peers::questionsOfHistograms << std::size_t{80};
    QTest::newRow("labels") << &peers::questionsOfLabels << std::size_t{2000};
    QTest::newRow("lines") << &peers::questionsOfLines << std::size_t{100};
    QTest::newRow("steps") << &peers::questionsOfSteps << std::size_t{2000};
}

void TestEdgePromql::answersAreThoseOfPromtool()
{
    QFETCH(Make, make);
    QFETCH(std::size_t, atLeast);
    CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
    const peers::Questions set = make();
    QVERIFY2(set.questions.size() >= atLeast, std::to_string(set.questions.size()).c_str());
    std::string said;
    const std::vector<peers::Answer> theirs = peers::promtoolAnswers({set}, &said);
    QVERIFY2(theirs.size() == set.questions.size(), said.substr(0, 400).c_str());
    const std::vector<peers::Answer> ours = peers::ourAnswers(set, promql::Compat::Prometheus2);
    std::size_t different = 0;
    std::size_t told = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        told += theirs[i].values.empty() ? 0 : 1;
        if (!peers::sameAnswer(ours[i], theirs[i], set.questions[i].exact) && ++different <= 20) {
            qWarning("%s", peers::difference(set.questions[i], theirs[i], ours[i]).c_str());
        }
    }
    QCOMPARE(different, std::size_t{0});
    QVERIFY2(told > theirs.size() / 5, std::to_string(told).c_str());
}

/// By name, but for those of texts, which `labels` asks.
void TestEdgePromql::everyFunctionIsAsked()
{
    const peers::Questions functions = peers::questionsOfFunctions();
    for (const promql::Function& function : promql::allFunctions()) {
        const std::string call = std::string(function.name) + '(';
        const bool asked
            = std::any_of(functions.questions.begin(), functions.questions.end(),
                          [&](const peers::Question& question) { return question.text.starts_with(call); });
        QVERIFY2(asked || function.experimental || function.name == "label_replace" || function.name == "label_join",
                 call.c_str());
    }
}

QTEST_GUILESS_MAIN(TestEdgePromql)

} // namespace tst_edgepromql

#include "tst_edgepromql.moc"
