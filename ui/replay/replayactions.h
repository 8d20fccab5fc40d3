#pragma once

#include <QObject>

class QAction;
class QMenu;

namespace checkwatch::session {
class Replay;
}

namespace checkwatch::replay {

/// What can be done in a recording, with its keys: the same objects in the menu, the banner and the help. GUI thread.
class ReplayActions : public QObject
{
    Q_OBJECT

public:
    explicit ReplayActions(QObject* parent);

    /// Steps and play go to the session; null: nothing does anything.
    void setReplay(session::Replay* replay);
    void setPlaying(bool playing);
    void fill(QMenu* menu);

    QAction* play;
    QAction* previous; ///< event, as `next`
    QAction* next;
    QAction* previousEvaluation;
    QAction* nextEvaluation;
    QAction* previousScrape;
    QAction* nextScrape;
    QAction* previousMark;
    QAction* nextMark;
    QAction* firstAlert;
    QAction* start;
    QAction* end;
    QAction* faster;
    QAction* slower;
    QAction* goTo;
    QAction* note;
    QAction* bookmark;
    QAction* whole; ///< of the timeline
    QAction* again; ///< go on evaluating the rules
    QAction* backtest;
    QAction* report;
    QAction* live;

private:
    QAction* make(const QString& words, const QList<QKeySequence>& keys);
    void connectSteps();

    session::Replay* m_replay = nullptr;
};

} // namespace checkwatch::replay
