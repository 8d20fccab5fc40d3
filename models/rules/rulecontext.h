#pragma once

#include "models/rules/alerttable.h"
#include "models/rules/grouprunner.h"
#include "models/rules/serieswriter.h"
#include "models/rules/template.h"

namespace checkwatch::rules {

/// What the rules of one group share while they are evaluated.
struct RuleContext
{
    const Group& group;
    const GroupContext& outside;
    promql::Engine& engine;
    SeriesWriter& writer;
    AlertTable& table;

    /// The instant vector of an expression as a rule sees it: a scalar is one element without labels.
    base::Result<promql::Vector> query(const promql::ExprPtr& expr, base::Timestamp time) const;
    /// Everything a template needs but the element.
    [[nodiscard]] TemplateData templateData(const Rule& rule, base::Timestamp time) const;
};

} // namespace checkwatch::rules
