#pragma once

#include "models/fleet/recordingstate.h"
#include "models/fleet/snapshot.h"
#include "ui/common/format.h"
#include "ui/workstation/fleettotals.h"

#include <QString>

namespace checkwatch::workstation {

/// How far the data may be believed, in words.
struct FreshnessWords
{
    QString text;       ///< "oldest data 48 s · lb-03 not answering", "data 2 s old"
    bool fresh = false; ///< every exporter answers
    int answering = 0;
    int targets = 0;
    QString firstError; ///< "lb-03: connection refused"; else of one that answers without HAProxy's metrics
};
[[nodiscard]] FreshnessWords freshnessOf(const fleet::Snapshot& snapshot, base::Timestamp now);
/// "watching since 12:05, cannot fire before 12:07" while that is so; else empty.
[[nodiscard]] QString startingWords(const fleet::Snapshot& snapshot, base::Timestamp now, common::Zone zone);
/// "HaproxyServerHealthcheckFailure cannot fire here" of a health-check rule of which that is true; else empty.
[[nodiscard]] QString silentRuleWords(const fleet::Snapshot& snapshot);
/// "18 rules evaluated here every 5 s in 0.3 ms; your pager may differ"
[[nodiscard]] QString verdictWords(const fleet::Snapshot& snapshot);
/// "Recording 00:42:10 · 1.2 MB", or why it does not record; empty where that is not wanted.
[[nodiscard]] QString recordingWords(const fleet::RecordingState& state, base::Timestamp now);

} // namespace checkwatch::workstation
