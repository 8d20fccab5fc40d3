#pragma once

#include "models/session/replay.h"
#include "ui/common/format.h"
#include "ui/workstation/emptywords.h"

#include <QString>

/// What a recording is, in words; raw text in them has passed the gateway.
namespace checkwatch::replay {

/// "lb-fleet.cwrec · 24 h · 5 s scrapes"
[[nodiscard]] QString headWords(const session::RecordingFacts& facts);
/// "Recording whole · 54 servers · 28 M samples · 7.6 MB", or how often it is damaged.
[[nodiscard]] QString wholenessWords(const session::RecordingFacts& facts);
/// One sentence about the damage; empty where there is none.
[[nodiscard]] QString damageWords(const session::RecordingFacts& facts);
/// That what comes later than a time is not known yet, by the evaluation of the rules.
[[nodiscard]] QString knownWords(base::Timestamp to, common::Zone zone);
/// What a reader might look for in vain; empty where there is nothing of that kind.
[[nodiscard]] QString missingWords(const session::RecordingFacts& facts);
/// What panels say that have nothing to show at a time of a recording.
[[nodiscard]] workstation::EmptyWords recordedEmptyWords(const fleet::Snapshot& snapshot);

} // namespace checkwatch::replay
