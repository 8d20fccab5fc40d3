#pragma once

#include "models/rules/rulecontext.h"

#include <memory>
#include <vector>

namespace checkwatch::rules {

/// One recording rule of a group (guides: prometheus 3.2).
class RecordingRule
{
public:
    explicit RecordingRule(std::shared_ptr<const Rule> rule) : m_rule(std::move(rule)) {}

    [[nodiscard]] const std::shared_ptr<const Rule>& rule() const noexcept { return m_rule; }
    /// Evaluates and writes the recorded series; writes nothing on an error.
    base::Result<void> evaluate(RuleContext& context, base::Timestamp time);

    /// What the newest good evaluation wrote; markers follow when it goes.
    std::vector<std::uint32_t> written;

private:
    std::shared_ptr<const Rule> m_rule;
};

} // namespace checkwatch::rules
