#pragma once

#include "models/session/replay.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"

#include <QListView>

namespace checkwatch::replay {

class RecordedEventDelegate;
class RecordedEventsModel;

/// What happened around the position of a replay: before it in full ink, after it in grey, "now showing" between. A click,
/// or Enter, goes there. Asks the replay for more as the position moves. GUI thread.
class RecordedEvents : public QListView
{
    Q_OBJECT

public:
    explicit RecordedEvents(QWidget* parent = nullptr);

    /// Null shows nothing. Does not take ownership.
    void setReplay(session::Replay* replay);
    void setPosition(base::Timestamp time);
    /// No event is known.
    [[nodiscard]] bool isEmpty() const;
    /// Asks anew: the rules, and so the events, are other ones.
    void refresh();
    void setTargets(const std::vector<fleet::TargetRow>& targets);
    void setZone(common::Zone zone);

Q_SIGNALS:
    void eventChosen(const checkwatch::fleet::Event& event);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void ask();
    void take(const session::RecordedEventsPtr& events);
    void choose(const QModelIndex& index);
    void showNow();

    session::Replay* m_replay = nullptr;
    RecordedEventsModel* m_model;      ///< a child
    RecordedEventDelegate* m_delegate; ///< a child
    std::uint64_t m_asked = 0;
    bool m_waiting = false;
    bool m_stale = false;     ///< to be asked for again, when the answer is there
    base::Timestamp m_time{}; ///< the position, which the rows come to know with their events
    int m_width = 0;          ///< that the rows are laid out for
};

} // namespace checkwatch::replay
