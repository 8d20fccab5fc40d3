#include "ui/workstation/statusline.h"

#include "ui/common/text.h"
#include "ui/workstation/textrow.h"

#include <QToolButton>

namespace checkwatch::workstation {

using common::Role;

namespace {
constexpr int leastImportant = 5; ///< a recording that goes on as it should
}

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent), m_texts(new TextRow(this)), m_fresh(m_texts->addText(0)), m_error(m_texts->addText(2)),
      m_about(m_texts->addText(1)), m_verdict(m_texts->addText(4, false, common::PlainLabel::Fit::Clauses)),
      m_starting(m_texts->addText(3, true)), m_silent(m_texts->addText(1, true)),
      m_recording(m_texts->addText(leastImportant, true)), m_clock(new QToolButton(this))
{
    setSizeGripEnabled(false);
    setContentsMargins(10, 0, 6, 0);
    m_fresh->setInk(Role::Muted);
    m_error->setInk(Role::PendingText);
    m_verdict->setInk(Role::Muted);
    m_starting->setInk(Role::PendingText);
    m_silent->setInk(Role::PendingText);
    m_recording->setInk(Role::Muted);
    addWidget(m_texts, 1);
    addPermanentWidget(m_clock);
    m_clock->setAutoRaise(true);
    m_clock->setAccessibleName(QStringLiteral("Clock, switches between UTC and local time"));
    common::setPlainToolTip(m_clock, QStringLiteral("Switch between UTC and local time"));
    connect(m_clock, &QToolButton::clicked, this,
            [this] { setZone(m_zone == common::Zone::Utc ? common::Zone::Local : common::Zone::Utc); });
}

void StatusLine::setZone(common::Zone zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    showClock(m_now);
    Q_EMIT zoneChanged(zone);
}

void StatusLine::setSnapshot(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    m_verdict->setPlain(verdictWords(snapshot));
    setNow(snapshot, now);
}

void StatusLine::setNow(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    const FreshnessWords words = freshnessOf(snapshot, now);
    m_fresh->setPlain(words.targets == 0 ? QStringLiteral("no exporters")
                                         : QStringLiteral("%1 of %2 exporter%3 fresh")
                                               .arg(words.answering)
                                               .arg(words.targets)
                                               .arg(words.targets == 1 ? QString() : QStringLiteral("s")));
    const bool notice = !m_notice.isEmpty() && (m_noticeIsError || words.firstError.isEmpty());
    m_error->setPlain(notice ? m_notice : words.firstError);
    m_error->setInk(notice && !m_noticeIsError ? Role::Muted : Role::PendingText);
    const QString silent = silentRuleWords(snapshot);
    m_silent->setPlain(silent);
    m_starting->setPlain(silent.isEmpty() ? startingWords(snapshot, now, m_zone) : QString());
    showClock(now);
}

void StatusLine::setNotice(const QString& text, bool error)
{
    m_notice = common::display(text);
    m_noticeIsError = error;
}

void StatusLine::setRecording(const fleet::RecordingState& state)
{
    m_recordingState = state;
    m_recording->setInk(state.mode == fleet::RecordingMode::Paused ? Role::PendingText : Role::Muted);
    m_texts->setImportance(m_recording, state.mode == fleet::RecordingMode::Recording ? leastImportant : 2);
    common::setPlainToolTip(m_recording, common::display(state.reason.empty() ? state.path : state.reason));
    showRecording();
}

void StatusLine::setAbout(const QString& text, Role ink)
{
    m_about->setInk(ink);
    m_about->setPlain(text);
    m_texts->layOut();
}

void StatusLine::showRecording()
{
    m_recording->setPlain(recordingWords(m_recordingState, m_now));
    m_texts->layOut();
}

void StatusLine::showClock(base::Timestamp now)
{
    m_now = now;
    showRecording();
    const QString zone = m_zone == common::Zone::Utc ? QStringLiteral(" UTC") : QStringLiteral(" local");
    m_clock->setText(common::clockTime(now, m_zone) + zone);
}

} // namespace checkwatch::workstation
