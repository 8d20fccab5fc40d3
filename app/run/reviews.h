#pragma once

#include "models/fleet/snapshot.h"
#include "ui/common/format.h"
#include "ui/replay/namedspan.h"

#include <QString>

#include <functional>
#include <optional>
#include <string>
#include <vector>

class QWidget;

/// The windows that look back on a whole recording: backtest and report. GUI thread.
namespace checkwatch::app {

struct ReviewSubject
{
    std::string path;   ///< of the recording
    std::string config; ///< of the rules as they are now; "" for none
    common::Zone zone = common::Zone::Utc;
    std::optional<base::Timestamp> now{}; ///< where one is; unset: its end
    /// What somebody may mean, by the recording's ends.
    std::function<std::vector<replay::NamedSpan>(const replay::Place&)> spans;
};

/// Opens a window over `over`, or a word of why it cannot. `lead` goes to a time and a server ("" for none) of the recording.
void openBacktest(QWidget& over, const ReviewSubject& subject,
                  std::function<void(base::Timestamp, const QString&)> lead);
void openReport(QWidget& over, const ReviewSubject& subject);

/// All of it, its last hour, and, while alerts fire, the time around them.
std::vector<replay::NamedSpan> liveSpans(const fleet::SnapshotPtr& snapshot, const replay::Place& place);

} // namespace checkwatch::app
