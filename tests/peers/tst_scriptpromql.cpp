#include "models/promql/items.h"
#include "models/testfiles/scriptreader.h"
#include "tests/peers/promtoolanswers.h"
#include "tests/support/processes.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace tst_scriptpromql {

using namespace checkwatch;
using testfiles::ScriptCommand;

namespace {

/// Both Prometheus' windows and its questions for promtool lie on this grid.
bool onGrid(const ScriptCommand& load)
{
    return load.duration == peers::questionStep;
}

/// What a script asks, one set for each stretch between two `clear`; every load comes before every question there.
std::vector<peers::Questions> questionsOf(const testfiles::Script& script)
{
    std::vector<peers::Questions> out(1);
    for (const ScriptCommand& command : script.commands) {
        if (command.kind == ScriptCommand::Kind::Clear) {
            out.emplace_back();
        } else if (command.kind == ScriptCommand::Kind::Load) {
            for (const testfiles::SeriesLine& series : command.series) {
                out.back().series.push_back(peers::notation(series));
            }
        } else {
            out.back().questions.push_back({promql::print(*command.expr), command.duration, false, {}});
        }
    }
    return out;
}

} // namespace

/// Our own scripts in the language of Prometheus 2, put to the installed promtool: what they expect is what it says. That we
/// say it too is tests/promql's business.
class TestScriptPromql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expectationsArePromtools_data();
    void expectationsArePromtools();

private:
    static void compare(const ScriptCommand& command, const peers::Answer& theirs);
};

void TestScriptPromql::expectationsArePromtools_data()
{
    QTest::addColumn<std::size_t>("cases");
    QTest::newRow("at_modifier") << std::size_t{45};
    QTest::newRow("collisions") << std::size_t{35};
    QTest::newRow("histograms") << std::size_t{40};
    QTest::newRow("matching") << std::size_t{85};
    QTest::newRow("subqueries") << std::size_t{60};
    QTest::newRow("trigonometry") << std::size_t{35};
    QTest::newRow("windows") << std::size_t{80};
}

void TestScriptPromql::compare(const ScriptCommand& command, const peers::Answer& theirs)
{
    QCOMPARE(!theirs.error.empty(), command.kind == ScriptCommand::Kind::EvalFail);
    peers::Answer expected;
    if (command.number) {
        expected.values["{}"] = *command.number;
    }
    for (const testfiles::SeriesLine& line : command.series) {
        expected.values[promql::textOf(line.labels)] = line.values.at(0);
    }
    const peers::Question question{command.text, command.duration, false, {}};
    QVERIFY2(!theirs.error.empty() || peers::sameAnswer(expected, theirs, false),
             peers::difference(question, theirs, expected).c_str());
}

void TestScriptPromql::expectationsArePromtools()
{
    QFETCH(std::size_t, cases);
    CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
    QFile file(qEnvironmentVariable("CHECKWATCH_SOURCE", ".") + "/tests/promql/scripts/" + QTest::currentDataTag()
               + ".test");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const testfiles::Script script
        = testfiles::readScript(file.readAll().toStdString(), {.compat = promql::Compat::Prometheus2});
    QVERIFY(script.errors.empty());
    std::vector<const ScriptCommand*> asked;
    for (const ScriptCommand& command : script.commands) {
        QVERIFY(command.kind != ScriptCommand::Kind::Load || onGrid(command));
        if (command.evaluates()) {
            asked.push_back(&command);
        }
    }
    QVERIFY2(asked.size() >= cases, std::to_string(asked.size()).c_str());
    std::string said;
    const std::vector<peers::Answer> answers = peers::promtoolAnswers(questionsOf(script), &said);
    QVERIFY2(answers.size() == asked.size(), said.substr(0, 400).c_str());
    for (std::size_t i = 0; i < asked.size(); ++i) {
        compare(*asked[i], answers[i]);
    }
}

QTEST_GUILESS_MAIN(TestScriptPromql)

} // namespace tst_scriptpromql

#include "tst_scriptpromql.moc"
