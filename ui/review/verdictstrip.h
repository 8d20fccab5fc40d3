#pragma once

#include "ui/review/verdictpainter.h"

#include <QAbstractScrollArea>

#include <optional>

namespace checkwatch::review {

/// What two sets of rules would have said, on a timeline: for each server A above B, the times DOWN under them. A click leads
/// there, the wheel zooms (over the names it scrolls). Up and Down choose a server, Left and Right go from change to change,
/// Enter leads there, + - and 0 zoom. GUI thread.
class VerdictStrip : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit VerdictStrip(QWidget* parent = nullptr);

    void setBacktest(const session::Backtest& backtest, base::Duration minDown);
    /// Nothing but these words.
    void setWords(const QString& words);
    void setZone(common::Zone zone);
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// What the tooltip says of a place of the viewport.
    [[nodiscard]] QString wordsAt(const QPoint& place) const;
    /// For tests: what is shown, and where a time and a row of a lane are.
    [[nodiscard]] const VerdictPicture& picture() const { return m_picture; }
    [[nodiscard]] QPoint placeOf(int lane, std::size_t row, base::Timestamp time) const;

Q_SIGNALS:
    /// `server` is "backend/server", or empty.
    void placeChosen(checkwatch::base::Timestamp time, QString server);

protected:
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void layOut();
    void choose(int lane, base::Timestamp time);
    void setCurrent(int lane);
    void stepChange(bool forward);
    void moveRange(const replay::StripRange& range);
    void describe();
    [[nodiscard]] std::optional<int> laneAt(int y) const;
    [[nodiscard]] QString spanWords(const VerdictLane& lane, base::Timestamp time, base::Duration reach) const;

    VerdictPicture m_picture;
    QString m_words;
    base::Timestamp m_cursor{}; ///< of the keyboard, and of the newest click
};

} // namespace checkwatch::review
