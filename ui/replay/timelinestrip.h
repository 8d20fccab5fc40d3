#pragma once

#include "ui/replay/strippainter.h"

#include <QAbstractScrollArea>
#include <QPixmap>

#include <optional>

namespace checkwatch::replay {

/// The timeline of a recording: servers not well, a lane for each server and exporter that stood out, marks, axis, and
/// where one is. Dragging scrubs, the wheel zooms (over the names it scrolls), Shift and drag or a middle button pans. Up and
/// Down choose a lane, Enter selects its server, + - and 0 zoom. GUI thread.
class TimelineStrip : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit TimelineStrip(QWidget* parent = nullptr);

    /// The ends of the recording, and what is known of it; null: nothing yet.
    void setRecording(base::Timestamp from, base::Timestamp to, fleet::TimelinePtr timeline);
    void setPosition(base::Timestamp time);
    /// The stretch that other panels show.
    void setWindow(base::Timestamp from, base::Timestamp to);
    void setTargets(const std::vector<fleet::TargetRow>& targets);
    void setSelected(fleet::ServerId server);
    void setZone(common::Zone zone);
    void showAll();
    /// The stretch that is in sight.
    [[nodiscard]] const StripRange& range() const { return m_picture.range; }
    /// Of everything, without a scroll bar.
    [[nodiscard]] int wholeHeight() const;
    /// The most that is not higher and has whole lanes only, two at least.
    [[nodiscard]] int heightWithin(int most) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// What lies at a place of the viewport, and where a lane does: for tests.
    [[nodiscard]] base::Timestamp timeAt(int x) const { return plot().time(x); }
    [[nodiscard]] int laneCentre(int lane) const;
    /// What the tooltip says of a place, and what is said aloud of a lane.
    [[nodiscard]] QString wordsAt(const QPoint& place) const;

Q_SIGNALS:
    void scrubbed(checkwatch::base::Timestamp time);
    void serverChosen(checkwatch::fleet::ServerId server);
    void rangeChanged();

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum class Drag : std::uint8_t { None, Scrub, Pan };

    void layOut();
    void repaintAll();
    void moveRange(const StripRange& range);
    void scrubTo(int x);
    void chooseLane(int lane);
    void setCurrent(int lane);
    void describe();
    void paintOverlay(QPainter& painter, const common::Theme& theme) const;
    [[nodiscard]] charts::Plot plot() const { return m_picture.scale.plot(m_picture.range); }
    [[nodiscard]] QString laneWords(const fleet::TimelineLane& lane, base::Timestamp time, base::Duration reach) const;
    [[nodiscard]] QString nearMarks(base::Timestamp time, base::Duration reach) const;

    StripPicture m_picture;
    common::ExporterNames m_names;
    base::Timestamp m_position{};
    base::Timestamp m_windowFrom{};
    base::Timestamp m_windowTo{};
    QPixmap m_still; ///< of m_picture; null: to be painted
    Drag m_drag = Drag::None;
    bool m_dragged = false;
    QPoint m_pressed;
    int m_panX = 0;
    std::optional<int> m_hover; ///< x of the mouse over the times
};

} // namespace checkwatch::replay
