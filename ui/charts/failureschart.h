#pragma once

#include "models/fleet/history.h"
#include "ui/charts/annotations.h"
#include "ui/charts/densepainter.h"
#include "ui/charts/lines.h"
#include "ui/charts/zoomstack.h"

#include <QChartView>
#include <QTimer>

#include <optional>
#include <utility>
#include <vector>

class QLineSeries;
class QValueAxis;

namespace checkwatch::charts {

/// Increase of failed checks per server over time, with threshold, pending and firing shading, hatching where nothing was
/// counted or known, flags for events. Qt Charts carries the lines up to 5,000 points (reduced to two a pixel column, one
/// replace() a frame); more are painted by DensePainter inside the same plot area. Wheel zooms, drag pans, keys too.
/// GUI thread. The owner asks for history whenever zoom().rangeChanged() says so.
class FailuresChart : public QChartView
{
    Q_OBJECT

public:
    /// A server that is drawn; the name has passed the gateway.
    struct Subject
    {
        fleet::ServerId server = fleet::noServer;
        QString name;
        fleet::Shown shown = fleet::Shown::Up;
    };

    explicit FailuresChart(QWidget* parent = nullptr);
    ~FailuresChart() override;

    /// `focus` is drawn last, shaded and named; noServer shades none. `down` servers of the fleet are DOWN, drawn or not.
    void setSubjects(std::vector<Subject> subjects, fleet::ServerId focus, std::size_t down = 0);
    void setHistory(fleet::HistoryPtr history);
    void setZone(common::Zone zone);
    /// Shown in the middle while there is nothing to draw; says what to do.
    void setEmptyText(const QString& text);
    [[nodiscard]] ZoomStack& zoom() { return m_zoom; }
    /// Takes over now what was set, instead of before the next frame: for benchmarks and screenshots.
    void flush();
    /// What was drawn last: for tests.
    [[nodiscard]] bool isDense() const { return m_dense; }
    [[nodiscard]] int seriesShown() const { return m_seriesShown; }
    [[nodiscard]] const Plot& plot() const { return m_plot; }
    [[nodiscard]] const std::vector<Subject>& subjects() const { return m_subjects; }
    /// What the hatching is said to be; "" where nothing is said.
    [[nodiscard]] QString hatchingWords() const;

protected:
    void drawBackground(QPainter* painter, const QRectF& rectangle) override;
    void drawForeground(QPainter* painter, const QRectF& rectangle) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    struct Drawn
    {
        const fleet::ServerHistory* history;
        const Subject* subject;
    };

    [[nodiscard]] std::vector<Drawn> drawn() const;
    [[nodiscard]] const Subject* subject(fleet::ServerId server) const;
    [[nodiscard]] QColor colourOf(const Subject& subject) const;
    void drawSoon();
    void rebuild();
    void place();
    void showLines(const std::vector<Drawn>& lines);
    void showDense(const std::vector<Drawn>& lines);
    QLineSeries* series(int index);
    void hideSeriesFrom(int index);
    void paintShading(QPainter& painter) const;
    void paintNotes(QPainter& painter) const;
    void paintUncountedNote(QPainter& painter) const;
    using Note = std::pair<base::Timestamp, QString>;
    [[nodiscard]] std::optional<Note> uncountedNote() const;
    [[nodiscard]] QString fittingWords(const Note& note, const QFont& font) const;
    void paintFocusNotes(QPainter& painter, const Drawn& line) const;
    [[nodiscard]] std::vector<Flag> flags() const;
    void paintHover(QPainter& painter) const;

    ZoomStack m_zoom;
    std::vector<Subject> m_subjects;
    fleet::ServerId m_focus = fleet::noServer;
    std::size_t m_down = 0;
    fleet::HistoryPtr m_history;
    common::Zone m_zone = common::Zone::Utc;
    QString m_emptyText;
    QValueAxis* m_times;
    QValueAxis* m_values;
    std::vector<QLineSeries*> m_series; ///< a pool; the chart owns them
    int m_seriesShown = 0;
    DensePainter m_densePainter;
    const QImage* m_denseImage = nullptr;
    bool m_dense = false;
    Plot m_plot;
    QTimer m_frame;
    std::optional<QPointF> m_hover;
    std::optional<QPointF> m_dragFrom;
    bool m_dragged = false;
};

} // namespace checkwatch::charts
