#include "ui/replay/replayactions.h"

#include "models/session/replay.h"

#include <QAction>
#include <QMenu>

namespace checkwatch::replay {

using session::Replay;

ReplayActions::ReplayActions(QObject* parent)
    : QObject(parent), play(make(QStringLiteral("Play"), {Qt::Key_Space})),
      previous(make(QStringLiteral("Previous event"), {Qt::Key_Left})),
      next(make(QStringLiteral("Next event"), {Qt::Key_Right})),
      previousEvaluation(make(QStringLiteral("Previous evaluation"), {Qt::SHIFT | Qt::Key_Left})),
      nextEvaluation(make(QStringLiteral("Next evaluation"), {Qt::SHIFT | Qt::Key_Right})),
      previousScrape(make(QStringLiteral("Previous scrape"), {Qt::CTRL | Qt::Key_Left})),
      nextScrape(make(QStringLiteral("Next scrape"), {Qt::CTRL | Qt::Key_Right})),
      previousMark(make(QStringLiteral("Previous mark"), {Qt::Key_BracketLeft})),
      nextMark(make(QStringLiteral("Next mark"), {Qt::Key_BracketRight})),
      firstAlert(make(QStringLiteral("To the first alert"), {Qt::Key_A})),
      start(make(QStringLiteral("To the beginning"), {Qt::Key_Home})),
      end(make(QStringLiteral("To the end"), {Qt::Key_End})),
      faster(make(QStringLiteral("Play faster"), {Qt::Key_Period})),
      slower(make(QStringLiteral("Play slower"), {Qt::Key_Comma})),
      goTo(make(QStringLiteral("Go to…"), {Qt::CTRL | Qt::Key_G, Qt::Key_G})),
      note(make(QStringLiteral("Note here…"), {Qt::Key_N})), bookmark(make(QStringLiteral("Bookmark"), {Qt::Key_B})),
      whole(make(QStringLiteral("Show the whole recording"), {Qt::CTRL | Qt::Key_0})),
      again(make(QStringLiteral("Go on evaluating the rules"), {})),
      backtest(make(QStringLiteral("&Backtest…"), {Qt::CTRL | Qt::Key_T})),
      report(make(QStringLiteral("&Export report…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_E})),
      live(make(QStringLiteral("Back to live"), {}))
{
    previous->setIconText(QStringLiteral("‹ event"));
    next->setIconText(QStringLiteral("event ›"));
    again->setEnabled(false); // until somebody stops it
    connectSteps();
}

QAction* ReplayActions::make(const QString& words, const QList<QKeySequence>& keys)
{
    auto* action = new QAction(words, this);
    action->setShortcuts(keys);
    return action;
}

void ReplayActions::connectSteps()
{
    const auto step = [this](QAction* action, Replay::Stop stop, bool forward) {
        connect(action, &QAction::triggered, this, [this, stop, forward] {
            if (m_replay != nullptr)
                m_replay->step(stop, forward);
        });
    };
    step(previous, Replay::Stop::Event, false);
    step(next, Replay::Stop::Event, true);
    step(previousEvaluation, Replay::Stop::Evaluation, false);
    step(nextEvaluation, Replay::Stop::Evaluation, true);
    step(previousScrape, Replay::Stop::Scrape, false);
    step(nextScrape, Replay::Stop::Scrape, true);
    connect(firstAlert, &QAction::triggered, this, [this] {
        if (const auto time = m_replay != nullptr ? m_replay->firstAlert() : std::nullopt)
            m_replay->seek(*time);
    });
    connect(start, &QAction::triggered, this, [this] {
        if (m_replay != nullptr)
            m_replay->seek(m_replay->facts().from);
    });
    connect(end, &QAction::triggered, this, [this] {
        if (m_replay != nullptr)
            m_replay->seek(m_replay->facts().to);
    });
}

void ReplayActions::setReplay(Replay* replay)
{
    m_replay = replay;
}

void ReplayActions::setPlaying(bool playing)
{
    play->setText(playing ? QStringLiteral("Pause") : QStringLiteral("Play"));
}

void ReplayActions::fill(QMenu* menu)
{
    menu->addActions({play, faster, slower});
    menu->addSeparator();
    menu->addActions({previous, next, previousEvaluation, nextEvaluation, previousScrape, nextScrape});
    menu->addSeparator();
    menu->addActions({firstAlert, start, end, goTo, whole});
    menu->addSeparator();
    menu->addActions({note, bookmark, previousMark, nextMark});
    menu->addSeparator();
    menu->addAction(again);
}

} // namespace checkwatch::replay
