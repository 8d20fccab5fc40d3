#pragma once

#include "models/fleet/acknowledgement.h"
#include "models/fleet/silences.h"
#include "models/items/alertlistmodel.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"
#include "ui/common/glyphs.h"

#include <QString>

/// What one row of the alert panel says. Raw names have passed the text gateway.
namespace checkwatch::alerts {

struct AlertText
{
    common::Glyph glyph = common::Glyph::None;
    common::Role colour = common::Role::Muted;
    QString title;        ///< "app / web-02"
    QString place;        ///< "on lb-01 · DOWN"
    QString state;        ///< at the right: "firing 3:12"
    QString detail;       ///< "HaproxyServerHealthcheckFailure · warning"
    QString value;        ///< at the right under the state: "9.8 failures/min"
    QString briefValue;   ///< instead of it where that would push the detail onto a second line: "9.8/min"
    double progress = -1; ///< 0..1 of `for` that has passed; -1 = no bar
    QString footer;       ///< "fires in 0:22 at the earliest"
    QString also; ///< companion alerts in the same row: "and HaproxyServerFlapping firing 1:17"; said, not painted
    QString more; ///< for tooltips: times in full
};

struct AlertMoment
{
    base::Timestamp now{};
    common::Zone zone = common::Zone::Utc;
    common::ExporterNames names{};
    fleet::SnapshotPtr snapshot{};
    fleet::Acknowledgements acknowledged{}; ///< in that
    fleet::Silences silenced{};             ///< in that too
};

[[nodiscard]] AlertText textOf(const items::AlertItem& item, const AlertMoment& moment);
/// The row as one line of plain text, for copying.
[[nodiscard]] QString lineOf(const AlertText& text);
/// "1 firing · 1 pending · 1 down without one"
[[nodiscard]] QString summaryOf(const items::AlertListModel::Counts& counts);

} // namespace checkwatch::alerts
