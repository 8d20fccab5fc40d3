#include "ui/servers/servercelldelegate.h"
#include "ui/servers/servercolumns.h"
#include "ui/servers/servertable.h"

#include <QFontMetrics>
#include <QHeaderView>

#include <algorithm>
#include <utility>

/// Widths of the server table's columns: out of sample texts and the longest names met, never out of cells.
namespace checkwatch::servers {

namespace {

constexpr int fitPadding = 16;
constexpr int mostCharacters = 24; ///< a longer name is elided and told in the tooltip
constexpr std::size_t mostRowsRead = 4000;
constexpr int turns = 5;       ///< of ColumnSpec::yields
constexpr int mostTrend = 160; ///< pixels that a trend may get beyond what it needs

int nameIndex(int column)
{
    switch (column) {
    case items::NameColumn: return 0;
    case items::BackendColumn: return 1;
    case items::ExporterColumn: return 2;
    default: return -1;
    }
}

} // namespace

int ServerTable::sampleWidth(const QString& heading, const QString& sample) const
{
    const int head = QFontMetrics(horizontalHeader()->font()).horizontalAdvance(heading);
    return std::max(head, QFontMetrics(font()).horizontalAdvance(sample)) + fitPadding + 4;
}

int ServerTable::widestOf(int column) const
{
    const int name = nameIndex(column);
    const ColumnSpec& spec = columnSpecs()[static_cast<std::size_t>(column)];
    const int characters = name < 0 ? 0 : m_nameLengths[static_cast<std::size_t>(name)];
    const bool longer = characters > spec.widest.size();
    return sampleWidth(spec.heading, longer ? QString(characters, QLatin1Char('e')) : spec.widest);
}

/// Reads at most some thousand names, and only when servers came or went; columns only ever grow by it.
void ServerTable::learnNameLengths()
{
    if (m_model.totalServers() == m_knownServers || !m_model.snapshot())
        return;
    m_knownServers = m_model.totalServers();
    const auto before = m_nameLengths;
    const auto learn = [](int& longest, const std::string& name) {
        longest
            = std::clamp(static_cast<int>(std::min<std::size_t>(name.size(), mostCharacters)), longest, mostCharacters);
    };
    std::size_t read = 0;
    for (const auto& block : m_model.snapshot()->blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (++read > mostRowsRead)
                break;
            learn(m_nameLengths[0], row.identity->server);
            learn(m_nameLengths[1], row.identity->proxy);
            learn(m_nameLengths[2], row.identity->instance);
        }
    }
    if (m_nameLengths != before)
        fitColumns();
}

/// How far a column may give way, and when its turn is.
struct ServerTable::Give
{
    int column = 0;
    int width = 0;
    int least = 0;
    int yields = 0;
};

std::vector<ServerTable::Give> ServerTable::shownColumns(bool cutExporters) const
{
    std::vector<Give> columns;
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (isColumnHidden(column))
            continue;
        const ColumnSpec& spec = columnSpecs()[static_cast<std::size_t>(column)];
        const int widest = widestOf(column);
        // What tells exporters apart, as their ports where they share a host, is cut only where the alert had no room else.
        const bool whole = column == items::ExporterColumn && !cutExporters;
        const QString& shortest = whole ? m_delegate->names().longest() : spec.least;
        const int least = std::min(widest, sampleWidth(spec.brief, shortest));
        const bool cut
            = column == items::ExporterColumn && cutExporters; // then with the servers' names, as much as those
        columns.push_back({column, widest, least, cut ? turns - 1 : spec.yields});
    }
    return columns;
}

/// Takes up to `missing` pixels from the columns whose turn it is, in proportion to what each can give.
int ServerTable::takeFrom(std::vector<Give>& columns, int turn, int missing)
{
    int slack = 0;
    for (const Give& give : columns)
        slack += give.yields == turn ? give.width - give.least : 0;
    const int take = std::clamp(missing, 0, slack);
    int taken = 0;
    for (Give& give : columns) {
        if (give.yields != turn || slack == 0)
            continue;
        const int part = std::min((take * (give.width - give.least) + slack - 1) / slack, take - taken);
        give.width -= part;
        taken += part;
    }
    return taken;
}

/// Lets the columns give way; returns the pixels that are missing even so, less than 0 where there is room to spare.
int ServerTable::squeeze(std::vector<Give>& columns) const
{
    int missing = -viewport()->width();
    for (const Give& give : columns)
        missing += give.width;
    for (int turn = 0; turn < turns && missing > 0; ++turn)
        missing -= takeFrom(columns, turn, missing);
    return missing;
}

/// All columns as wide as they like where there is room, the rest of the room to trend and alert; else they give way,
/// spare room of states and the trend first, the server's name last, down to the least; then the trend goes, then exporters'
/// names are cut, then the last check goes, then the number of failures, which the chart has; and then the table scrolls.
void ServerTable::fitColumns()
{
    if (m_userWidths || m_fitting || horizontalHeader()->count() != items::ServerColumnCount)
        return;
    m_fitting = true;
    for (const int column : std::exchange(m_dropped, {}))
        setColumnHidden(column, false);
    std::vector<Give> columns = shownColumns(false);
    int missing = squeeze(columns);
    // Rather no trend than no alert in sight.
    for (const int column : {items::SparklineColumn, items::CheckColumn, items::FailuresColumn}) {
        if (missing > 0 && !isColumnHidden(column)) {
            m_dropped.push_back(column);
            setColumnHidden(column, true);
        }
        for (const bool cut : {false, true}) {
            if (missing > 0) {
                columns = shownColumns(cut);
                missing = squeeze(columns);
            }
        }
    }
    const auto give = [&columns](int column, int pixels) {
        const auto at
            = std::find_if(columns.begin(), columns.end(), [column](const Give& g) { return g.column == column; });
        if (at == columns.end())
            return 0;
        at->width += pixels;
        return pixels;
    };
    if (missing < 0)
        missing += give(items::SparklineColumn, std::min(-missing / 2, mostTrend));
    if (missing < 0 && give(items::AlertColumn, -missing) == 0 && !columns.empty())
        columns.back().width -= missing;
    for (const Give& column : columns)
        setColumnWidth(column.column, column.width);
    m_fitting = false;
}

} // namespace checkwatch::servers
