#pragma once

#include "models/fleet/history.h"
#include "ui/charts/plot.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QWidget>

namespace checkwatch::charts {

/// A rule's value explained in pictures: the raw counter with the window marked, the increase below it with the threshold,
/// and a bar of pending and firing. Points that go into the value are larger. GUI thread.
class WhyChart : public QWidget
{
    Q_OBJECT

public:
    explicit WhyChart(QWidget* parent = nullptr);

    void setExplanation(fleet::ExplanationPtr why);
    void setNow(base::Timestamp now);
    void setZone(common::Zone zone);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] Plot plotAt(double top, double height) const;
    void paintRaw(QPainter& painter, Plot plot) const;
    void paintIncrease(QPainter& painter, Plot plot) const;
    void paintBar(QPainter& painter, const Plot& plot, const QRectF& box) const;

    fleet::ExplanationPtr m_why;
    base::Timestamp m_now{};
    common::Zone m_zone = common::Zone::Utc;
};

} // namespace checkwatch::charts
