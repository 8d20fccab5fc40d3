#include "models/rules/annotations.h"
#include "models/rules/templateprogram.h"

#include <QTest>

namespace tst_template {

using namespace checkwatch;
using namespace checkwatch::rules;

namespace {

struct Golden
{
    const char* text;
    const char* wanted;
};

const Golden expanded[] = {
#include "tests/rules/templates_expanded.inc"
};
const Golden refused[] = {
#include "tests/rules/templates_refused.inc"
};

/// Answers what promtool's one series answers to the few queries of the table.
base::Result<promql::Value> answer(std::string_view query, base::Timestamp time)
{
    const metrics::Labels labels{{"__name__", "m"}, {"a", "1"}, {"b", "two"}};
    if (query == "m") {
        return promql::Value{promql::Vector{time, {{labels, 12345.678}}}};
    }
    if (query == "scalar(m)") {
        return promql::Value{promql::Scalar{time, 12345.678}};
    }
    if (query == "m[1m]") {
        return promql::Value{promql::Matrix{}};
    }
    const auto parsed = promql::parse(query);
    return parsed ? base::Result<promql::Value>(promql::Value{promql::Vector{time, {}}}) : parsed.error();
}

TemplateData promtoolData()
{
    TemplateData data;
    data.labels = metrics::Labels{{"__name__", "m"}, {"a", "1"}, {"b", "two"}};
    data.value = 12345.678;
    data.externalLabels = metrics::Labels{{"ext", "e"}};
    data.externalUrl = "http://x/p/";
    data.name = "__alert_A";
    data.query = answer;
    return data;
}

void addRows(std::span<const Golden> rows)
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("wanted");
    for (const Golden& row : rows) {
        QTest::newRow(row.text) << QByteArray(row.text) << QByteArray(row.wanted);
    }
}

} // namespace

class TestTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expandsAsPrometheus_data() { addRows(expanded); }
    void expandsAsPrometheus()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, wanted);
        QCOMPARE(QByteArray::fromStdString(expandTemplate(text.toStdString(), promtoolData())), wanted);
    }
    void refusesAsPrometheus_data() { addRows(refused); }
    void refusesAsPrometheus()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, wanted);
        const auto checked = checkTemplate(text.toStdString(), "__alert_A");
        QVERIFY(!checked);
        QCOMPARE(QByteArray::fromStdString(checked.error().message), wanted);
    }
    void knowsWhatATemplateDependsOn()
    {
        const auto parse = [](std::string_view text) { return *TemplateProgram::parse(text, "t"); };
        QVERIFY(parse("warning").constant() && parse("warning").onlyLabels());
        QVERIFY(!parse("{{ $labels.a }}").constant() && parse("{{ $labels.a | toUpper }}").onlyLabels());
        QVERIFY(parse("{{ .Labels.a }}{{ range $k, $v := $labels }}{{ $v }}{{ end }}").onlyLabels());
        for (const char* const text : {"{{ $value }}", "{{ .Value }}", "{{ . }}", "{{ $.Value }}", "{{ query \"m\" }}",
                                       "{{ if gt $value 1.0 }}a{{ end }}", "{{ with $labels }}{{ $value }}{{ end }}"}) {
            QVERIFY2(!parse(text).onlyLabels(), text);
        }
    }
    void hugeTemplatesEnd()
    {
        const std::string nested = "{{ range $a, $b := $labels }}";
        std::string text;
        for (int i = 0; i < 30; ++i) {
            text += nested;
        }
        text += "x";
        for (int i = 0; i < 30; ++i) {
            text += "{{ end }}";
        }
        QVERIFY(expandTemplate(text, promtoolData()).find("takes too long") != std::string::npos);
        QVERIFY(!checkTemplate(std::string(100'000, '(').insert(0, "{{ ") + " }}"));
        QVERIFY(expandTemplate("{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}", promtoolData())
                    .find("exceeded maximum template depth")
                != std::string::npos);
    }
    void annotationsOnDemand()
    {
        auto rule = std::make_shared<Rule>();
        rule->name = "A";
        rule->annotations = {{"summary", "{{ $labels.b }} {{ $value }}"}, {"bad", "{{ .Nope }}"}};
        Alert alert;
        alert.identity = std::make_shared<AlertIdentity>(
            AlertIdentity{1, rule, "g", metrics::Labels{{"alertname", "A"}}, metrics::Labels{{"b", "two"}}});
        alert.value = 1e6;
        const StringPairs texts = expandAnnotations(alert, {});
        QCOMPARE(texts[0].second, "two 1e+06");
        QVERIFY(
            texts[1].second.starts_with("<error expanding template: error executing template __alert_A: template: "));
        QVERIFY(expandAnnotations(Alert{}, {}).empty());
    }
};

QTEST_APPLESS_MAIN(TestTemplate)

} // namespace tst_template

#include "tst_template.moc"
