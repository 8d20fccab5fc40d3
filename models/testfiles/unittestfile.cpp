#include "models/testfiles/unittestfile.h"

#include "models/rules/yamldecoder.h"

#include <algorithm>

namespace checkwatch::testfiles {
namespace {

using rules::YamlNode;

class Decoder : private rules::YamlDecoder
{
public:
    using YamlDecoder::YamlDecoder;

    UnitTestFile file(const YamlNode& node)
    {
        UnitTestFile out;
        forEachField(node, "main.unitTestFile", [&](const std::string& name, const YamlNode& value) {
            if (name == "rule_files") {
                takeStrings(value, out.ruleFiles);
            } else if (name == "evaluation_interval") {
                takeDuration(value, out.evaluationInterval);
            } else if (name == "group_eval_order") {
                takeStrings(value, out.groupOrder);
            } else if (name == "tests") {
                forEachItem(value, "[]main.testGroup", [&](const YamlNode& item) { out.tests.push_back(test(item)); });
            } else {
                return false;
            }
            return true;
        });
        finish();
        if (out.evaluationInterval == base::Duration{0}) {
            out.evaluationInterval = UnitTestFile().evaluationInterval;
        }
        return out;
    }

private:
    UnitTest test(const YamlNode& node)
    {
        UnitTest out;
        forEachField(node, "main.testGroup", [&](const std::string& name, const YamlNode& value) {
            if (name == "interval") {
                takeDuration(value, out.interval);
            } else if (name == "input_series") {
                forEachItem(value, "[]main.series", [&](const YamlNode& item) { out.series.push_back(series(item)); });
            } else if (name == "alert_rule_test") {
                forEachItem(value, "[]main.alertTestCase",
                            [&](const YamlNode& item) { out.alertTests.push_back(alertTest(item)); });
            } else if (name == "promql_expr_test") {
                forEachItem(value, "[]main.promqlTestCase",
                            [&](const YamlNode& item) { out.exprTests.push_back(exprTest(item)); });
            } else if (name == "external_labels") {
                takePairs(value, out.externalLabels);
            } else if (name == "external_url" || name == "name") {
                takeString(value, name == "name" ? out.name : out.externalUrl);
            } else {
                return false;
            }
            return true;
        });
        return out;
    }
    InputSeries series(const YamlNode& node)
    {
        InputSeries out;
        forEachField(node, "main.series", [&](const std::string& name, const YamlNode& value) {
            const bool known = name == "series" || name == "values";
            if (known) {
                takeString(value, name == "series" ? out.series : out.values);
            }
            return known;
        });
        return out;
    }
    AlertTest alertTest(const YamlNode& node)
    {
        AlertTest out;
        forEachField(node, "main.alertTestCase", [&](const std::string& name, const YamlNode& value) {
            if (name == "eval_time") {
                takeDuration(value, out.evalTime);
            } else if (name == "alertname") {
                takeString(value, out.alertName);
            } else if (name == "exp_alerts") {
                forEachItem(value, "[]main.alert",
                            [&](const YamlNode& item) { out.expected.push_back(expectedAlert(item)); });
            } else {
                return false;
            }
            return true;
        });
        return out;
    }
    ExpectedAlert expectedAlert(const YamlNode& node)
    {
        ExpectedAlert out;
        forEachField(node, "main.alert", [&](const std::string& name, const YamlNode& value) {
            const bool known = name == "exp_labels" || name == "exp_annotations";
            if (known) {
                takePairs(value, name == "exp_labels" ? out.labels : out.annotations);
            }
            return known;
        });
        return out;
    }
    ExprTest exprTest(const YamlNode& node)
    {
        ExprTest out;
        forEachField(node, "main.promqlTestCase", [&](const std::string& name, const YamlNode& value) {
            if (name == "expr") {
                takeString(value, out.expr);
            } else if (name == "eval_time") {
                takeDuration(value, out.evalTime);
            } else if (name == "exp_samples") {
                forEachItem(value, "[]main.sample",
                            [&](const YamlNode& item) { out.expected.push_back(expectedSample(item)); });
            } else {
                return false;
            }
            return true;
        });
        return out;
    }
    ExpectedSample expectedSample(const YamlNode& node)
    {
        ExpectedSample out;
        forEachField(node, "main.sample", [&](const std::string& name, const YamlNode& value) {
            if (name == "labels") {
                takeString(value, out.labels);
            } else if (name == "value") {
                takeFloat(value, out.value);
            } else {
                return false;
            }
            return true;
        });
        return out;
    }
};

} // namespace

base::Duration UnitTest::maxEvalTime() const
{
    base::Duration latest{0};
    for (const AlertTest& test : alertTests) {
        latest = std::max(latest, test.evalTime);
    }
    for (const ExprTest& test : exprTests) {
        latest = std::max(latest, test.evalTime);
    }
    return latest;
}

UnitTestFile readUnitTestFile(std::string_view text, std::vector<base::Error>& errors)
{
    const auto document = rules::readYaml(text);
    if (!document) {
        errors.push_back(document.error());
        return {};
    }
    return document->root ? Decoder(*document, errors).file(*document->root) : UnitTestFile();
}

} // namespace checkwatch::testfiles
