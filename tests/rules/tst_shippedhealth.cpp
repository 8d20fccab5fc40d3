#include "resources/builtin.h"
#include "tests/rules/healthrig.h"
#include "tests/support/captures.h"
#include "tests/support/vectorquerier.h"

#include <QTest>

#include <cmath>

namespace tst_shippedhealth {

using namespace checkwatch;
using namespace checkwatch::healthrig;
using namespace checkwatch::rules;
using std::chrono::seconds;

namespace {

void load(support::VectorQuerier& data, const QByteArray& exposition)
{
    for (const auto& [labels, value] : support::readSamples(exposition)) {
        data.add(labels, {{now, value}});
    }
}

std::vector<Group> shipped(const char* file)
{
    auto parsed = parseRuleFile(resources::find(file), file);
    return parsed ? std::move(parsed->groups) : std::vector<Group>();
}

/// "alert: severity code" of everything but notes, over the rules of a shipped file.
QStringList shippedFindings(const char* file, const support::VectorQuerier& data, const HealthConditions& conditions)
{
    QStringList out;
    const auto groups = shipped(file);
    const auto verdicts = checkRules(groups, conditions, {&data, now});
    for (std::size_t g = 0; g < groups.size(); ++g) {
        for (std::size_t r = 0; r < groups[g].rules.size(); ++r) {
            for (const Finding& finding : verdicts[g][r]->findings) {
                if (finding.severity != Severity::Note) {
                    out << QString::fromStdString(groups[g].rules[r].name + ": " + std::string(nameOf(finding.severity))
                                                  + " " + std::string(nameOf(finding.code)));
                }
            }
        }
    }
    return out;
}

} // namespace

/// What is said of the shipped rules over what real exporters exposed.
class TestShippedHealth : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void premisesHoldInEveryCapture();
    void nativeRules();
    void v1Rules();
    void rulesOfTheOtherExporter();
    void companionRules();
};

void TestShippedHealth::premisesHoldInEveryCapture()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    int checked = 0;
    for (const char* file :
         {"lab26/01-steady.native.prom", "lab26/02-admin-actions.native.prom", "lab26/05-hana-observe.native.prom.gz",
          "demo/t090.native.prom.gz", "lab26/01-steady.v1exporter.prom", "lab26/02-admin-actions.v1exporter.prom",
          "alertlab/end.native.prom.gz"}) {
        for (const auto& [labels, value] :
             support::readSamples(support::readCapture(shared + "/data/captures/" + file))) {
            const auto expr = promql::parse(labels.toString());
            if (!expr || std::isnan(value)) {
                continue;
            }
            const Bounds bounds = boundsOf(**expr, {});
            ++checked;
            QVERIFY2(value >= bounds.lo && value <= bounds.hi, labels.toString().c_str());
        }
    }
    QVERIFY(checked > 10'000);
}

void TestShippedHealth::nativeRules()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    support::VectorQuerier data;
    load(data, support::readCapture(shared + "/data/captures/demo/t090.native.prom.gz"));
    const QStringList got
        = shippedFindings("rules/haproxy-embedded-exporter-v2.yml", data, every(seconds{5}, seconds{5}));
    QCOMPARE(got,
             (QStringList{"HaproxyBackendMaxActiveSession>80%: cannot_fire always_nan",
                          "HaproxyServerHealthcheckFailure: may_miss some_nan"}));
}

void TestShippedHealth::v1Rules()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    support::VectorQuerier data;
    load(data, support::readCapture(shared + "/data/captures/lab26/01-steady.v1exporter.prom"));
    const QStringList got = shippedFindings("rules/haproxy-exporter-v1.yml", data, every(seconds{15}, seconds{15}));
    QCOMPARE(got,
             (QStringList{"HaproxyHighHttp4xxErrorRateBackend: cannot_fire never_true",
                          "HaproxyHighHttp5xxErrorRateBackend: cannot_fire never_true"}));
}

void TestShippedHealth::rulesOfTheOtherExporter()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    support::VectorQuerier data;
    load(data, support::readCapture(shared + "/data/captures/demo/t090.native.prom.gz"));
    const QStringList got = shippedFindings("rules/haproxy-exporter-v1.yml", data, every(seconds{5}, seconds{5}));
    for (const char* alert : {"HaproxyDown", "HaproxyServerDown", "HaproxyBackendDown", "HaproxyHttpSlowingDown"}) {
        QVERIFY2(got.contains(QString(alert) + ": cannot_fire metric_missing"), qPrintable(got.join('\n')));
    }
    QVERIFY(got.contains("HaproxyServerHealthcheckFailure: may_miss some_nan"));
}

void TestShippedHealth::companionRules()
{
    const QString shared = support::sharedFolder();
    REQUIRE_SHARED(shared);
    support::VectorQuerier data;
    load(data, support::readCapture(shared + "/data/captures/demo/t090.native.prom.gz"));
    const QStringList got = shippedFindings("rules/checkwatch-companion.yml", data, every(seconds{5}, seconds{5}));
    QCOMPARE(got, QStringList{"HaproxyServerFlapping: may_miss some_nan"});
}

QTEST_APPLESS_MAIN(TestShippedHealth)

} // namespace tst_shippedhealth

#include "tst_shippedhealth.moc"
