#include "models/base/duration.h"
#include "models/rules/rulefile.h"
#include "resources/builtin.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <map>

namespace tst_shippedrules {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

struct Fact
{
    const char* file;
    const char* alert;
    const char* expr;
    const char* holdFor;
    const char* severity;
};

// The published rules and the product's own, as the facts have them.
const Fact facts[] = {
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHighHttp4xxErrorRateBackend",
     "((sum by (proxy) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m])) / sum by (proxy) "
     "(rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
     "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHighHttp5xxErrorRateBackend",
     "((sum by (proxy) (rate(haproxy_server_http_responses_total{code=\"5xx\"}[1m])) / sum by (proxy) "
     "(rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
     "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHighHttp4xxErrorRateServer",
     "((sum by (server) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m])) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
     "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHighHttp5xxErrorRateServer",
     "((sum by (server) (rate(haproxy_server_http_responses_total{code=\"5xx\"}[1m])) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m]))) * 100) > 5",
     "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyServerResponseErrors",
     "(sum by (server) (rate(haproxy_server_response_errors_total[1m])) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m]))) * 100 > 5",
     "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyBackendConnectionErrors",
     "(sum by (proxy) (rate(haproxy_backend_connection_errors_total[1m]))) > 100", "1m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyServerConnectionErrors",
     "(sum by (proxy) (rate(haproxy_server_connection_errors_total[1m]))) > 100", "0m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyBackendMaxActiveSession>80%",
     "((haproxy_server_max_sessions >0) * 100) / (haproxy_server_limit_sessions > 0) > 80", "2m", "warning"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyPendingRequests",
     "sum by (proxy) (rate(haproxy_backend_current_queue[2m])) > 0", "2m", "warning"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHttpSlowingDown",
     "avg by (instance, proxy) (haproxy_backend_max_total_time_seconds) > 1", "1m", "warning"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyRetryHigh",
     "sum by (proxy) (rate(haproxy_backend_retry_warnings_total[1m])) > 10", "2m", "warning"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyHasNoAliveBackends",
     "haproxy_backend_active_servers + haproxy_backend_backup_servers == 0", "0m", "critical"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyFrontendSecurityBlockedRequests",
     "sum by (proxy) (rate(haproxy_frontend_denied_connections_total[2m])) > 10", "2m", "warning"},
    {"rules/haproxy-embedded-exporter-v2.yml", "HaproxyServerHealthcheckFailure",
     "increase(haproxy_server_check_failures_total[1m]) > 0", "1m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyDown", "haproxy_up == 0", "0m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyHighHttp4xxErrorRateBackend",
     "sum by (backend) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m])) / sum by (backend) "
     "(rate(haproxy_server_http_responses_total[1m])) > 5",
     "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyHighHttp5xxErrorRateBackend",
     "sum by (backend) (rate(haproxy_server_http_responses_total{code=\"5xx\"}[1m])) / sum by (backend) "
     "(rate(haproxy_server_http_responses_total[1m])) > 5",
     "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyHighHttp4xxErrorRateServer",
     "sum by (server) (rate(haproxy_server_http_responses_total{code=\"4xx\"}[1m]) * 100) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m])) > 5",
     "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyHighHttp5xxErrorRateServer",
     "sum by (server) (rate(haproxy_server_http_responses_total{code=\"5xx\"}[1m]) * 100) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m])) > 5",
     "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyServerResponseErrors",
     "sum by (server) (rate(haproxy_server_response_errors_total[1m]) * 100) / sum by (server) "
     "(rate(haproxy_server_http_responses_total[1m])) > 5",
     "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyBackendConnectionErrors",
     "sum by (backend) (rate(haproxy_backend_connection_errors_total[1m])) > 100", "1m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyServerConnectionErrors",
     "sum by (server) (rate(haproxy_server_connection_errors_total[1m])) > 100", "0m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyBackendMaxActiveSession",
     "((sum by (backend) (avg_over_time(haproxy_backend_current_sessions[2m]) * 100) / sum by (backend) "
     "(avg_over_time(haproxy_backend_limit_sessions[2m])))) > 80",
     "2m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyPendingRequests", "sum by (backend) (haproxy_backend_current_queue) > 0",
     "2m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyHttpSlowingDown",
     "avg by (backend) (haproxy_backend_http_total_time_average_seconds) > 1", "1m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyRetryHigh",
     "sum by (backend) (rate(haproxy_backend_retry_warnings_total[1m])) > 10", "2m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyBackendDown", "haproxy_backend_up == 0", "0m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyServerDown", "haproxy_server_up == 0", "0m", "critical"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyFrontendSecurityBlockedRequests",
     "sum by (frontend) (rate(haproxy_frontend_requests_denied_total[2m])) > 10", "2m", "warning"},
    {"rules/haproxy-exporter-v1.yml", "HaproxyServerHealthcheckFailure",
     "increase(haproxy_server_check_failures_total[1m]) > 0", "1m", "warning"},
    {"rules/healthcheck-failure-more-than-two.yml", "HaproxyServerHealthcheckFailure",
     "increase(haproxy_server_check_failures_total[1m]) > 2", "0m", "warning"},
    {"rules/checkwatch-companion.yml", "HaproxyServerDownNotAlerting",
     "haproxy_server_status{state=\"DOWN\"} == 1 unless on (instance, proxy, server) "
     "(ALERTS{alertname=\"HaproxyServerHealthcheckFailure\", alertstate=\"firing\"})",
     "15s", "critical"},
    {"rules/checkwatch-companion.yml", "HaproxyServerFlapping",
     "increase(haproxy_server_check_up_down_total[15m]) >= 3", "0m", "warning"},
    {"rules/checkwatch-companion.yml", "HaproxyBackendNoServers",
     "haproxy_backend_active_servers + haproxy_backend_backup_servers == 0", "0m", "critical"},
    {"rules/checkwatch-companion.yml", "HaproxyExporterUnreachable", "up == 0", "30s", "critical"},
};

std::vector<resources::File> ruleFiles()
{
    std::vector<resources::File> out;
    for (const resources::File& file : resources::files()) {
        if (file.path.starts_with("rules/")) {
            out.push_back(file);
        }
    }
    return out;
}

} // namespace

class TestShippedRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesAreTheFacts()
    {
        std::map<std::string, std::size_t> next;
        std::map<std::string, RuleFile> files;
        for (const resources::File& file : ruleFiles()) {
            auto parsed = parseRuleFile(file.text, std::string(file.path));
            QVERIFY2(parsed.ok(), parsed ? "" : parsed.error().message.c_str());
            QCOMPARE(parsed->groups.size(), std::size_t{1});
            files[std::string(file.path)] = std::move(*parsed);
        }
        for (const Fact& fact : facts) {
            const std::vector<Rule>& rules = files.at(fact.file).groups[0].rules;
            const std::size_t at = next[fact.file]++;
            QVERIFY(at < rules.size());
            const Rule& rule = rules[at];
            QCOMPARE(rule.name, std::string(fact.alert));
            const auto expr = promql::parse(fact.expr);
            QVERIFY2(expr.ok(), fact.expr);
            QCOMPARE(rule.query, promql::print(**expr));
            QCOMPARE(rule.holdFor, *base::parseDuration(fact.holdFor));
            QVERIFY((rule.labels == StringPairs{{"severity", fact.severity}}));
        }
        for (const auto& [path, file] : files) {
            QCOMPARE(next[path], file.groups[0].rules.size());
        }
    }
    void textsHoldTheExpressionsAsPublished()
    {
        for (const Fact& fact : facts) {
            const std::string line = std::string("        expr: ") + fact.expr + "\n";
            QVERIFY2(resources::find(fact.file).find(line) != std::string_view::npos, fact.expr);
        }
    }
    void everyRuleHasItsTextsAndARunbook()
    {
        for (const resources::File& file : ruleFiles()) {
            const auto parsed = parseRuleFile(file.text, "f");
            QVERIFY(parsed.ok());
            for (const Rule& rule : parsed->groups[0].rules) {
                std::map<std::string, std::string> texts(rule.annotations.begin(), rule.annotations.end());
                QCOMPARE(texts.size(), std::size_t{3});
                QVERIFY(!texts["summary"].empty() && !texts["description"].empty());
                const std::string runbook = "runbooks/" + texts["runbook"] + ".md";
                QVERIFY2(!resources::find(runbook).empty(), runbook.c_str());
            }
        }
    }
    void promtoolAccepts()
    {
        const QString promtool = QStandardPaths::findExecutable("promtool");
        if (promtool.isEmpty()) {
            if (qEnvironmentVariableIsSet("CI")) {
                QFAIL("promtool is missing");
            }
            QSKIP("not run: promtool is missing");
        }
        for (const resources::File& file : ruleFiles()) {
            QProcess process;
            process.start(promtool,
                          {"check", "rules",
                           qEnvironmentVariable("CHECKWATCH_SOURCE") + "/resources/"
                               + QString::fromStdString(std::string(file.path))});
            QVERIFY(process.waitForFinished());
            QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestShippedRules)

} // namespace tst_shippedrules

#include "tst_shippedrules.moc"
