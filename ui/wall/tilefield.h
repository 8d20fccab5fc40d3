#pragma once

#include "ui/wall/matrixplan.h"
#include "ui/wall/parts.h"
#include "ui/wall/tileimage.h"

namespace checkwatch::wall {

/// The field of tiles: who stands where, how large, and its pixels; planned anew only where servers come or go or the room
/// changes. Grouped by server it is the vantage matrix, where servers are checked by more than one HAProxy. GUI thread.
class TileField
{
public:
    explicit TileField(Grouping grouping) : m_grouping(grouping), m_places(grouping) {}

    /// Takes a snapshot over.
    void take(const fleet::Snapshot& snapshot) { take(snapshot, snapshot.time); }
    /// The same where it is looked at later.
    void take(const fleet::Snapshot& snapshot, base::Timestamp now);
    /// Puts the field into a scene; how many pages its bars have.
    int add(Composer& composer, const QRectF& panel, double ratio, const common::Theme& theme, const Moment& moment,
            int page);

    [[nodiscard]] Grouping grouping() const noexcept { return m_grouping; }
    /// Whether the matrix stands there, and not tiles.
    [[nodiscard]] bool isMatrix() const noexcept { return m_isMatrix; }
    [[nodiscard]] const TilePlan& plan() const noexcept { return m_plan; }
    [[nodiscard]] const Matrix& matrix() const noexcept { return m_matrix; }
    [[nodiscard]] const MatrixPlan& matrixPlan() const noexcept { return m_matrixPlan; }
    [[nodiscard]] const Places& places() const noexcept { return m_places; }
    [[nodiscard]] const TileImage& image() const noexcept { return m_image; }
    /// What the plan's sections stand for.
    [[nodiscard]] const std::vector<PlaceGroup>& groups() const noexcept { return m_groups; }

private:
    void arrange(const QRectF& area, double ratio, const common::Theme& theme, const Scale& scale);
    void arrangeMatrix(const QRectF& area, double ratio, const common::Theme& theme, const Scale& scale,
                       const Moment& moment);

    Grouping m_grouping;
    Places m_places;
    TilePlan m_plan;
    Matrix m_matrix;
    MatrixPlan m_matrixPlan;
    bool m_isMatrix = false;
    TileImage m_image;
    std::vector<PlaceGroup> m_groups;
    QRectF m_area; ///< empty = to be planned
    double m_ratio = 0;
    common::ThemeKind m_theme = common::ThemeKind::Dark;
};

} // namespace checkwatch::wall
