#include "tests/session/enginerig.h"
#include "tests/support/captures.h"

#include <QTest>

namespace tst_whyqueries {

using namespace checkwatch;
using namespace checkwatch::enginerig;

namespace {

fleet::WhyQuestion questionOf(const std::string& expression, base::Timestamp time,
                              std::optional<metrics::Labels> labels = std::nullopt)
{
    fleet::WhyQuestion question;
    question.element = fleet::QueriedElement{expression, time, std::move(labels)};
    return question;
}

} // namespace

/// Why an element of a query is what it is: the evaluator's own record of it, or of what it was lost by.
class TestWhyQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyElementIsExplained_data();
    void everyElementIsExplained();
    void otherKindsOfValues_data();
    void otherKindsOfValues();
    void whatIsNotThereIsExplained();
    void thePastIsExplainedAsItWas();
    void whatIsNoExpressionIsTold();
    void rulesAreExplainedAsBefore();

private:
    [[nodiscard]] promql::Value answerOf(const std::string& expression)
    {
        promql::Engine engine({.compat = promql::Compat::Prometheus2, .defaultSubqueryStep = interval});
        return *engine.instant(m_rig->engine.store(), *promql::parse(expression), m_rig->now);
    }
    [[nodiscard]] fleet::ExplanationPtr explain(const fleet::WhyQuestion& question)
    {
        return m_rig->engine.explain(7, question, m_rig->now);
    }

    std::unique_ptr<Rig> m_rig;
};

void TestWhyQueries::initTestCase()
{
    REQUIRE_SHARED(support::sharedFolder());
    m_rig = std::make_unique<Rig>();
    for (int second = 0; second <= 100; second += 5) {
        m_rig->scrape(support::readCapture(QStringLiteral("%1/data/captures/demo/t%2.native.prom.gz")
                                               .arg(support::sharedFolder())
                                               .arg(second, 3, 10, QLatin1Char('0')))
                          .toStdString());
        m_rig->now += interval;
    }
    m_rig->now -= interval;
}

void TestWhyQueries::everyElementIsExplained_data()
{
    QTest::addColumn<QByteArray>("expression");
    for (const char* expression :
         {"up",
          "haproxy_server_check_failures_total",
          "haproxy_server_check_failures_total > 2",
          "up + 1",
          "-up",
          "rate(haproxy_server_check_failures_total[1m])",
          "increase(haproxy_server_check_failures_total[30s]) > 0",
          "sum by (proxy) (haproxy_server_status{state=\"DOWN\"})",
          "topk(3, haproxy_server_check_failures_total)",
          "avg without (server) (haproxy_server_weight)",
          "count_values(\"weight\", haproxy_server_weight)",
          "quantile(0.9, haproxy_server_check_failures_total)",
          "haproxy_server_status == bool 1",
          "sum(haproxy_server_weight) by (proxy) / on (proxy) count(haproxy_server_weight) by (proxy)",
          "haproxy_server_weight * on (proxy) group_left () count by (proxy) (haproxy_server_weight)",
          "haproxy_server_weight unless on (proxy, server) (haproxy_server_check_failures_total > 0)",
          "haproxy_server_weight and on (proxy, server) (haproxy_server_check_failures_total > 0)",
          "(haproxy_server_check_failures_total > 2) or haproxy_server_weight",
          "absent(nosuch{a=\"b\"})",
          "max_over_time(rate(haproxy_server_check_failures_total[30s])[1m:10s])",
          "vector(time())",
          "label_replace(up, \"new\", \"$1\", \"job\", \"(.*)\")",
          "haproxy_server_check_failures_total offset 20s",
          "abs(haproxy_server_check_failures_total - 3)",
          "clamp(haproxy_server_weight, 1, 5)",
          "sort(up)",
          "histogram_quantile(0.5, label_replace(haproxy_server_weight, \"le\", \"+Inf\", \"\", \"\"))",
          "timestamp(up)",
          "hour()",
          "predict_linear(haproxy_server_check_failures_total[1m], 60)"}) {
        QTest::newRow(expression) << QByteArray(expression);
    }
}

void TestWhyQueries::everyElementIsExplained()
{
    QFETCH(QByteArray, expression);
    const std::string text = expression.toStdString();
    const promql::Value value = answerOf(text);
    const auto& elements = std::get<promql::Vector>(value).elements;
    QVERIFY(!elements.empty());
    for (const promql::Element& element : elements) {
        const auto why = explain(questionOf(text, m_rig->now, element.labels));
        QCOMPARE(why->request, std::uint64_t{7});
        QVERIFY2(why->record, why->trouble.c_str());
        QVERIFY(why->isTrue);
        QCOMPARE(why->record->root.labels, element.labels);
        QVERIFY(metrics::sameBits(why->record->root.value, element.value));
        QCOMPARE(why->record->root.count, elements.size());
        QVERIFY(why->ruleName.empty() && why->annotations.empty() && why->spans.empty());
    }
    const auto first = explain(questionOf(text, m_rig->now));
    QCOMPARE(first->record->root.labels, elements.front().labels);
}

void TestWhyQueries::otherKindsOfValues_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::newRow("scalar") << QByteArray("1 + 1");
    QTest::newRow("of a vector") << QByteArray("scalar(count(up))");
    QTest::newRow("string") << QByteArray("\"a\"");
    QTest::newRow("range vector") << QByteArray("up[20s]");
    QTest::newRow("subquery") << QByteArray("up[20s:5s]");
}

void TestWhyQueries::otherKindsOfValues()
{
    QFETCH(QByteArray, expression);
    const auto why = explain(questionOf(expression.toStdString(), m_rig->now));
    QVERIFY2(why->record, why->trouble.c_str());
    QVERIFY(why->record->root.present);
}

void TestWhyQueries::whatIsNotThereIsExplained()
{
    const auto low = explain(questionOf("haproxy_server_check_failures_total > 1e9", m_rig->now,
                                        metrics::Labels{{"proxy", "web"}, {"server", "web1"}}));
    QVERIFY(low->record && !low->isTrue);
    QCOMPARE(low->record->root.missing, promql::Missing::ComparedFalse);
    const auto none = explain(questionOf("nosuch", m_rig->now));
    QVERIFY(none->record && !none->isTrue);
    QCOMPARE(none->record->root.missing, promql::Missing::NoSeries);
}

/// Samples that came later change nothing.
void TestWhyQueries::thePastIsExplainedAsItWas()
{
    const std::string failures = "sum(haproxy_server_check_failures_total{server=\"web3\"})";
    const auto now = explain(questionOf(failures, m_rig->now));
    const auto before = explain(questionOf(failures, m_rig->now - std::chrono::seconds{60}));
    QVERIFY(before->record->root.value < now->record->root.value);
    QVERIFY(before->evaluatedAt == m_rig->now - std::chrono::seconds{60});
}

void TestWhyQueries::whatIsNoExpressionIsTold()
{
    const auto broken = explain(questionOf("sum(", m_rig->now));
    QVERIFY(!broken->record && broken->trouble.find("parse error") != std::string::npos);
    const auto huge = explain(questionOf(std::string(1'000'000, '('), m_rig->now));
    QVERIFY(!huge->record && huge->trouble.find("bytes") != std::string::npos);
    const auto duplicates
        = explain(questionOf("-{__name__=~\"haproxy_server_(weight|check_failures_total)\"}", m_rig->now));
    QVERIFY(!duplicates->record && !duplicates->trouble.empty());
}

void TestWhyQueries::rulesAreExplainedAsBefore()
{
    fleet::WhyQuestion ofServer;
    ofServer.server = m_rig->row("web/web3")->identity->id;
    const auto first = explain(ofServer);
    (void)explain(questionOf("up", m_rig->now));
    const auto again = explain(ofServer);
    QCOMPARE(again->ruleName, first->ruleName);
    QVERIFY(again->record == first->record); // kept from the first time
}

QTEST_APPLESS_MAIN(TestWhyQueries)

} // namespace tst_whyqueries

#include "tst_whyqueries.moc"
