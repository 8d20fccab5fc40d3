#include "models/base/duration.h"

#include "tests/peers/atdefects.h"
#include "tests/peers/promtoolanswers.h"
#include "tests/peers/randompromql.h"
#include "tests/support/processes.h"

#include <QTest>

#include <random>

namespace tst_randompromql {

using namespace checkwatch;

namespace {

constexpr int groups = 8;
constexpr int expressionsInGroup = 625;
constexpr int filesByDefault = 8; ///< 40,000 cases

} // namespace

/// The evaluator against the installed Prometheus over random data. CHECKWATCH_SEED repeats a run,
/// CHECKWATCH_RANDOM_FILES makes it longer (5,000 cases each).
class TestRandomPromql : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void answersAreThoseOfPromtool();
    /// Over samples at whole milliseconds a window (T − d, T] of Prometheus 3 is [T − (d − 1 ms), T] of Prometheus 2.
    void openWindowsAreClosedOnesLessAMillisecond();

private:
    static std::vector<peers::Questions> makeGroups(peers::Generator& generator, bool windows);
    void run(int files, bool windows, promql::Compat compat);
    void compare(const peers::Questions& set, std::vector<peers::Answer>::const_iterator theirs, promql::Compat compat);

    int m_cases = 0;
    int m_errors = 0;  ///< of them: where both say error
    int m_empty = 0;   ///< of them: where both say nothing
    int m_leftOut = 0; ///< where promtool is known to be wrong
    std::vector<std::string> m_differences;
};

std::vector<peers::Questions> TestRandomPromql::makeGroups(peers::Generator& generator, bool windows)
{
    std::vector<peers::Questions> out(groups);
    for (peers::Questions& group : out) {
        group.series = generator.series();
        for (int i = 0; i < expressionsInGroup; ++i) {
            // Half of the times lie on the samples' grid: windows have their edges there.
            const std::int64_t ms = generator.pick(2) == 0 ? 15'000LL * generator.pick(70) : generator.pick(1'000'000);
            const peers::RandomExpression expression = windows ? peers::RandomExpression{} : generator.expression();
            peers::Question one{expression.text, base::Duration{ms}, expression.exact, {}};
            if (windows) {
                const base::Duration range{generator.pick(2) == 0 ? 15'000LL * (1 + generator.pick(20))
                                                                  : 2 + generator.pick(400'000)};
                const peers::WindowForm form = generator.windowForm();
                one.text = form.before + base::formatDuration(range) + form.after;
                one.theirs = form.before + base::formatDuration(range - base::Duration{1}) + form.after;
            }
            group.questions.push_back(std::move(one));
        }
    }
    return out;
}

void TestRandomPromql::compare(const peers::Questions& set, std::vector<peers::Answer>::const_iterator theirs,
                               promql::Compat compat)
{
    const std::vector<peers::Answer> answers = peers::ourAnswers(set, compat);
    for (std::size_t i = 0; i < answers.size(); ++i, ++theirs) {
        const peers::Question& one = set.questions[i];
        const auto expr = promql::parse(one.text);
        if (expr && peers::mistakesAt(**expr, base::Timestamp{one.time})) {
            ++m_leftOut;
            continue;
        }
        ++m_cases;
        m_errors += answers[i].error.empty() ? 0 : 1;
        m_empty += answers[i].empty() ? 1 : 0;
        if (!peers::sameAnswer(answers[i], *theirs, one.exact)) {
            m_differences.push_back(peers::difference(one, *theirs, answers[i]));
        }
    }
}

void TestRandomPromql::init()
{
    m_cases = m_errors = m_empty = m_leftOut = 0;
    m_differences.clear();
}

void TestRandomPromql::run(int files, bool windows, promql::Compat compat)
{
    CHECKWATCH_NEEDS(!support::findProgram("promtool").isEmpty(), "promtool");
    bool given = false;
    quint64 seed = qEnvironmentVariable("CHECKWATCH_SEED").toULongLong(&given);
    seed = given ? seed : std::random_device()();
    qInfo("seed: CHECKWATCH_SEED=%llu", seed);
    peers::Generator generator(seed);
    for (int i = 0; i < files; ++i) {
        const std::vector<peers::Questions> all = makeGroups(generator, windows);
        const std::vector<peers::Answer> theirs = peers::promtoolAnswers(all);
        QCOMPARE(int(theirs.size()), groups * expressionsInGroup);
        auto next = theirs.begin();
        for (const peers::Questions& group : all) {
            compare(group, next, compat);
            next += expressionsInGroup;
        }
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(m_differences.size(), 10); ++i) {
        qWarning("%s", m_differences[i].c_str());
    }
    qInfo("%d cases and %d left out: %d errors, %d without elements, %zu differences", m_cases, m_leftOut, m_errors,
          m_empty, m_differences.size());
    QVERIFY(m_errors + m_empty < m_cases / 2);
    QVERIFY(m_leftOut < m_cases / 100);
    QCOMPARE(m_differences.size(), std::size_t{0});
}

void TestRandomPromql::answersAreThoseOfPromtool()
{
    run(qEnvironmentVariable("CHECKWATCH_RANDOM_FILES", QString::number(filesByDefault)).toInt(), false,
        promql::Compat::Prometheus2);
}

void TestRandomPromql::openWindowsAreClosedOnesLessAMillisecond()
{
    run(2, true, promql::Compat::Prometheus3);
}

QTEST_GUILESS_MAIN(TestRandomPromql)

} // namespace tst_randompromql

#include "tst_randompromql.moc"
