#include "ui/wall/tilefield.h"

#include "ui/wall/matrixpart.h"

#include <algorithm>

namespace checkwatch::wall {
namespace {

std::vector<int> countsOf(const std::vector<PlaceGroup>& groups)
{
    std::vector<int> counts;
    counts.reserve(groups.size());
    for (const PlaceGroup& group : groups) {
        counts.push_back(group.count);
    }
    return counts;
}

/// Backends of one exporter under one heading, so that headings leave room for tiles.
std::vector<PlaceGroup> merged(const std::vector<PlaceGroup>& groups)
{
    std::vector<PlaceGroup> out;
    for (const PlaceGroup& group : groups) {
        const bool same = !out.empty() && !group.instance.empty() && out.back().instance == group.instance
            && out.back().job == group.job;
        if (same) {
            out.back().count += group.count;
            out.back().proxy.clear();
        } else {
            out.push_back(group);
        }
    }
    return out;
}

} // namespace

void TileField::take(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    if (!m_places.update(snapshot, now)) {
        return;
    }
    m_area = QRectF();
    if (m_grouping == Grouping::Server) {
        m_matrix = matrixOf(m_places);
        m_isMatrix = m_matrix.several();
    }
}

void TileField::arrangeMatrix(const QRectF& area, double ratio, const common::Theme& theme, const Scale& scale,
                              const Moment& moment)
{
    const MatrixNames names = namesOf(m_matrix, m_places, moment.exporters, scale);
    m_matrixPlan = planMatrix(m_matrix, names, area, scale);
    if (m_matrixPlan.level != MatrixPlan::Level::Bars) {
        m_image.reset({m_matrixPlan.look(), m_matrixPlan.tile}, cornersOf(m_matrixPlan, m_matrix, m_places.groups()),
                      area, ratio, theme);
    }
}

void TileField::arrange(const QRectF& area, double ratio, const common::Theme& theme, const Scale& scale)
{
    m_groups = m_places.groups();
    m_plan = planTiles(countsOf(m_groups), area, scale);
    if (m_plan.level == TilePlan::Level::Cells || m_plan.level == TilePlan::Level::Bars) {
        std::vector<PlaceGroup> fewer = merged(m_groups);
        const TilePlan plan = planTiles(countsOf(fewer), area, scale);
        const bool larger = plan.tile.height() > m_plan.tile.height() || m_plan.level == TilePlan::Level::Bars;
        if (plan.level != TilePlan::Level::Bars && larger) {
            m_plan = plan;
            m_groups = std::move(fewer);
        }
    }
    if (m_plan.level != TilePlan::Level::Bars) {
        m_image.reset({m_plan.level, m_plan.tile}, cornersOf(m_plan, countsOf(m_groups)), area, ratio, theme);
    }
}

int TileField::add(Composer& composer, const QRectF& panel, double ratio, const common::Theme& theme,
                   const Moment& moment, int page)
{
    if (panel.isEmpty()) {
        return 1;
    }
    composer.panel(panel);
    const QRectF area = tileArea(panel, composer.scale());
    if (area != m_area || ratio != m_ratio || theme.kind != m_theme) {
        if (m_isMatrix) {
            arrangeMatrix(area, ratio, theme, composer.scale(), moment);
        } else {
            arrange(area, ratio, theme, composer.scale());
        }
        m_area = area;
        m_ratio = ratio;
        m_theme = theme.kind;
    }
    const bool bars
        = m_isMatrix ? m_matrixPlan.level == MatrixPlan::Level::Bars : m_plan.level == TilePlan::Level::Bars;
    if (!bars) {
        m_image.update(m_places.tiles());
        composer.image(area, m_image.image());
    }
    return m_isMatrix ? addMatrixWords(composer, m_matrixPlan, m_matrix, m_places, moment, page)
                      : addTileWords(composer, m_plan, m_places, m_groups, moment, page);
}

} // namespace checkwatch::wall
