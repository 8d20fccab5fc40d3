#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/promql/parser.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace checkwatch::rules {

using StringPairs = std::vector<std::pair<std::string, std::string>>; ///< in file order

/// One rule as written (guides: prometheus 3.1).
struct Rule
{
    enum class Kind : std::uint8_t { Alerting, Recording };
    Kind kind = Kind::Alerting;
    std::string name; ///< alert name, or the metric a recording rule records
    promql::ExprPtr expr;
    std::string query;         ///< expr in normal form, what Prometheus shows
    base::Duration holdFor{0}; ///< `for`
    base::Duration keepFiringFor{0};
    StringPairs labels;      ///< raw templates for alerting rules
    StringPairs annotations; ///< raw templates
    int line = 0;            ///< in the file, 1-based
};

struct Group
{
    std::string file; ///< path as configured; part of the group's identity and slot
    std::string name;
    base::Duration interval{0}; ///< 0 = the global evaluation_interval
    int limit = 0;              ///< 0 = none
    std::vector<Rule> rules;
    bool product = false; ///< Checkwatch's own companion rules, not a published set
};

/// The same rule, wherever it stands.
[[nodiscard]] bool sameRule(const Rule& a, const Rule& b);
/// The same name, settings and rules; the file may be another.
[[nodiscard]] bool sameContent(const Group& a, const Group& b);

/// Reads a rule file strictly: unknown fields, duplicates and bad expressions are errors with line and column, worded as
/// Prometheus words them. All errors of the file come at once. Of a Kubernetes manifest of the kind PrometheusRule the `spec`
/// is read, which Prometheus itself does not do.
struct RuleFile
{
    std::vector<Group> groups;
};
/// The error's message has one line per error found, each with its place inside the file as Prometheus writes it.
/// Differences from Prometheus' yaml.v3: an alias as the value of alert, record or expr is refused (yaml.v3 silently takes the
/// anchor's name for it); UTF-16 is refused; an alias to nothing, and an anchor within itself, are named with their line.
base::Result<RuleFile> parseRuleFile(std::string_view text, std::string path, promql::ParseOptions options = {});

/// The errors of a rule file one by one, with lines and columns; empty where the file is good.
std::vector<base::Error> ruleFileErrors(std::string_view text, promql::ParseOptions options = {});

/// The same as texts for people, each behind the file's path, as promtool prints them.
std::vector<std::string> ruleFileComplaints(std::string_view text, const std::string& path,
                                            promql::ParseOptions options = {});

} // namespace checkwatch::rules
