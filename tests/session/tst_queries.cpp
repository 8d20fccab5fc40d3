#include "models/session/engine.h"
#include "models/session/queryrunner.h"
#include "tests/session/enginerig.h"

#include <QElapsedTimer>
#include <QTest>

namespace tst_queries {

using namespace checkwatch;
using session::CompletionRequest;
using session::QueryAnswerPtr;
using session::QueryLimits;
using session::QueryRequest;
using session::QueryRunner;
using What = CompletionRequest::What;

namespace {

constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'000);

/// `count` series x{server="s<i>"} with `times` samples, 5 s apart, up to `start`.
void fill(tsdb::MemoryStore& store, int count, int times)
{
    metrics::ScrapeBatch batch;
    for (int i = 0; i < count; ++i) {
        batch.added.push_back(
            metrics::Labels{{"__name__", "x"}, {"code", std::to_string(i % 5)}, {"server", "s" + std::to_string(i)}});
        batch.column.push_back(i);
    }
    const tsdb::GroupId group = store.addGroup();
    for (int time = times - 1; time >= 0; --time) {
        batch.time = start - base::Duration{5000} * time;
        store.append(group, batch);
        batch.firstAdded = static_cast<std::uint32_t>(count);
        batch.added.clear();
        for (double& value : batch.column) {
            value += 1;
        }
    }
}

QueryRequest moment(const std::string& text, std::uint64_t number = 1)
{
    return {number, 0, text, {}, start, base::Duration{0}};
}

QueryRequest stretch(const std::string& text, base::Duration length, base::Duration step)
{
    return {1, 0, text, start - length, start, step};
}

/// Works until nothing is left.
std::vector<QueryAnswerPtr> answersOf(QueryRunner& runner)
{
    std::vector<QueryAnswerPtr> answers;
    while (!runner.idle()) {
        runner.work(std::chrono::milliseconds{10},
                    [&](QueryAnswerPtr answer) { answers.push_back(std::move(answer)); });
    }
    return answers;
}

QueryAnswerPtr answerOf(QueryRunner& runner, QueryRequest request)
{
    runner.add(std::move(request), {});
    const auto answers = answersOf(runner);
    return answers.size() == 1 ? answers.front() : nullptr;
}

} // namespace

/// What people ask of an engine: answers, limits, cancelling, completion.
class TestQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfValueIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("series");
        QTest::newRow("vector") << QByteArray("x > 13") << 1 << 6;
        QTest::newRow("nothing") << QByteArray("x > 1000") << 1 << 0;
        QTest::newRow("scalar") << QByteArray("1 + 1") << 0 << 1;
        QTest::newRow("string") << QByteArray("\"a\"") << 3 << 1;
        QTest::newRow("range vector") << QByteArray("x[20s]") << 2 << 10;
    }
    void everyKindOfValueIsAnswered()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, kind);
        QFETCH(int, series);
        tsdb::MemoryStore store;
        fill(store, 10, 11);
        QueryRunner runner(store, {});
        const QueryAnswerPtr answer = answerOf(runner, moment(text.toStdString(), 42));
        QVERIFY(answer && !answer->error);
        QCOMPARE(static_cast<int>(answer->value.index()), kind);
        QCOMPARE(answer->series, static_cast<std::size_t>(series));
        QCOMPARE(answer->asked.number, std::uint64_t{42});
        QCOMPARE(answer->asked.text, text.toStdString());
        QCOMPARE(answer->samples > 0, kind != 3);
    }
    void errorsSayWhere()
    {
        tsdb::MemoryStore store;
        QueryRunner runner(store, {});
        const QueryAnswerPtr answer = answerOf(runner, moment("x +\n  )"));
        QVERIFY(answer && answer->error);
        QCOMPARE(answer->error->line, std::int64_t{2});
        QCOMPARE(answer->error->column, std::int64_t{4});
        QVERIFY(answerOf(runner, moment("x"))->error == std::nullopt);
        QVERIFY(answerOf(runner, stretch("x[1m]", base::Duration{60'000}, base::Duration{5000}))
                    ->error->message.find("put a function around it")
                != std::string::npos);
        const QueryAnswerPtr much = answerOf(runner, moment(std::string(10'000'000, '(')));
        QVERIFY(much->error->message.find("too long") != std::string::npos);
        fill(store, 2, 2);
        QVERIFY(answerOf(runner, moment("x + on () x"))->error->message.find("many-to-many") != std::string::npos);
    }
    /// Sliced or not, a range query says what the engine says.
    void aChartIsTheSameInPieces()
    {
        tsdb::MemoryStore store;
        fill(store, 10, 400);
        QueryRunner runner(store, {});
        const QueryRequest request
            = stretch("sum by (code) (rate(x[1m]))", base::Duration{1'800'000}, base::Duration{7000});
        runner.add(request, {});
        QueryAnswerPtr answer;
        int pieces = 0;
        for (; !runner.idle(); ++pieces) { // no time at all: a few moments a piece, more as they turn out to be quick
            runner.work(std::chrono::nanoseconds{0}, [&](QueryAnswerPtr a) { answer = std::move(a); });
        }
        QVERIFY2(pieces > 3 && pieces < 1'800'000 / 7000, std::to_string(pieces).c_str());
        QVERIFY(answer && !answer->error);
        promql::Engine engine;
        const auto whole = engine.range(store, *promql::parse(request.text), request.from, request.to, request.step);
        const auto& matrix = std::get<promql::Matrix>(answer->value);
        QCOMPARE(matrix.series.size(), std::size_t{5});
        for (std::size_t i = 0; i < matrix.series.size(); ++i) {
            QVERIFY(matrix.series[i].labels == whole->series[i].labels);
            QCOMPARE(matrix.series[i].samples.size(), whole->series[i].samples.size());
            for (std::size_t s = 0; s < matrix.series[i].samples.size(); ++s) {
                QVERIFY(metrics::sameBits(matrix.series[i].samples[s].value, whole->series[i].samples[s].value));
            }
        }
    }
    void answersAreCutAndSayHowMuchIsLeft()
    {
        tsdb::MemoryStore store;
        fill(store, 100, 30);
        QueryLimits limits;
        limits.momentSeries = 30;
        limits.rangeSeries = 7;
        QueryRunner runner(store, {}, limits);
        const QueryAnswerPtr now = answerOf(runner, moment("x"));
        QCOMPARE(now->series, std::size_t{100});
        QCOMPARE(std::get<promql::Vector>(now->value).elements.size(), std::size_t{30});
        const QueryAnswerPtr window = answerOf(runner, moment("x[1m]"));
        QCOMPARE(window->series, std::size_t{100});
        QCOMPARE(std::get<promql::Matrix>(window->value).series.size(), std::size_t{30});
        const QueryAnswerPtr chart = answerOf(runner, stretch("x", base::Duration{60'000}, base::Duration{10'000}));
        QCOMPARE(chart->series, std::size_t{100});
        QCOMPARE(std::get<promql::Matrix>(chart->value).series.size(), std::size_t{7});
    }
    void whatIsCanceledHasNoAnswer()
    {
        tsdb::MemoryStore store;
        fill(store, 10, 400);
        QueryRunner runner(store, {});
        const base::CancelToken first;
        runner.add(stretch("x", base::Duration{1'000'000}, base::Duration{1000}), first);
        runner.add(moment("x", 2), {});
        std::vector<QueryAnswerPtr> answers;
        const auto keep = [&](QueryAnswerPtr answer) { answers.push_back(std::move(answer)); };
        runner.work(std::chrono::nanoseconds{0}, keep);
        first.cancel();
        runner.work(std::chrono::seconds{1}, keep);
        QVERIFY(runner.idle());
        QCOMPARE(answers.size(), std::size_t{1});
        QCOMPARE(answers.front()->asked.number, std::uint64_t{2});
    }
    void tooMuchIsRefusedAndSaysWhatToDo()
    {
        tsdb::MemoryStore store;
        fill(store, 200, 100);
        QueryLimits samples;
        samples.samples = 5000;
        QueryRunner few(store, {}, samples);
        const QueryAnswerPtr answer = answerOf(few, moment("rate(x[5m])"));
        QVERIFY(answer->error && answer->error->code == base::ErrorCode::Limit);
        QVERIFY2(answer->error->message.find("name a metric and labels") != std::string::npos,
                 answer->error->message.c_str());
        QueryLimits time;
        time.moment = base::Duration{0};
        QueryRunner hasty(store, {}, time);
        QCOMPARE(answerOf(hasty, moment("x"))->error->code, base::ErrorCode::Timeout);
        QueryLimits total;
        total.total = base::Duration{0};
        QueryRunner tired(store, {}, total);
        QCOMPARE(answerOf(tired, stretch("x", base::Duration{60'000}, base::Duration{1000}))->error->code,
                 base::ErrorCode::Timeout);
    }
    /// A million series asked for at once: an answer or a refusal, either way soon.
    void everythingOfAMillionSeriesHoldsNobodyUp()
    {
        tsdb::MemoryStore store(tsdb::Retention{std::chrono::hours{2}, 4UL * 1024 * 1024 * 1024});
        fill(store, 1'000'000, 2);
        QueryRunner runner(store, {});
        for (const char* text : {"{__name__=~\".+\"}", "rate({__name__=~\".+\"}[5m])", "{server=~\".*9.*\"}",
                                 "count by (server) (x)", "x * on (server) x"}) {
            runner.add(moment(text), {});
            qint64 longest = 0;
            QueryAnswerPtr answer;
            while (!runner.idle()) {
                QElapsedTimer timer;
                timer.start();
                runner.work(std::chrono::milliseconds{10}, [&](QueryAnswerPtr a) { answer = std::move(a); });
                longest = std::max(longest, timer.nsecsElapsed());
            }
            qInfo("%s: longest piece %lld ms, %zu series, %zu samples%s%s", text,
                  static_cast<long long>(longest / 1'000'000), answer->series, answer->samples,
                  answer->error ? ", " : "", answer->error ? answer->error->message.c_str() : "");
            QVERIFY2(longest < 5'000'000'000, text); // a loaded machine; the figure is in the line above
        }
    }
    void completionKnowsTheSamples()
    {
        enginerig::Rig rig;
        rig.scrape("# HELP haproxy_server_weight Weight of a server.\n# TYPE haproxy_server_weight gauge\n"
                   + enginerig::oneServer("UP", "L7OK", 0));
        CompletionRequest request;
        request.number = 9;
        request.typed = "WEIGHT";
        const auto metric = rig.engine.complete(request);
        QCOMPARE(metric->number, std::uint64_t{9});
        QCOMPARE(metric->choices.size(), std::size_t{1});
        QCOMPARE(metric->choices[0].text, std::string("haproxy_server_weight"));
        QCOMPARE(metric->choices[0].type, metrics::MetricType::Gauge);
        QCOMPARE(metric->choices[0].help, std::string("Weight of a server."));
        request.what = What::LabelNames;
        request.matchers = {metrics::Matcher::equal("__name__", "haproxy_server_status")};
        std::vector<std::string> names;
        const auto labels = rig.engine.complete(request);
        for (const auto& choice : labels->choices) {
            names.push_back(choice.text);
        }
        QCOMPARE(names, (std::vector<std::string>{"instance", "job", "proxy", "server", "state"}));
        request.what = What::LabelValues;
        request.label = "state";
        request.typed = "";
        const auto states = rig.engine.complete(request);
        QCOMPARE(states->choices.size(), std::size_t{5});
        QCOMPARE(states->choices[0].text, std::string("DOWN"));
        QCOMPARE(states->choices[0].series, std::size_t{1});
        request.matchers.push_back(metrics::Matcher::equal("state", "UP")); // the one that is being typed
        QCOMPARE(rig.engine.complete(request)->choices.size(), std::size_t{5});
        request.matchers.push_back(metrics::Matcher::equal("server", "nobody"));
        QVERIFY(rig.engine.complete(request)->choices.empty());
        request.label = "unheard";
        QVERIFY(rig.engine.complete(request)->choices.empty());
    }
    void completionIsQuickAndBounded()
    {
        tsdb::MemoryStore store;
        fill(store, 100'000, 1);
        const metrics::Matcher metric = metrics::Matcher::equal("__name__", "x");
        const auto milliseconds = [](const auto& work) {
            std::clock_t best = std::numeric_limits<std::clock_t>::max();
            for (int i = 0; i < 5; ++i) {
                const std::clock_t begin = std::clock();
                work();
                best = std::min(best, std::clock() - begin);
            }
            return static_cast<double>(best) * 1000.0 / CLOCKS_PER_SEC;
        };
        tsdb::LabelChoices found;
        for (const char* typed : {"", "s9", "99", "nothing"}) {
            const double took = milliseconds([&] { found = store.labelChoices("server", {&metric, 1}, typed, 200); });
            qInfo("values that hold \"%s\": %zu%s, %.2f ms", typed, found.found.size(), found.more ? " and more" : "",
                  took);
            QVERIFY(found.found.size() <= 200);
            QVERIFY2(took < 25, typed);
        }
        const double names = milliseconds([&] { (void)store.labelNames({&metric, 1}); });
        qInfo("label names of a metric: %.2f ms", names);
        QVERIFY(names < 25);
    }
};

QTEST_APPLESS_MAIN(TestQueries)

} // namespace tst_queries

#include "tst_queries.moc"
