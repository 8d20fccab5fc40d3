#include "models/rules/rulefile.h"

#include "models/base/utf8.h"
#include "models/rules/rulenodes.h"
#include "models/rules/template.h"
#include "models/rules/yamldecoder.h"

#include <algorithm>
#include <unordered_set>

namespace checkwatch::rules {
namespace {

/// Checks one rule the way and in the order rulefmt does, and builds it.
class RawRuleChecker
{
public:
    RawRuleChecker(const std::string& group, std::size_t number, const RawRule& raw, promql::ParseOptions options,
                   std::vector<base::Error>& errors)
        : m_raw(raw), m_options(options), m_errors(errors),
          m_name(raw.alert.text.empty() ? raw.record.text : raw.alert.text),
          m_prefix("group " + metrics::quote(group) + ", rule " + std::to_string(number) + ", " + metrics::quote(m_name)
                   + ": ")
    {
    }

    Rule check()
    {
        Rule rule;
        checkKind();
        checkExpr(rule);
        if (!m_raw.record.text.empty()) {
            checkRecording();
        }
        checkNames();
        if (!m_raw.alert.text.empty()) {
            checkTemplates("label", m_raw.labels);
            checkTemplates("annotation", m_raw.annotations);
        }
        rule.kind = m_raw.alert.text.empty() ? Rule::Kind::Recording : Rule::Kind::Alerting;
        rule.name = m_name;
        rule.holdFor = m_raw.holdFor;
        rule.keepFiringFor = m_raw.keepFiringFor;
        rule.labels = m_raw.labels;
        rule.annotations = m_raw.annotations;
        rule.line = m_raw.line;
        return rule;
    }

private:
    static std::string place(const PlacedText& at)
    {
        return std::to_string(at.line) + ":" + std::to_string(at.column) + ": ";
    }
    void fail(const std::string& message, const PlacedText& at)
    {
        m_errors.push_back({base::ErrorCode::BadInput, place(at) + m_prefix + message, {}, at.line, at.column});
    }
    void failUnplaced(const std::string& message)
    {
        m_errors.push_back({base::ErrorCode::BadInput, m_prefix + message, {}, m_raw.line});
    }

    void checkKind()
    {
        const bool record = !m_raw.record.text.empty();
        const bool alert = !m_raw.alert.text.empty();
        if (record && alert) {
            m_errors.push_back(
                {base::ErrorCode::BadInput,
                 place(m_raw.record) + place(m_raw.alert) + m_prefix + "only one of 'record' and 'alert' must be set",
                 {},
                 m_raw.record.line,
                 m_raw.record.column});
        } else if (!record && !alert) {
            fail("one of 'record' or 'alert' must be set", m_raw.record);
        }
    }
    void checkExpr(Rule& rule)
    {
        if (m_raw.expr.text.empty()) {
            fail("field 'expr' must be set in rule", m_raw.expr);
            return;
        }
        auto expr = promql::parse(m_raw.expr.text, m_options);
        if (expr) {
            rule.expr = std::move(*expr);
            rule.query = promql::print(*rule.expr);
            return;
        }
        const base::Error& error = expr.error();
        const std::string where = std::to_string(error.line) + ":" + std::to_string(error.column) + ": ";
        const bool placed = error.line == 0 || error.message.starts_with(where);
        fail("could not parse expression: " + (placed ? std::string() : where) + error.message, m_raw.expr);
    }
    void checkRecording()
    {
        const PlacedText& at = m_raw.record;
        if (!m_raw.annotations.empty()) {
            fail("invalid field 'annotations' in recording rule", at);
        }
        if (m_raw.holdFor != base::Duration{0}) {
            fail("invalid field 'for' in recording rule", at);
        }
        if (m_raw.keepFiringFor != base::Duration{0}) {
            fail("invalid field 'keep_firing_for' in recording rule", at);
        }
        if (!promql::isMetricName(at.text)) {
            fail("invalid recording rule name: " + at.text, at);
        }
    }
    void checkNames()
    {
        for (const auto& [name, value] : m_raw.labels) {
            if (!promql::isLabelName(name) || name == metrics::metricNameLabel) {
                failUnplaced("invalid label name: " + name);
            }
            if (!base::isValidUtf8(value)) {
                failUnplaced("invalid label value: " + value);
            }
        }
        for (const auto& [name, value] : m_raw.annotations) {
            if (!promql::isLabelName(name)) {
                failUnplaced("invalid annotation name: " + name);
            }
        }
    }
    void checkTemplates(std::string_view what, const StringPairs& texts)
    {
        for (const auto& [name, text] : texts) {
            if (const auto good = checkTemplate(text, "__alert_" + m_name); !good) {
                failUnplaced(std::string(what) + " " + metrics::quote(name) + ": " + good.error().message);
            }
        }
    }

    const RawRule& m_raw;
    promql::ParseOptions m_options;
    std::vector<base::Error>& m_errors;
    std::string m_name;
    std::string m_prefix;
};

std::vector<Group> checkGroups(const std::vector<RawGroup>& raw, const std::string& path, promql::ParseOptions options,
                               std::vector<base::Error>& errors)
{
    std::vector<Group> groups;
    std::unordered_set<std::string> names;
    for (const RawGroup& from : raw) {
        const std::string at = std::to_string(from.line) + ":" + std::to_string(from.column) + ": ";
        if (from.name.empty()) {
            errors.push_back(
                {base::ErrorCode::BadInput, at + "Groupname must not be empty", {}, from.line, from.column});
        }
        if (!names.insert(from.name).second) {
            errors.push_back({base::ErrorCode::BadInput,
                              at + "groupname: \"" + from.name + "\" is repeated in the same file",
                              {},
                              from.line,
                              from.column});
        }
        Group group{path, from.name, from.interval, from.limit, {}};
        for (std::size_t i = 0; i < from.rules.size(); ++i) {
            group.rules.push_back(RawRuleChecker(from.name, i + 1, from.rules[i], options, errors).check());
        }
        groups.push_back(std::move(group));
    }
    return groups;
}

RuleFile read(std::string_view text, const std::string& path, promql::ParseOptions options,
              std::vector<base::Error>& errors)
{
    const auto document = readYaml(text);
    if (!document) {
        errors.push_back(document.error());
        return {};
    }
    const std::vector<RawGroup> raw = decodeRuleFile(*document, errors);
    return errors.empty() ? RuleFile{checkGroups(raw, path, options, errors)} : RuleFile{};
}

} // namespace

std::vector<base::Error> ruleFileErrors(std::string_view text, promql::ParseOptions options)
{
    std::vector<base::Error> errors;
    read(text, {}, options, errors);
    return errors;
}

std::vector<std::string> ruleFileComplaints(std::string_view text, const std::string& path,
                                            promql::ParseOptions options)
{
    std::vector<std::string> out = yamlComplaints(ruleFileErrors(text, options));
    if (!out.empty() && !readYaml(text)) {
        out.push_back(out.front()); // Prometheus reads the text twice: for its values, then for their lines
    }
    for (std::string& line : out) {
        line.insert(0, path + ": ");
    }
    return out;
}

base::Result<RuleFile> parseRuleFile(std::string_view text, std::string path, promql::ParseOptions options)
{
    std::vector<base::Error> errors;
    RuleFile file = read(text, path, options, errors);
    if (errors.empty()) {
        return file;
    }
    base::Error all{base::ErrorCode::BadInput, {}, std::move(path)};
    for (const base::Error& error : errors) {
        all.message += (all.message.empty() ? "" : "\n") + error.message;
    }
    return all;
}

bool sameRule(const Rule& a, const Rule& b)
{
    return a.kind == b.kind && a.name == b.name && a.query == b.query && a.holdFor == b.holdFor
        && a.keepFiringFor == b.keepFiringFor && a.labels == b.labels && a.annotations == b.annotations;
}

bool sameContent(const Group& a, const Group& b)
{
    return a.name == b.name && a.interval == b.interval && a.limit == b.limit
        && std::equal(a.rules.begin(), a.rules.end(), b.rules.begin(), b.rules.end(), sameRule);
}

} // namespace checkwatch::rules
