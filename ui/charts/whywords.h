#pragma once

#include "models/fleet/history.h"
#include "ui/common/format.h"

#include <QString>
#include <QStringList>

namespace checkwatch::charts {

/// The arithmetic of a rule's value in words, two columns a row: what is counted, and how it goes into the value.
struct WhyLine
{
    QString left;
    QString right;
};
[[nodiscard]] QList<WhyLine> whyLines(const fleet::Explanation& why);

/// "increase(x[1m]) > 0 for 1m · evaluated 12:06:20, every 5 s"
[[nodiscard]] QString whyRule(const fleet::Explanation& why, common::Zone zone);

/// One sentence on what happens next: "Fires in 0:22 at the earliest." Empty where nothing is on its way.
[[nodiscard]] QString whyNext(const fleet::Explanation& why, base::Timestamp now, common::Zone zone);

} // namespace checkwatch::charts
