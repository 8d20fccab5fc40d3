#include "ui/charts/failureschart.h"
#include "ui/common/confirm.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"
#include "ui/replay/damagenotice.h"
#include "ui/replay/evaluationbar.h"
#include "ui/replay/linedialog.h"
#include "ui/replay/momenttext.h"
#include "ui/replay/recordedevents.h"
#include "ui/replay/recordingwords.h"
#include "ui/replay/replayactions.h"
#include "ui/replay/replaybanner.h"
#include "ui/replay/replaywindow.h"
#include "ui/replay/timelinestrip.h"
#include "ui/replay/timewords.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/helpdialog.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QKeyEvent>
#include <QMenuBar>
#include <QSplitter>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

// What stands where in the window, and what can be done in it.
namespace checkwatch::replay {

using session::Replay;
using workstation::FleetPanels;

namespace {

constexpr std::array<workstation::PanelKey, 4> stripKeys{{
    {"Up, Down, Enter", "timeline: choose a lane, select its server"},
    {"+, -, 0", "timeline: zoom in, out, show all"},
    {"Page Up, Page Down", "timeline: earlier, later"},
    {"Enter", "events: go there"},
}};

/// Keys of the window that mean something else where the focus is. Lines to type in keep theirs by themselves.
bool keepsKey(const QWidget* focus, int key)
{
    const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
    if (qobject_cast<const QAbstractButton*>(focus) != nullptr)
        return key == Qt::Key_Space;
    if (qobject_cast<const QComboBox*>(focus) != nullptr)
        return key == Qt::Key_Space || key == Qt::Key_Home || key == Qt::Key_End;
    if (qobject_cast<const QTabBar*>(focus) != nullptr)
        return sideways;
    if (qobject_cast<const charts::FailuresChart*>(focus) != nullptr)
        return sideways || key == Qt::Key_Home;
    return false;
}

/// The list of events, and under it what a recording has not got.
QWidget* eventsPage(RecordedEvents* events, common::PlainLabel* missing, QWidget* parent)
{
    auto* page = new QWidget(parent);
    missing->setInk(common::Role::Muted);
    missing->setContentsMargins(10, 4, 10, 6);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(1, 0, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(events, 1);
    layout->addWidget(missing);
    return page;
}

} // namespace

void ReplayWindow::build()
{
    m_panels->addPageAtLeft(eventsPage(m_events, m_missing, m_panels), QStringLiteral("Events"));
    m_panels->setEmptyWords(recordedEmptyWords);
    auto* frame = new common::Panel(QString(), this);
    frame->setContentsMargins(1, 1, 1, 1);
    frame->setContent(m_strip);
    auto* top = new QWidget(this);
    auto* topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(8, 8, 8, 0);
    topLayout->addWidget(frame);
    m_parts = new QSplitter(Qt::Vertical, this);
    m_parts->addWidget(top);
    m_parts->addWidget(m_panels);
    m_parts->setHandleWidth(6);
    m_parts->setChildrenCollapsible(false);
    m_parts->setStretchFactor(1, 1);
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_sizesChosen = true; });
    auto* centre = new QWidget(this);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_remark);
    layout->addWidget(m_damage);
    layout->addWidget(m_parts, 1);
    setCentralWidget(centre);
    setStatusBar(m_panels->status());
    m_panels->status()->insertPermanentWidget(1, m_evaluation);
}

void ReplayWindow::buildMenus()
{
    QMenu* file = menuBar()->addMenu(QStringLiteral("&File"));
    file->addActions({m_actions->backtest, m_actions->report});
    file->addSeparator();
    file->addAction(QStringLiteral("&Close"), QKeySequence::Close, this, &QWidget::close);
    m_panels->fillViewMenu(menuBar()->addMenu(QStringLiteral("&View")));
    m_panels->fillServersMenu(menuBar()->addMenu(QStringLiteral("&Servers")));
    m_panels->fillAlertsMenu(menuBar()->addMenu(QStringLiteral("&Alerts")));
    m_actions->fill(menuBar()->addMenu(QStringLiteral("&Replay")));
    workstation::addHelpMenu(*this, stripKeys);
}

void ReplayWindow::connectActions()
{
    connect(m_actions->play, &QAction::triggered, this, &ReplayWindow::togglePlay);
    connect(m_actions->faster, &QAction::triggered, m_banner, [this] { m_banner->changeSpeed(1); });
    connect(m_actions->slower, &QAction::triggered, m_banner, [this] { m_banner->changeSpeed(-1); });
    connect(m_banner, &ReplayBanner::speedChosen, this, &ReplayWindow::setSpeed);
    connect(m_banner, &ReplayBanner::rulesChosen, this, [this](Replay::Rules rules) {
        m_evaluated = 0;
        if (m_replay != nullptr)
            m_replay->useRules(rules);
    });
    connect(m_actions->again, &QAction::triggered, this, [this] {
        if (m_replay != nullptr)
            m_replay->useRules(m_replay->rules());
    });
    connect(m_actions->goTo, &QAction::triggered, this, &ReplayWindow::askForTime);
    connect(m_actions->note, &QAction::triggered, this, &ReplayWindow::askForNote);
    connect(m_actions->bookmark, &QAction::triggered, this, [this] { addNote({}); });
    connect(m_actions->previousMark, &QAction::triggered, this, [this] { stepMark(false); });
    connect(m_actions->nextMark, &QAction::triggered, this, [this] { stepMark(true); });
    connect(m_actions->whole, &QAction::triggered, m_strip, &TimelineStrip::showAll);
    connect(m_actions->backtest, &QAction::triggered, this, &ReplayWindow::backtestRequested);
    connect(m_actions->report, &QAction::triggered, this, &ReplayWindow::reportRequested);
    connect(m_actions->live, &QAction::triggered, this, &ReplayWindow::liveRequested);
    connect(m_evaluation, &EvaluationBar::finished, this, &ReplayWindow::showAbout);
    connect(m_evaluation, &EvaluationBar::cancelled, this, [this] {
        if (m_replay != nullptr)
            m_replay->cancel();
        m_actions->again->setEnabled(true);
        tell(QStringLiteral("Evaluation stopped; Replay > Go on evaluating the rules takes it up"));
    });
}

void ReplayWindow::connectPanels()
{
    const auto seek = [this](base::Timestamp time) {
        if (m_replay != nullptr)
            m_replay->seek(time);
    };
    const auto select = [this](fleet::ServerId server) { m_panels->selection().select({server, 0}); };
    connect(m_strip, &TimelineStrip::scrubbed, this, seek);
    connect(m_strip, &TimelineStrip::serverChosen, this, select);
    connect(m_events, &RecordedEvents::eventChosen, this, [seek, select](const fleet::Event& event) {
        seek(event.time);
        if (event.server != fleet::noServer)
            select(event.server);
    });
    connect(&m_panels->selection(), &workstation::Selection::changed, this,
            [this] { m_strip->setSelected(m_panels->selection().current().server); });
    connect(&m_panels->zoom(), &charts::ZoomStack::rangeChanged, this,
            [this] { m_strip->setWindow(m_panels->zoom().range().from, m_panels->zoom().range().to); });
    connect(m_panels->status(), &workstation::StatusLine::zoneChanged, this, [this](common::Zone zone) {
        m_strip->setZone(zone);
        m_events->setZone(zone);
        showMissing();
        showMoment();
    });
    connect(m_panels, &FleetPanels::snapshotShown, this, [this](const fleet::SnapshotPtr& snapshot) {
        m_strip->setTargets(snapshot->targets);
        m_events->setTargets(snapshot->targets);
    });
    connect(m_panels, &FleetPanels::themeChosen, this, &ReplayWindow::themeChosen);
}

void ReplayWindow::togglePlay()
{
    if (m_replay == nullptr)
        return;
    if (m_replay->playing())
        m_replay->pause();
    else
        m_replay->play(m_banner->speed());
}

void ReplayWindow::setSpeed(double speed)
{
    if (m_replay != nullptr && m_replay->playing())
        m_replay->play(speed);
}

void ReplayWindow::stepMark(bool forward)
{
    const fleet::TimelinePtr timeline = m_replay != nullptr ? m_replay->timeline() : nullptr;
    if (!timeline)
        return;
    const auto& marks = timeline->marks;
    const base::Timestamp now = m_replay->now();
    if (forward) {
        const auto next = std::ranges::find_if(marks, [now](const auto& mark) { return mark.time > now; });
        if (next != marks.end())
            m_replay->seek(next->time);
        return;
    }
    const auto previous
        = std::find_if(marks.rbegin(), marks.rend(), [now](const auto& mark) { return mark.time < now; });
    if (previous != marks.rend())
        m_replay->seek(previous->time);
}

base::Result<void> ReplayWindow::goTo(const QString& text)
{
    const auto time = parseMoment(text, here());
    if (!time)
        return time.error();
    if (m_replay != nullptr)
        m_replay->seek(*time);
    return {};
}

void ReplayWindow::askForTime()
{
    const auto check = [this](const QString& line) -> base::Result<QString> {
        const auto time = parseMoment(line, here());
        if (!time)
            return time.error();
        return momentWords(*time, here().zone);
    };
    auto* dialog = new LineDialog({QStringLiteral("Go to time"),
                                   QStringLiteral("03:14:25, 2026-11-21 03:14, +5m or -90s from here, 10m from the "
                                                  "beginning, Unix seconds, RFC 3339"),
                                   QStringLiteral("Go")},
                                  check, this);
    connect(dialog, &LineDialog::lineAccepted, this, [this](const QString& line) { (void)goTo(line); });
    dialog->open();
}

void ReplayWindow::askForNote()
{
    const QString when = momentWords(here().now, here().zone);
    const auto check = [when](const QString&) -> base::Result<QString> {
        return QStringLiteral("kept beside the recording, at %1").arg(when);
    };
    auto* dialog = new LineDialog(
        {QStringLiteral("Note here"), QStringLiteral("what happened, what you saw or did"), QStringLiteral("Keep")},
        check, this);
    connect(dialog, &LineDialog::lineAccepted, this, &ReplayWindow::addNote);
    dialog->open();
}

void ReplayWindow::addNote(const QString& text)
{
    if (m_replay == nullptr)
        return;
    const auto kept = m_replay->addNote(text.toStdString());
    if (!kept) {
        common::confirm(
            this,
            {text.isEmpty() ? QStringLiteral("The bookmark was not kept") : QStringLiteral("The note was not kept"),
             QString::fromStdString(kept.error().text()), QStringLiteral("Close")},
            [] {});
        return;
    }
    tell((text.isEmpty() ? QStringLiteral("Bookmark at ") : QStringLiteral("Noted at "))
         + momentWords(here().now, here().zone));
}

bool ReplayWindow::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::NoModifier && keepsKey(focusWidget(), key->key())) {
            key->accept();
            return true;
        }
    }
    return QMainWindow::event(event);
}

} // namespace checkwatch::replay
