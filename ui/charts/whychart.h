#pragma once

#include "models/fleet/explanation.h"
#include "ui/charts/plot.h"
#include "ui/common/format.h"
#include "ui/common/theme.h"

#include <QWidget>

namespace checkwatch::charts {

/// A rule's value explained in pictures: the raw samples with the window marked, the value below them with the threshold,
/// and a bar of pending and firing. Points that go into the value are larger. A part that there is nothing for takes no
/// room. GUI thread.
class WhyChart : public QWidget
{
    Q_OBJECT

public:
    explicit WhyChart(QWidget* parent = nullptr);

    void setExplanation(fleet::ExplanationPtr why);
    void setZone(common::Zone zone);
    /// Whether there is anything to draw.
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] bool hasRaw() const { return m_why && !m_why->picture.raw.empty(); }
    [[nodiscard]] bool hasValues() const { return m_why && !m_why->picture.values.empty(); }
    [[nodiscard]] bool hasBar() const;
    [[nodiscard]] int height(int raw, int values) const;
    [[nodiscard]] double textHeight() const;
    [[nodiscard]] Plot plotAt(double top, double height) const;
    void paintRaw(QPainter& painter, Plot plot) const;
    void paintSamples(QPainter& painter, const Plot& plot) const;
    void paintValueLine(QPainter& painter, Plot plot) const;
    void paintEndValue(QPainter& painter, const Plot& plot, const QColor& colour) const;
    void paintBar(QPainter& painter, const Plot& plot, const QRectF& box) const;

    fleet::ExplanationPtr m_why;
    common::Zone m_zone = common::Zone::Utc;
};

} // namespace checkwatch::charts
