#pragma once

#include "models/fleet/history.h"
#include "ui/charts/densepainter.h"
#include "ui/charts/plot.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace checkwatch::charts {

/// Any series over time, as a query answers them: lines told apart by tone and dashes, named at the right, and read out
/// where the mouse (or Left and Right) points. Many lines are painted by DensePainter. GUI thread.
class RangeChart : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        QString name; ///< has passed the gateway
        std::vector<fleet::Point> points;
    };

    explicit RangeChart(QWidget* parent = nullptr);

    void setLines(std::vector<Line> lines, base::Timestamp from, base::Timestamp to);
    void setZone(common::Zone zone);
    /// Shown in the middle while there is nothing to draw.
    void setEmptyText(const QString& text);
    [[nodiscard]] const std::vector<Line>& lines() const { return m_lines; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void place();
    [[nodiscard]] double legendWidth() const;
    void paintLines(QPainter& painter);
    void paintLegend(QPainter& painter) const;
    void paintReadOutAt(QPainter& painter, base::Timestamp time) const;
    void point(std::optional<double> x);

    std::vector<Line> m_lines;
    Plot m_plot;
    common::Zone m_zone = common::Zone::Utc;
    QString m_emptyText;
    DensePainter m_dense;
    std::optional<double> m_pointed; ///< x in pixels
};

} // namespace checkwatch::charts
