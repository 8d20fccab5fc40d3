#pragma once

#include "models/session/replay.h"
#include "ui/common/format.h"

#include <QWidget>

#include <vector>

class QAction;
class QComboBox;
class QHBoxLayout;
class QToolButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::replay {

class ReplayActions;

/// The amber bar that says, and cannot be missed, that this is not now: which recording, what time, and the ways through
/// it. GUI thread.
class ReplayBanner : public QWidget
{
    Q_OBJECT

public:
    /// The actions become its buttons; they must outlive it.
    explicit ReplayBanner(ReplayActions& actions, QWidget* parent = nullptr);

    void setFacts(const session::RecordingFacts& facts);
    void setTime(base::Timestamp time, common::Zone zone);
    [[nodiscard]] double speed() const;
    /// The slowest it offers that is not below `speed`; tells nobody.
    void setSpeed(int speed);
    /// To the next faster one, or slower; as if it had been chosen.
    void changeSpeed(int by);
    void setRules(session::Replay::Rules rules);
    /// Shows the button back to a live window; there is none before.
    void offerLive(bool offered);

Q_SIGNALS:
    void speedChosen(double speed);
    void rulesChosen(checkwatch::session::Replay::Rules rules);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QToolButton* addButton(QAction* action, QHBoxLayout* layout);
    void addSpeeds(QHBoxLayout* layout);
    void addRules(QHBoxLayout* layout);
    void showWhatFits();

    common::PlainLabel* m_facts;
    common::PlainLabel* m_time;
    QComboBox* m_speed;
    QComboBox* m_rules;
    std::vector<QToolButton*> m_spare; ///< only where there is room: what they do is in the menu as well
    QToolButton* m_live = nullptr;
};

} // namespace checkwatch::replay
