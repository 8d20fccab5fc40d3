#include "models/promql/engine.h"
#include "models/promql/explanation.h"
#include "models/testfiles/seriesnotation.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

namespace tst_explanation {

using namespace checkwatch;
using promql::Derivation;
using promql::Missing;

namespace {

/// Series lines, one a line, at a sample every 15 s.
support::VectorQuerier dataOf(const char* lines)
{
    support::VectorQuerier data;
    for (const QString& line : QString(lines).split('\n', Qt::SkipEmptyParts)) {
        const auto series = testfiles::parseSeriesLine(line.trimmed().toStdString());
        data.add(series->labels, series->samples(std::chrono::seconds(15)));
    }
    return data;
}

promql::Explanation explain(const tsdb::Querier& data, const std::string& text, int seconds,
                            const std::optional<metrics::Labels>& focus = std::nullopt,
                            promql::Compat compat = promql::Compat::Prometheus2)
{
    promql::EngineOptions options;
    options.compat = compat;
    options.explainTimeout = std::chrono::minutes(1);
    promql::Engine engine(options);
    auto why = engine.explain(data, *promql::parse(text), base::Timestamp{std::chrono::seconds(seconds)}, focus);
    if (why.ok()) {
        return *why;
    }
    qWarning("%s", why.error().message.c_str());
    return {};
}

template <typename T>
const T& detail(const Derivation& step)
{
    return std::get<T>(step.detail);
}

const char* const fleet = R"(
fails{proxy="app",server="a"} 0 15 30 45 60 75 90 105 120
fails{proxy="app",server="b"} 0x8
fails{proxy="db",server="c"} 5 5 5 stale
up{instance="one"} 1x8
up{instance="two"} 0x8
limit{proxy="app"} 7x8
limit{proxy="web"} 9x8
)";

} // namespace

/// What an explanation says, on data small enough to work it out by hand.
class TestExplanation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void extrapolationIsTheFormulas_data();
    void extrapolationIsTheFormulas();
    void resetsAreTold();
    void windowAndItsEdge();
    void comparisonThatIsFalse();
    void whyNotInTheSelector();
    void tooFewSamples();
    void noPartner();
    void unlessAndOr();
    void aggregation();
    void ranking();
    void absence();
    void timesAreResolved();
    void subqueryShowsItsNewestStep();
    void placesAreThoseOfTheText();
    void staysBounded();
    void saysWhereTimeIsShort();
};

void TestExplanation::extrapolationIsTheFormulas_data()
{
    QTest::addColumn<QString>("values");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QList<double>>("expected"); // difference, toStart, toEnd, extent, value
    QTest::addColumn<QString>("flags");
    const QString straight = "c 0 15 30 45 60 75 90 105 120 135 150";
    QTest::newRow("both edges near") << straight << "rate(c[1m])" << 127
                                     << QList<double>{45, 8, 7, 60, 0.9999999999999999} << "";
    QTest::newRow("on the edges") << straight << "increase(c[1m])" << 120 << QList<double>{60, 0, 0, 60, 60} << "";
    QTest::newRow("begins at zero") << "c _ _ _ _ 5 20 35 50 65"
                                    << "increase(c[1m])" << 105 << QList<double>{45, 5, 0, 50, 50} << "zero";
    QTest::newRow("start under 1.1 averages")
        << "c _ _ _ _ _ _ 100 115 130"
        << "increase(c[46499ms])" << 120 << QList<double>{30, 16.499, 0, 46.498999999999995, 46.498999999999995} << "";
    QTest::newRow("start over it") << "c _ _ _ _ _ _ 100 115 130"
                                   << "increase(c[46500ms])" << 120 << QList<double>{30, 16.5, 0, 37.5, 37.5}
                                   << "start";
    QTest::newRow("a gauge is not clamped") << "c 10 8 6 4 2 1 0"
                                            << "delta(c[90s])" << 90 << QList<double>{-10, 0, 0, 90, -10} << "";
}

void TestExplanation::extrapolationIsTheFormulas()
{
    QFETCH(QString, values);
    QFETCH(QString, text);
    QFETCH(int, seconds);
    QFETCH(QList<double>, expected);
    QFETCH(QString, flags);
    const auto why = explain(dataOf(qPrintable(values)), text.toStdString(), seconds);
    QVERIFY(why.root.present);
    const auto& e = *detail<promql::CallStep>(why.root).notes.extrapolation;
    QCOMPARE((QList<double>{e.difference, e.toStart, e.toEnd, e.extent, why.root.value}), expected);
    QCOMPARE(QString(e.fromZero ? "zero" : "") + (e.startFar ? "start" : "") + (e.endFar ? "end" : ""), flags);
}

void TestExplanation::resetsAreTold()
{
    const auto why = explain(dataOf("c 100 110 120 3 13 1 11"), "increase(c[90s])", 90);
    const auto& notes = detail<promql::CallStep>(why.root).notes;
    QCOMPARE(notes.resetCount, std::size_t{2});
    QCOMPARE(notes.lost, 133.0);
    QCOMPARE(base::unixMs(notes.resets[0].time), 45'000);
    QCOMPARE(notes.resets[0].before, 120.0);
    QCOMPARE(notes.resets[0].after, 3.0);
    QCOMPARE(base::unixMs(notes.resets[1].time), 75'000);
}

void TestExplanation::windowAndItsEdge()
{
    const auto data = dataOf(fleet);
    for (const auto compat : {promql::Compat::Prometheus2, promql::Compat::Prometheus3}) {
        const auto why = explain(data, "increase(fails{server=\"a\"}[1m])", 120, std::nullopt, compat);
        const auto& window = detail<promql::WindowStep>(why.root.operands.front());
        const bool open = compat == promql::Compat::Prometheus3;
        QCOMPARE(window.leftOpen, open);
        QCOMPARE(window.count, std::size_t{open ? 4U : 5U});
        QCOMPARE(window.samples.size(), window.count);
        QCOMPARE(base::unixMs(window.first->time), open ? 75'000 : 60'000);
        QCOMPARE(window.first->value, open ? 75.0 : 60.0);
        QCOMPARE(window.selected, std::size_t{1});
        QCOMPARE(window.matchers, (std::vector<std::string>{"server=\"a\"", "__name__=\"fails\""}));
        QCOMPARE(base::unixMs(window.end), 120'000);
        QCOMPARE(window.range, base::Duration{60'000});
    }
}

void TestExplanation::comparisonThatIsFalse()
{
    const metrics::Labels server{{"proxy", "app"}, {"server", "b"}};
    const auto why = explain(dataOf(fleet), "increase(fails[1m]) > 0", 120, server);
    QVERIFY(!why.root.present);
    QCOMPARE(why.root.missing, Missing::ComparedFalse);
    QCOMPARE(why.root.labels, server);
    const auto& step = detail<promql::BinaryStep>(why.root);
    QCOMPARE(*step.left, 0.0);
    QCOMPARE(*step.right, 0.0);
    QVERIFY(!step.holds);
    QVERIFY(why.root.operands[0].present);
    QCOMPARE(why.root.operands[1].value, 0.0);
}

void TestExplanation::whyNotInTheSelector()
{
    const auto data = dataOf(fleet);
    const metrics::Labels c{{"proxy", "db"}, {"server", "c"}};
    QCOMPARE(explain(data, "fails > 0", 120, c).root.missing, Missing::InOperand);
    const auto stale = explain(data, "fails", 120, c);
    QCOMPARE(stale.root.missing, Missing::Stale);
    QCOMPARE(base::unixMs(detail<promql::SelectorStep>(stale.root).newest->time), 45'000);
    QCOMPARE(explain(data, "fails", 1000, c).root.missing, Missing::NoSample);
    QCOMPARE(explain(data, "nosuch", 120, c).root.missing, Missing::NoSeries);
    QCOMPARE(explain(data, "fails{server=\"a\"}", 120, c).root.missing, Missing::OtherSeries);
    const auto there = explain(data, "fails", 50, metrics::Labels{{"proxy", "app"}, {"server", "a"}});
    QVERIFY(there.root.present);
    const auto& selector = detail<promql::SelectorStep>(there.root);
    QCOMPARE(selector.selected, std::size_t{3});
    QCOMPARE(selector.to - selector.newest->time, base::Duration{5000});
    QCOMPARE(base::unixMs(selector.from), 50'000 - 300'000);
}

void TestExplanation::tooFewSamples()
{
    const auto why
        = explain(dataOf(fleet), "increase(fails[10s]) > 0", 125, metrics::Labels{{"proxy", "app"}, {"server", "a"}});
    QCOMPARE(why.root.missing, Missing::InOperand);
    const Derivation& call = why.root.operands.front();
    QCOMPARE(call.missing, Missing::TooFewSamples);
    QCOMPARE(detail<promql::WindowStep>(call.operands.front()).count, std::size_t{1});
}

void TestExplanation::noPartner()
{
    const auto why = explain(dataOf(fleet), "limit / on (proxy) group_right () fails", 30,
                             metrics::Labels{{"proxy", "db"}, {"server", "c"}});
    QCOMPARE(why.root.missing, Missing::NoPartner);
    const auto& step = detail<promql::BinaryStep>(why.root);
    QCOMPARE(step.key, (metrics::Labels{{"proxy", "db"}}));
    QCOMPARE(step.others, std::size_t{2});
    QCOMPARE(step.differences.size(), std::size_t{1});
    QCOMPARE(step.differences[0].name, std::string("proxy"));
    QCOMPARE(step.differences[0].ours, std::string("db"));
    QCOMPARE(step.differences[0].theirs, std::string("app"));
    const auto empty = explain(dataOf(fleet), "fails + nosuch", 30);
    QCOMPARE(empty.root.missing, Missing::EmptySide);
    QCOMPARE(empty.root.operands[1].missing, Missing::NoSeries);
}

void TestExplanation::unlessAndOr()
{
    const auto data = dataOf(fleet);
    const metrics::Labels a{{"__name__", "fails"}, {"proxy", "app"}, {"server", "a"}};
    const auto unless = explain(data, "fails unless on (proxy) limit", 30, a);
    QCOMPARE(unless.root.missing, Missing::HasPartner);
    QCOMPARE(unless.root.operands[1].labels.get("proxy"), std::string_view("app"));
    const auto kept = explain(data, "fails unless on (proxy) limit", 30, metrics::Labels{{"server", "c"}});
    QVERIFY(kept.root.present);
    QCOMPARE(kept.root.operands[1].missing, Missing::OtherSeries);
    QCOMPARE(explain(data, "fails and on (proxy) limit{proxy=\"web\"}", 30, a).root.missing, Missing::NoPartner);
    const auto either = explain(data, "limit or on (proxy) fails", 30, a);
    QCOMPARE(either.root.missing, Missing::HasPartner);
    QVERIFY(explain(data, "limit or on (proxy) fails", 30, metrics::Labels{{"server", "c"}}).root.present);
}

void TestExplanation::aggregation()
{
    const auto why = explain(dataOf(fleet), "sum by (proxy) (rate(fails[1m]))", 120, metrics::Labels{{"proxy", "app"}});
    QVERIFY(why.root.present);
    const auto& step = detail<promql::AggregateStep>(why.root);
    QCOMPARE(step.operation, std::string("sum"));
    QCOMPARE(step.members, std::size_t{2});
    QCOMPARE(step.groups, std::size_t{1});
    QCOMPARE(step.shown[0].labels.get("server"), std::string_view("a")); // the one that tells most
    QCOMPARE(step.shown[0].value + step.shown[1].value, why.root.value);
    // A server asks about the sum it goes into.
    const auto server = explain(dataOf(fleet), "sum by (proxy) (rate(fails[1m]))", 120,
                                metrics::Labels{{"proxy", "app"}, {"server", "b"}});
    QCOMPARE(server.root.value, why.root.value);
    const auto none = explain(dataOf(fleet), "sum by (proxy) (rate(fails[1m]))", 120, metrics::Labels{{"proxy", "x"}});
    QCOMPARE(none.root.missing, Missing::InOperand);
}

void TestExplanation::ranking()
{
    const auto data = dataOf("m{s=\"a\"} 1\nm{s=\"b\"} 5\nm{s=\"c\"} 3\nm{s=\"d\"} 4");
    const auto second = explain(data, "topk(2, m)", 0, metrics::Labels{{"s", "d"}});
    QVERIFY(second.root.present);
    QCOMPARE(detail<promql::AggregateStep>(second.root).rank, std::size_t{2});
    const auto last = explain(data, "topk(2, m)", 0, metrics::Labels{{"s", "a"}});
    QCOMPARE(last.root.missing, Missing::OutRanked);
    QCOMPARE(detail<promql::AggregateStep>(last.root).rank, std::size_t{4});
    QCOMPARE(detail<promql::AggregateStep>(last.root).members, std::size_t{4});
    QCOMPARE(*detail<promql::AggregateStep>(last.root).parameter, 2.0);
    QCOMPARE(explain(data, "topk(0, m)", 0).root.missing, Missing::Refused);
}

void TestExplanation::absence()
{
    const auto gone = explain(dataOf(fleet), "absent(nosuch{job=\"x\"})", 30);
    QVERIFY(gone.root.present);
    QCOMPARE(gone.root.operands.front().missing, Missing::NoSeries);
    const auto there = explain(dataOf(fleet), "absent(up)", 30);
    QCOMPARE(there.root.missing, Missing::IsPresent);
    QCOMPARE(there.root.operands.front().count, std::size_t{2});
}

void TestExplanation::timesAreResolved()
{
    const auto why = explain(dataOf(fleet), "rate(fails[30s] @ 90 offset 15s)", 120);
    const auto& window = detail<promql::WindowStep>(why.root.operands.front());
    QCOMPARE(base::unixMs(window.end), 75'000);
    QCOMPARE(base::unixMs(why.root.operands.front().time), 120'000);
    QCOMPARE(base::unixMs(detail<promql::SelectorStep>(explain(dataOf(fleet), "up offset 1m", 120).root).to), 60'000);
}

void TestExplanation::subqueryShowsItsNewestStep()
{
    const auto why = explain(dataOf(fleet), "max_over_time(rate(fails[30s])[1m:20s])", 110,
                             metrics::Labels{{"proxy", "app"}, {"server", "a"}});
    const Derivation& window = why.root.operands.front();
    QCOMPARE(detail<promql::WindowStep>(window).count, std::size_t{3}); // 60, 80, 100
    QCOMPARE(base::unixMs(detail<promql::WindowStep>(window).samples.back().time), 100'000);
    QCOMPARE(base::unixMs(window.operands.front().time), 100'000);
    QCOMPARE(window.operands.front().value, window.value);
}

void TestExplanation::placesAreThoseOfTheText()
{
    const auto why = explain(dataOf(fleet), "(sum( rate(fails[1m]) ) ) * 2>0", 120);
    const auto told = [&](const Derivation& step) {
        return why.text.substr(step.printed.begin, step.printed.end - step.printed.begin);
    };
    QCOMPARE(why.text, std::string("(sum(rate(fails[1m]))) * 2 > 0"));
    QCOMPARE(told(why.root), why.text);
    const Derivation& product = why.root.operands[0];
    QCOMPARE(told(product), std::string("(sum(rate(fails[1m]))) * 2"));
    QCOMPARE(told(product.operands[0]), std::string("sum(rate(fails[1m]))"));
    QCOMPARE(told(product.operands[0].operands[0].operands[0]), std::string("fails[1m]"));
    QCOMPARE(told(product.operands[1]), std::string("2"));
    QCOMPARE(product.operands[1].source.begin, std::size_t{28});
}

void TestExplanation::staysBounded()
{
    std::string text = "up";
    for (int i = 0; i < 10; ++i) {
        text = "(" + text + ") + (" + text + ")";
    }
    const auto why = explain(dataOf(fleet), text, 30);
    QVERIFY(why.root.present);
    QVERIFY(why.text.size() <= promql::Explanation::maxText);
    std::size_t steps = 0;
    std::size_t leftOut = 0;
    const auto count = [&](const auto& self, const Derivation& step) -> void {
        ++steps;
        leftOut += step.leftOut;
        for (const Derivation& operand : step.operands) {
            self(self, operand);
        }
    };
    count(count, why.root);
    QCOMPARE(steps, promql::Explanation::maxSteps);
    QVERIFY(leftOut > 0);
    support::VectorQuerier many;
    std::vector<metrics::Sample> samples;
    for (int i = 0; i < 3000; ++i) {
        samples.push_back({base::fromUnixMs(i * 100), double(i % 2)});
    }
    for (int i = 0; i < 80; ++i) {
        many.add({{"__name__", "m"}, {"i", std::to_string(i)}}, samples);
    }
    const auto wide = explain(many, "sum(increase(m[5m]))", 300);
    const auto& step = detail<promql::AggregateStep>(wide.root);
    QCOMPARE(step.members, std::size_t{80});
    QCOMPARE(step.shown.size(), promql::Explanation::maxMembers);
    const Derivation& call = wide.root.operands.front();
    QCOMPARE(detail<promql::WindowStep>(call.operands.front()).samples.size(), promql::Explanation::maxSamples);
    QCOMPARE(detail<promql::WindowStep>(call.operands.front()).samples.back().value, samples.back().value);
    QCOMPARE(detail<promql::CallStep>(call).notes.resets.size(), promql::WindowNotes::keptResets);
    QCOMPARE(detail<promql::CallStep>(call).notes.resetCount, std::size_t{1499});
}

void TestExplanation::saysWhereTimeIsShort()
{
    promql::EngineOptions options;
    options.explainTimeout = base::Duration{0};
    promql::Engine engine(options);
    const auto why = engine.explain(dataOf(fleet), *promql::parse("sum(rate(fails[1m]))"), base::fromUnixMs(60'000));
    QVERIFY(!why.ok());
    QCOMPARE(why.error().code, base::ErrorCode::Timeout);
}

QTEST_GUILESS_MAIN(TestExplanation)

} // namespace tst_explanation

#include "tst_explanation.moc"
