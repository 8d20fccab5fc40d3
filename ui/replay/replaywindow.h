#pragma once

#include "models/runbooks/library.h"
#include "models/session/replay.h"
#include "ui/common/theme.h"

#include <QMainWindow>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

class QSplitter;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::workstation {
class FleetPanels;
}

namespace checkwatch::replay {

class DamageNotice;
class EvaluationBar;
class NoticeLine;
class RecordedEvents;
class ReplayActions;
class ReplayBanner;
class TimelineStrip;
struct NamedSpan;
struct Place;

/// A recording on the panels of the workstation: a banner that says that this is not now, the timeline, the events around
/// the position, and everything else as it was then. Asks nothing of a network. GUI thread.
class ReplayWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Does not take ownership; the replay must outlive the window or be replaced before. Null shows nothing.
    explicit ReplayWindow(session::Replay* replay, QWidget* parent = nullptr);
    ~ReplayWindow() override;

    void setReplay(session::Replay* replay);
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);
    /// There is a live window to go back to.
    void offerLive(bool offered);
    /// Something to know about this replay, in a line under the banner until it is closed.
    void showRemark(const QString& text);
    /// Plays at the slowest speed the banner offers that is not below `speed`.
    void play(int speed);
    /// A time as somebody wrote it (see parseMoment()).
    base::Result<void> goTo(const QString& text);
    /// The position, the ends of what is replayed, and the zone that is shown.
    [[nodiscard]] Place here() const;
    /// What somebody may mean who asks for a stretch of it.
    [[nodiscard]] std::vector<NamedSpan> spans() const;
    [[nodiscard]] workstation::FleetPanels& panels() { return *m_panels; }

Q_SIGNALS:
    void liveRequested();
    /// To try rules on the recording, to write a report of it.
    void backtestRequested();
    void reportRequested();
    void closed();
    /// nullopt follows the desktop.
    void themeChosen(std::optional<checkwatch::common::ThemeKind> kind);

protected:
    bool event(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void buildMenus();
    void connectActions();
    void connectPanels();
    void connectReplay();
    void takeFacts();
    void takeTimeline(const fleet::TimelinePtr& timeline);
    void move(base::Timestamp time);
    void showMoment();
    void togglePlay();
    void setSpeed(double speed);
    void stepMark(bool forward);
    void askForTime();
    void askForNote();
    void addNote(const QString& text);
    void showAbout();
    void showMissing();
    void tell(const QString& text);
    void shareOutSpace();

    session::Replay* m_replay = nullptr;
    ReplayActions* m_actions;
    ReplayBanner* m_banner;
    DamageNotice* m_damage;
    NoticeLine* m_remark;
    common::PlainLabel* m_missing; ///< what the recording has not got
    TimelineStrip* m_strip;
    RecordedEvents* m_events;
    workstation::FleetPanels* m_panels;
    EvaluationBar* m_evaluation;
    QSplitter* m_parts = nullptr; ///< timeline, panels
    bool m_sizesChosen = false;   ///< the user moved it
    QTimer m_fresh;               ///< the events were asked for a moment ago
    double m_evaluated = 0;       ///< of the recording, 0 to 1
    QTimer m_told;                ///< a word stands in the status bar
    base::Timestamp m_end{};      ///< of the recording, when its facts were taken last
};

} // namespace checkwatch::replay
