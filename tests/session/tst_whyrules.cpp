#include "resources/builtin.h"
#include "tests/session/enginerig.h"
#include "tests/support/captures.h"
#include "tests/support/derivations.h"

#include <QTest>

#include <algorithm>
#include <cmath>

namespace tst_whyrules {

using namespace checkwatch;
using namespace checkwatch::enginerig;
using promql::Derivation;

namespace {

std::vector<rules::Group> shippedGroups()
{
    std::vector<rules::Group> groups;
    for (const resources::File& file : resources::files()) {
        if (file.path.starts_with("rules/")) {
            auto parsed = rules::parseRuleFile(file.text, std::string(file.path));
            std::move(parsed->groups.begin(), parsed->groups.end(), std::back_inserter(groups));
        }
    }
    return groups;
}

std::string line(const std::string& metric, const std::string& labels, double value)
{
    return metric + '{' + labels + "} " + std::to_string(value) + '\n';
}

/// What the retired exporter would say, so that each of its rules is true of something and false of something else.
std::string retiredExporter(int second)
{
    std::string text = "haproxy_up 0\n";
    for (const bool bad : {true, false}) {
        const std::string backend = bad ? "backend=\"bad\"" : "backend=\"good\"";
        const std::string server = backend + ",server=\"" + (bad ? "b1" : "g1") + '"';
        const double much = bad ? second * 200.0 : second;
        for (const char* code : {"2xx", "4xx", "5xx"}) {
            const bool fails = code[0] != '2';
            text += line("haproxy_server_http_responses_total", server + ",code=\"" + code + '"',
                         fails == bad ? second * 50.0 : second);
        }
        text += line("haproxy_server_response_errors_total", server, much);
        text += line("haproxy_backend_connection_errors_total", backend, much);
        text += line("haproxy_server_connection_errors_total", server, much);
        text += line("haproxy_backend_current_sessions", backend, bad ? 90 : 1);
        text += line("haproxy_backend_limit_sessions", backend, 100);
        text += line("haproxy_backend_current_queue", backend, bad ? 7 : 0);
        text += line("haproxy_backend_http_total_time_average_seconds", backend, bad ? 3 : 0.1);
        text += line("haproxy_backend_retry_warnings_total", backend, much);
        text += line("haproxy_backend_up", backend, bad ? 0 : 1);
        text += line("haproxy_server_up", server, bad ? 0 : 1);
        text
            += line("haproxy_frontend_requests_denied_total", "frontend=\"" + std::string(bad ? "f" : "h") + '"', much);
        text += line("haproxy_server_check_failures_total", server, bad ? second : 3);
    }
    return text;
}

} // namespace

/// Every shipped rule, true or not, of each of its alerts and of every server: the explanation is the rule's evaluation.
class TestWhyRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nativeExporter()
    {
        REQUIRE_SHARED(support::sharedFolder());
        Rig rig(base::fromUnixMs(1'800'000'000'000), shippedGroups());
        for (int second = 0; second <= 125; second += 5) {
            const QString file = QStringLiteral("%1/data/captures/demo/t%2.native.prom.gz")
                                     .arg(support::sharedFolder())
                                     .arg(second, 3, 10, QLatin1Char('0'));
            rig.scrape(support::readCapture(file).toStdString());
            rig.now += interval;
        }
        rig.now -= interval;
        explainAll(rig);
        QVERIFY(m_alerts >= 8);
        QVERIFY(m_servers > 500);
        QVERIFY(m_drawn > 100);
    }
    void retiredExporterToo()
    {
        Rig rig(base::fromUnixMs(1'800'000'000'000), shippedGroups());
        for (int second = 0; second <= 300; second += 5) {
            rig.scrape(retiredExporter(second));
            rig.now += interval;
        }
        rig.now -= interval;
        explainAll(rig);
        QVERIFY(m_alerts >= 16); // every v1 rule is true of something
    }
    void init() { m_alerts = m_servers = m_drawn = 0; }

private:
    void explainAll(Rig& rig);
    void checkRoot(const Rig& rig, const fleet::Explanation& why, const rules::Rule& rule);

    int m_alerts = 0;
    int m_servers = 0;
    int m_drawn = 0;
};

/// The root against an evaluation of the rule's expression at the same time by another engine.
void TestWhyRules::checkRoot(const Rig& rig, const fleet::Explanation& why, const rules::Rule& rule)
{
    QVERIFY2(why.record, why.trouble.c_str());
    QCOMPARE(why.expression, rule.query);
    QVERIFY(!why.changedSince);
    promql::Engine engine({.compat = promql::Compat::Prometheus2, .defaultSubqueryStep = interval});
    const auto value = engine.instant(rig.engine.store(), rule.expr, why.evaluatedAt);
    const auto& elements = std::get<promql::Vector>(*value).elements;
    const Derivation& root = why.record->root;
    if (why.picture.value && !why.picture.values.empty()) {
        ++m_drawn;
        const fleet::Point& last = why.picture.values.back();
        QVERIFY(last.time == why.evaluatedAt);
        const bool uncounted = std::isnan(last.value) && *why.picture.value == 0; // a zero that says nothing
        QVERIFY(uncounted || metrics::sameBits(last.value, *why.picture.value));
    }
    QCOMPARE(why.isTrue, root.present);
    QCOMPARE(root.count, elements.size());
    if (!root.present) {
        QVERIFY2(support::saysWhy(root), rule.query.c_str());
        return;
    }
    QVERIFY(std::any_of(elements.begin(), elements.end(), [&](const promql::Element& element) {
        return element.labels == root.labels && metrics::sameBits(element.value, root.value);
    }));
}

void TestWhyRules::explainAll(Rig& rig)
{
    const auto snapshot = rig.engine.snapshot(rig.now);
    for (const fleet::AlertRow& alert : *snapshot->alerts) {
        if (alert.alert.state == rules::AlertState::Inactive) {
            continue;
        }
        ++m_alerts;
        fleet::WhyQuestion question;
        question.alert = alert.alert.identity->id;
        const auto why = rig.engine.explain(1, question, rig.now);
        const rules::Rule& rule = *alert.alert.identity->rule;
        checkRoot(rig, *why, rule);
        QVERIFY2(why->record->root.present, rule.query.c_str());
        QCOMPARE(why->record->root.labels, alert.alert.identity->source);
        QVERIFY(metrics::sameBits(why->record->root.value, alert.alert.value));
        QCOMPARE(why->alert.identity->id, alert.alert.identity->id);
        QVERIFY(!why->annotations.empty());
        QVERIFY(std::any_of(why->spans.begin(), why->spans.end(), [](const fleet::Span& span) {
            return span.kind == fleet::SpanKind::Pending || span.kind == fleet::SpanKind::Firing;
        }));
    }
    for (const rules::Group& group : rig.engine.groups()) {
        for (const rules::Rule& rule : group.rules) {
            for (const auto& block : snapshot->blocks) {
                for (const fleet::ServerRow& row : block->rows) {
                    ++m_servers;
                    const auto why = rig.engine.explain(2, {row.identity->id, 0, rule.name, rule.query}, rig.now);
                    checkRoot(rig, *why, rule);
                }
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestWhyRules)

} // namespace tst_whyrules

#include "tst_whyrules.moc"
