#pragma once

#include "models/items/rulelistmodel.h"
#include "ui/common/theme.h"

#include <QString>

/// The words for rules and for what is known of them; all have passed the text gateway.
namespace checkwatch::rulepage {

struct Words
{
    QString text;
    common::Role ink = common::Role::Text;
};

/// One cell of the list.
[[nodiscard]] Words cellWords(const items::RuleItem& item, items::RuleColumn column);
[[nodiscard]] QString heading(items::RuleColumn column);
/// "group CheckwatchCompanion · builtin/rules/….yml:5 · every 5 s, took < 1 ms"
[[nodiscard]] QString placeWords(const rules::RuleStatus& status);
/// "alert after 1 m of truth (for)", "recorded at every evaluation"
[[nodiscard]] QString holdWords(const rules::Rule& rule);
/// "cannot fire", "may miss", "note"
[[nodiscard]] Words severityWords(rules::Severity severity);
/// "fires", "at times (35 %)", "never"
[[nodiscard]] Words caughtWords(const rules::ShapeVerdict& shape);
/// The whole row, for screen readers and the tooltip.
[[nodiscard]] QString rowWords(const items::RuleItem& item);

} // namespace checkwatch::rulepage
