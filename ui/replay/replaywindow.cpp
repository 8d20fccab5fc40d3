#include "ui/replay/replaywindow.h"

#include "ui/charts/zoomstack.h"
#include "ui/common/text.h"
#include "ui/replay/damagenotice.h"
#include "ui/replay/evaluationbar.h"
#include "ui/replay/momenttext.h"
#include "ui/replay/namedspan.h"
#include "ui/replay/noticeline.h"
#include "ui/replay/recordedevents.h"
#include "ui/replay/recordingwords.h"
#include "ui/replay/replayactions.h"
#include "ui/replay/replaybanner.h"
#include "ui/replay/timelinestrip.h"
#include "ui/replay/timewords.h"
#include "ui/workstation/fleetpanels.h"

#include <QAction>
#include <QCloseEvent>
#include <QSplitter>

#include <algorithm>

namespace checkwatch::replay {

using session::Replay;
using workstation::FleetPanels;

ReplayWindow::ReplayWindow(Replay* replay, QWidget* parent)
    : QMainWindow(parent), m_actions(new ReplayActions(this)), m_banner(new ReplayBanner(*m_actions, this)),
      m_damage(new DamageNotice(this)), m_remark(new NoticeLine(common::Role::Pending, common::Role::Text, this)),
      m_missing(new common::PlainLabel(this, common::PlainLabel::Fit::Wrap)), m_strip(new TimelineStrip(this)),
      m_events(new RecordedEvents(this)), m_panels(new FleetPanels(this)), m_evaluation(new EvaluationBar(this))
{
    resize(1600, 1000);
    build();
    buildMenus();
    connectActions();
    connectPanels();
    m_strip->setFocus(Qt::OtherFocusReason);
    m_told.setSingleShot(true);
    m_fresh.setSingleShot(true);
    connect(&m_told, &QTimer::timeout, this, &ReplayWindow::showAbout);
    setReplay(replay);
}

ReplayWindow::~ReplayWindow() = default;

void ReplayWindow::setReplay(Replay* replay)
{
    if (m_replay != nullptr)
        disconnect(m_replay, nullptr, this, nullptr);
    m_replay = replay;
    m_evaluated = 0;
    m_actions->setReplay(replay);
    m_events->setReplay(replay);
    m_panels->setSession(replay);
    m_panels->stop(); // ages stand still while nothing is played
    if (replay == nullptr)
        return;
    connectReplay();
    takeFacts();
    takeTimeline(replay->timeline());
    m_banner->setRules(replay->rules());
    m_actions->setPlaying(replay->playing());
    move(replay->now());
}

void ReplayWindow::connectReplay()
{
    connect(m_replay, &Replay::moved, this, &ReplayWindow::move);
    connect(m_replay, &Replay::timelineReady, this, [this](const fleet::TimelinePtr& timeline) {
        takeFacts();
        takeTimeline(timeline);
        m_events->refresh();
    });
    connect(m_replay, &Replay::playingChanged, m_actions, &ReplayActions::setPlaying);
    connect(m_replay, &Replay::progress, this, [this](double share) {
        m_actions->again->setEnabled(false);
        m_evaluation->setShare(share);
        m_evaluated = share;
        // They come with the evaluation; at its end with the timeline.
        if (share < 1 && (m_events->isEmpty() || (!m_replay->settled() && !m_fresh.isActive()))) {
            m_events->refresh();
            m_fresh.start(1000);
        }
        showMissing();
    });
    connect(m_replay, &Replay::damageKnown, this, &ReplayWindow::takeFacts);
    connect(m_replay, &Replay::grew, this, [this] {
        takeFacts();
        takeTimeline(m_replay->timeline());
    });
    connect(m_replay, &Replay::firstAlertFound, this, [this](base::Timestamp time) {
        tell(QStringLiteral("First alert at %1: %2 goes there")
                 .arg(momentWords(time, m_panels->status()->zone()), m_actions->firstAlert->shortcut().toString()));
    });
    connect(m_replay, &Replay::failed, this, [this](const QString& text) { m_panels->showNotice(text, true); });
}

void ReplayWindow::takeFacts()
{
    const session::RecordingFacts facts = m_replay->facts();
    m_end = facts.to;
    setWindowTitle(QStringLiteral("REPLAY · %1 · Checkwatch").arg(QString::fromStdString(facts.name)));
    m_banner->setFacts(facts);
    showMissing();
    m_damage->setDamage(damageWords(facts), facts.damage);
    showAbout();
}

/// Below the events: what is not among them.
void ReplayWindow::showMissing()
{
    if (m_replay == nullptr)
        return;
    const session::RecordingFacts facts = m_replay->facts();
    QStringList words;
    if (!m_replay->settled()) {
        const auto whole = static_cast<double>((facts.to - facts.from).count());
        const base::Timestamp known = facts.from + base::Duration(static_cast<std::int64_t>(m_evaluated * whole));
        words << knownWords(known, m_panels->status()->zone());
    }
    words << missingWords(facts);
    words.removeAll(QString());
    m_missing->setPlain(words.join(QStringLiteral(". ")));
    m_missing->setVisible(!words.isEmpty());
}

void ReplayWindow::showAbout()
{
    if (m_replay == nullptr || m_told.isActive())
        return;
    const session::RecordingFacts facts = m_replay->facts();
    QString words = wholenessWords(facts);
    if (m_evaluation->seconds())
        words += QStringLiteral(" · rules evaluated over it in %1 s").arg(common::exact(*m_evaluation->seconds(), 1));
    m_panels->status()->setAbout(words, facts.damage.empty() ? common::Role::Muted : common::Role::DownText);
}

/// A word in the status bar, for a while.
void ReplayWindow::tell(const QString& text)
{
    m_panels->status()->setAbout(text, common::Role::Text);
    m_told.start(6000);
}

void ReplayWindow::takeTimeline(const fleet::TimelinePtr& timeline)
{
    const session::RecordingFacts facts = m_replay->facts();
    m_strip->setRecording(facts.from, facts.to, timeline);
    shareOutSpace();
}

void ReplayWindow::move(base::Timestamp time)
{
    if (m_replay->facts().to != m_end) { // it is being written
        takeFacts();
        takeTimeline(m_replay->timeline());
    }
    m_strip->setPosition(time);
    m_events->setPosition(time);
    m_evaluation->setSettled(m_replay->settled());
    showMissing();
    showMoment();
    m_panels->tick();
}

void ReplayWindow::showMoment()
{
    if (m_replay != nullptr)
        m_banner->setTime(m_replay->now(), m_panels->status()->zone());
}

Place ReplayWindow::here() const
{
    if (m_replay == nullptr)
        return {};
    const session::RecordingFacts facts = m_replay->facts();
    return {facts.from, facts.to, m_replay->now(), m_panels->status()->zone()};
}

std::vector<NamedSpan> ReplayWindow::spans() const
{
    const fleet::TimelinePtr timeline = m_replay != nullptr ? m_replay->timeline() : nullptr;
    return spansAt(here(), timeline.get(), m_strip->range(), m_panels->selection().current().server);
}

void ReplayWindow::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_panels->setRunbooks(std::move(library));
}

void ReplayWindow::offerLive(bool offered)
{
    m_banner->offerLive(offered);
}

void ReplayWindow::showRemark(const QString& text)
{
    m_remark->setWords(text);
}

void ReplayWindow::play(int speed)
{
    m_banner->setSpeed(speed);
    if (m_replay != nullptr)
        m_replay->play(m_banner->speed());
}

/// The timeline has as much as its lanes need, within a share of the window; the panels have the rest.
void ReplayWindow::shareOutSpace()
{
    if (m_sizesChosen)
        return;
    constexpr int frame = 10;
    const int height = m_parts->height();
    const int least = m_strip->minimumSizeHint().height() + frame;
    const int most = m_strip->heightWithin(height * 27 / 100 - frame) + frame;
    const int strip = std::clamp(m_strip->wholeHeight() + frame, least, std::max(least, most));
    m_parts->setSizes({strip, height - strip});
}

void ReplayWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    shareOutSpace();
}

void ReplayWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    shareOutSpace();
}

void ReplayWindow::closeEvent(QCloseEvent* event)
{
    QMainWindow::closeEvent(event);
    if (m_replay != nullptr)
        m_replay->pause();
    Q_EMIT closed();
}

} // namespace checkwatch::replay
