#pragma once

#include "models/rules/rulehealth.h"

#include <QStringList>

/// One rule and conditions of one job, for tests of what is said about rules.
namespace checkwatch::healthrig {

inline constexpr base::Timestamp now{base::Duration{1'790'000'000'000}};

rules::HealthConditions every(base::Duration scrape, base::Duration evaluation,
                              promql::Compat compat = promql::Compat::Prometheus3);
/// A group of one alert; `more` are further fields of it.
rules::Group ruleOf(const std::string& expr, const std::string& more = {});
/// "severity code" of everything found about one rule, with `words` "severity code: words".
QStringList findings(const rules::RuleVerdict& verdict, bool words = false);
rules::RuleVerdict checkOne(const rules::Group& group, const rules::HealthConditions& conditions,
                            const rules::HealthData& data = {});

} // namespace checkwatch::healthrig
