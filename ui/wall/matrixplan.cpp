#include "ui/wall/matrixplan.h"

#include "ui/wall/flow.h"
#include "ui/wall/type.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace checkwatch::wall {

using Level = MatrixPlan::Level;

namespace {

struct MatrixSize
{
    Level level;
    double width;
    double height;
    double gap;
};

/// From the largest to the least, at 1920×1080. Rows are as wide as the names over them; Lines as high as those beside them.
constexpr std::array matrixSizes{
    MatrixSize{Level::Rows, 150, 52, 8}, MatrixSize{Level::Rows, 110, 44, 6}, MatrixSize{Level::Rows, 80, 38, 5},
    MatrixSize{Level::Rows, 60, 34, 4},  MatrixSize{Level::Lines, 46, 32, 4}, MatrixSize{Level::Lines, 36, 31, 4},
    MatrixSize{Level::Lines, 28, 30, 3}, MatrixSize{Level::Lines, 20, 30, 3}, MatrixSize{Level::Lines, 14, 30, 2},
    MatrixSize{Level::Cells, 24, 20, 3}, MatrixSize{Level::Cells, 18, 16, 3}, MatrixSize{Level::Cells, 15, 13, 2},
    MatrixSize{Level::Cells, 12, 11, 2}, MatrixSize{Level::Cells, 10, 9, 2},  MatrixSize{Level::Cells, 8, 8, 1},
    MatrixSize{Level::Cells, 7, 7, 1},
};
constexpr double mostHead = 240; ///< a name over a cell; longer ones stand beside it
constexpr double goodBar = 26;   ///< shares can be told
constexpr double leastBar = 14;  ///< some part of it can be seen

bool allByAll(const Matrix& matrix)
{
    return std::ranges::all_of(
        matrix.groups, [&](const MatrixGroup& group) { return group.vantages.size() == matrix.exporters.size(); });
}

int mostVantages(const Matrix& matrix)
{
    std::size_t most = 1;
    for (const MatrixGroup& group : matrix.groups) {
        most = std::max(most, group.vantages.size());
    }
    return static_cast<int>(most);
}

class Planner
{
public:
    Planner(const Matrix& matrix, const MatrixNames& names, const QRectF& area, const Scale& scale)
        : m_matrix(matrix), m_names(names), m_area(area), m_scale(scale), m_most(mostVantages(matrix))
    {
    }

    std::optional<MatrixPlan> planned(const MatrixSize& size, int columns)
    {
        m_plan = MatrixPlan{};
        m_plan.level = size.level;
        m_plan.gap = std::round(m_scale.of(size.gap));
        m_plan.tile = QSizeF(std::round(m_scale.of(size.width)), std::round(m_scale.of(size.height)));
        QRectF area = m_area;
        if (size.level == Level::Cells && allByAll(m_matrix)) {
            m_plan.heads.emplace_back(area.topLeft(), QSizeF(area.width(), heightOf(m_scale.small)));
            area.setTop(m_plan.heads.front().bottom() + m_scale.of(4));
        }
        Flow flow(area, columns, m_scale.of(24));
        if (!(size.level == Level::Rows ? prepareRows(flow) : prepareLines(flow))) {
            return std::nullopt;
        }
        for (std::size_t group = 0; group < m_matrix.groups.size(); ++group) {
            const auto number = static_cast<int>(group);
            if (!(size.level == Level::Rows ? addRows(flow, number) : addLines(flow, number))) {
                return std::nullopt;
            }
        }
        return m_plan;
    }
    MatrixPlan bars();

private:
    /// False where a line of cells does not fit beside its names.
    bool prepareRows(const Flow& flow)
    {
        if (m_names.exporter > m_scale.of(mostHead)) {
            return false;
        }
        m_plan.tile.setWidth(std::max(m_plan.tile.width(), m_names.exporter + m_scale.of(6)));
        m_plan.tile.setHeight(std::max(m_plan.tile.height(), heightOf(m_scale.detail)));
        m_plan.names = std::clamp(m_names.server, m_scale.of(90), m_scale.of(300)) + m_scale.of(16);
        return m_plan.names + m_most * (m_plan.tile.width() + m_plan.gap) <= flow.width() + m_plan.gap;
    }
    bool prepareLines(const Flow& flow)
    {
        if (m_plan.level == Level::Lines) {
            m_plan.tile.setHeight(std::max(m_plan.tile.height(), heightOf(m_scale.small)));
            m_plan.names = std::min(m_names.exporter + m_scale.of(12), flow.width() * 0.4);
        }
        m_plan.between = m_most > 1 ? 2 * m_plan.gap : 0;
        return flow.width() - m_plan.names >= m_plan.tile.width();
    }
    /// As many servers as there is room for in this column, the others at the head of the next.
    bool addRows(Flow& flow, int number)
    {
        const MatrixGroup& group = m_matrix.groups[static_cast<std::size_t>(number)];
        const double head = heightOf(m_scale.detail);
        const double step = m_plan.tile.height() + m_plan.gap;
        const auto all = static_cast<int>(group.servers.size());
        for (int first = 0; first < all;) {
            const int room = static_cast<int>((flow.room() - head) / step);
            const int whole = static_cast<int>((m_area.height() - head) / step);
            const int count = std::min(all - first, room >= std::min(2, all - first) ? room : whole);
            const auto at = count > 0 ? flow.take(head + count * step) : std::nullopt;
            if (!at) {
                return false;
            }
            add(number, {*at, QSizeF(flow.width(), head)}, count * step, first, count);
            flow.take(std::min(m_scale.of(6), flow.room()));
            first += count;
        }
        return true;
    }
    bool addLines(Flow& flow, int number)
    {
        const MatrixGroup& group = m_matrix.groups[static_cast<std::size_t>(number)];
        const double head = heightOf(m_scale.detail);
        const auto count = static_cast<int>(group.servers.size());
        const auto across
            = static_cast<int>((flow.width() - m_plan.names + m_plan.gap) / (m_plan.tile.width() + m_plan.gap));
        const int lines = (count + across - 1) / across;
        const double line = static_cast<double>(group.vantages.size()) * (m_plan.tile.height() + m_plan.gap);
        const double cells = lines * line + (lines - 1) * m_plan.between;
        const auto at = flow.take(head + cells + m_scale.of(6));
        if (!at) {
            return false;
        }
        add(number, {*at, QSizeF(flow.width(), head)}, cells, 0, count);
        m_plan.sections.back().perLine = across;
        return true;
    }
    void add(int group, const QRectF& title, double cells, int first, int count)
    {
        const QRectF area(title.left(), title.bottom(), title.width(), cells);
        const auto vantages = static_cast<int>(m_matrix.groups[static_cast<std::size_t>(group)].vantages.size());
        m_plan.sections.push_back({title, area, group, first, count, 1, vantages});
    }

    const Matrix& m_matrix;
    const MatrixNames& m_names;
    QRectF m_area;
    const Scale& m_scale;
    int m_most;
    MatrixPlan m_plan;
};

/// What is left for one of `slots` bars in one of `columns`.
double slotWidth(const QRectF& area, int columns, std::size_t slots, const Scale& scale)
{
    const double column = (area.width() - (columns - 1) * scale.of(24)) / columns;
    return (column - std::floor(column * 0.36) - scale.of(8)) / static_cast<double>(std::max<std::size_t>(1, slots));
}

/// As many columns as leave the bars as wide as the names over them; where none does, or a single backend would have to be
/// narrower than can be read, as many as leave something to see.
int barColumns(const QRectF& area, std::size_t slots, double wanted, const Scale& scale)
{
    int columns = mostColumns;
    while (columns > 1
           && (slotWidth(area, columns, slots, scale) < wanted || area.width() / columns < scale.of(leastColumn))) {
        --columns;
    }
    return columns;
}

MatrixPlan Planner::bars()
{
    m_plan = MatrixPlan{};
    m_plan.level = Level::Bars;
    m_plan.gap = std::round(m_scale.of(4));
    // With dozens of HAProxies a bar is of all of them.
    const bool apart = slotWidth(m_area, 1, m_matrix.exporters.size(), m_scale) >= m_scale.of(leastBar);
    const std::size_t slots = apart ? m_matrix.exporters.size() : 1;
    const double wanted = m_names.exporter + m_scale.of(10);
    m_plan.named = slotWidth(m_area, 1, slots, m_scale) >= wanted;
    const int columns = barColumns(m_area, slots, m_plan.named ? wanted : m_scale.of(goodBar), m_scale);
    const double line = heightOf(m_scale.small) + m_scale.of(4);
    Flow flow(m_area.adjusted(0, line, 0, 0), columns, m_scale.of(24));
    const double name = std::floor(flow.width() * 0.36);
    for (int column = 0; apart && column < columns; ++column) {
        const double left = m_area.left() + column * (flow.width() + m_scale.of(24)) + name + m_scale.of(8);
        m_plan.heads.emplace_back(left, m_area.top(), flow.width() - name - m_scale.of(8), line);
    }
    for (std::size_t group = 0; group < m_matrix.groups.size(); ++group) {
        const auto at = flow.take(line);
        if (!at) {
            m_plan.fits = false;
            break;
        }
        m_plan.sections.push_back({QRectF(*at, QSizeF(name, line)),
                                   QRectF(at->x() + name + m_scale.of(8), at->y() + m_scale.of(4),
                                          flow.width() - name - m_scale.of(8), line - m_scale.of(8)),
                                   static_cast<int>(group), 0, 0, 1, static_cast<int>(slots)});
    }
    return std::move(m_plan);
}

} // namespace

TilePlan::Level MatrixPlan::look() const
{
    return level == Level::Rows || tile.width() >= 20 ? TilePlan::Level::Tiles : TilePlan::Level::Cells;
}

QRectF MatrixPlan::cellAt(const Section& section, const MatrixGroup::Cell& cell) const
{
    const QPointF step(tile.width() + gap, tile.height() + gap);
    const int server = cell.server - section.first;
    QPointF at(section.area.left() + names, section.area.top());
    if (level == Level::Rows) {
        at += QPointF(cell.vantage * step.x(), server * step.y());
    } else {
        const double line = section.vantages * step.y() + between;
        const int lines = server / section.perLine;
        at += QPointF(server % section.perLine * step.x(), lines * line + cell.vantage * step.y());
    }
    return {at, tile};
}

QRectF MatrixPlan::serverName(const Section& section, int server) const
{
    const QRectF cell = cellAt(section, {server, 0});
    return {section.area.left(), cell.top(), names, cell.height()};
}

QRectF MatrixPlan::vantageName(const Section& section, int vantage, int line) const
{
    const QRectF cell = cellAt(section, {section.first + line * section.perLine, vantage});
    return level == Level::Rows ? QRectF(cell.left(), section.title.top(), cell.width(), section.title.height())
                                : QRectF(section.area.left(), cell.top(), names, cell.height());
}

int MatrixPlan::linesOf(const Section& section)
{
    return (section.count + section.perLine - 1) / section.perLine;
}

QRectF MatrixPlan::slot(const QRectF& area, int slot, int slots) const
{
    const double step = area.width() / std::max(1, slots);
    const double left = std::round(area.left() + slot * step);
    return {left, area.top(), std::round(area.left() + (slot + 1) * step) - gap - left, area.height()};
}

MatrixPlan planMatrix(const Matrix& matrix, const MatrixNames& names, const QRectF& area, const Scale& scale)
{
    Planner planner(matrix, names, area, scale);
    for (const MatrixSize& size : matrixSizes) {
        for (int columns = 1; columns <= mostColumns && area.width() / columns >= scale.of(leastColumn); ++columns) {
            if (auto plan = planner.planned(size, columns)) {
                return *std::move(plan);
            }
        }
    }
    return planner.bars();
}

std::vector<QPointF> cornersOf(const MatrixPlan& plan, const Matrix& matrix, const std::vector<PlaceGroup>& groups)
{
    std::vector<QPointF> corners;
    for (const PlaceGroup& group : groups) {
        corners.resize(std::max(corners.size(), static_cast<std::size_t>(group.first + group.count)));
    }
    for (const MatrixPlan::Section& section : plan.sections) {
        const auto group = static_cast<std::size_t>(section.group);
        for (std::size_t i = 0; i < matrix.groups[group].cells.size(); ++i) {
            const MatrixGroup::Cell& cell = matrix.groups[group].cells[i];
            if (cell.server >= section.first && cell.server < section.first + section.count) {
                corners[static_cast<std::size_t>(groups[group].first) + i] = plan.cellAt(section, cell).topLeft();
            }
        }
    }
    return corners;
}

} // namespace checkwatch::wall
