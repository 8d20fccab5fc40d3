#pragma once

#include "models/fleet/explanation.h"
#include "ui/common/format.h"

#include <QList>
#include <QString>

namespace checkwatch::charts {

/// The arithmetic of a rule's value in words, two columns a row: what is counted, and how it goes into the value.
struct WhyLine
{
    QString left;
    QString right;
};
/// For rules of the form `increase(x[1m]) > 0` (rate, delta and every comparison alike); empty for others.
[[nodiscard]] QList<WhyLine> whyLines(const fleet::Explanation& why);

/// "increase(x[1m]) > 0 for 1m · evaluated 12:06:20, every 5 s"
[[nodiscard]] QString whyRule(const fleet::Explanation& why, common::Zone zone);

/// One sentence on what happens next: "Fires in 0:22 at the earliest." Empty where nothing is on its way.
[[nodiscard]] QString whyNext(const fleet::Explanation& why, base::Timestamp now, common::Zone zone);

/// What has to be said of the explanation itself: why there is none, or what it leaves out. Empty where nothing has.
[[nodiscard]] QString whyCaveat(const fleet::Explanation& why);

} // namespace checkwatch::charts
