#pragma once

#include "models/base/result.h"
#include "models/items/filter.h"

#include <QString>
#include <QStringView>

#include <optional>

namespace checkwatch::items {

/// Of a filter that cannot be read, counted from 0.
[[nodiscard]] base::Error errorAt(qsizetype position, const QString& message);

/// The term at `at` where it is a matcher of Prometheus, `env="prod"` or `-dc=~"fra|ams"`, with a comma behind it or not;
/// leaves `at` behind it. nullopt where it is something else. Errors carry the position, as those of Filter::parse().
[[nodiscard]] base::Result<std::optional<LabelTerm>> readLabelTerm(QStringView text, qsizetype& at);

} // namespace checkwatch::items
