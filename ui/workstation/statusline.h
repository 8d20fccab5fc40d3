#pragma once

#include "ui/common/format.h"
#include "ui/common/theme.h"
#include "ui/workstation/fleetcounts.h"

#include <QStatusBar>

class QToolButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::workstation {

class TextRow;

/// The status bar: how fresh, what failed, whose verdict, what time. Where room is short, whose verdict gives way first. A
/// click on the clock switches UTC and local. GUI thread.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setSnapshot(const fleet::Snapshot& snapshot, base::Timestamp now);
    void setNow(const fleet::Snapshot& snapshot, base::Timestamp now);
    void setNotice(const QString& text, bool error);
    void setRecording(const fleet::RecordingState& state);
    /// What is said of the recording that is shown, where one is.
    void setAbout(const QString& text, common::Role ink);
    [[nodiscard]] common::Zone zone() const { return m_zone; }
    void setZone(common::Zone zone);

Q_SIGNALS:
    void zoneChanged(checkwatch::common::Zone zone);

private:
    void showClock(base::Timestamp now);
    void showRecording();

    TextRow* m_texts;
    common::PlainLabel* m_fresh;
    common::PlainLabel* m_error;
    common::PlainLabel* m_about;
    common::PlainLabel* m_verdict;
    common::PlainLabel* m_starting;
    common::PlainLabel* m_silent; ///< that the health-check rule cannot fire here
    common::PlainLabel* m_recording;
    QToolButton* m_clock;
    common::Zone m_zone = common::Zone::Utc;
    base::Timestamp m_now{};
    QString m_notice;
    bool m_noticeIsError = false;
    fleet::RecordingState m_recordingState;
};

} // namespace checkwatch::workstation
