#include "ui/servers/servercolumns.h"
#include "ui/servers/servertable.h"

#include <QFontMetrics>
#include <QHeaderView>

#include <algorithm>

/// Widths of the server table's columns: out of sample texts and the longest names met, never out of cells.
namespace checkwatch::servers {

namespace {

constexpr int padding = 16;
constexpr int mostCharacters = 24; ///< a longer name is elided and told in the tooltip
constexpr std::size_t mostRowsRead = 4000;

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

int ServerTable::sampleWidth(int column, const QString& sample) const
{
    const ColumnSpec& spec = columnSpecs()[static_cast<std::size_t>(column)];
    const int heading = QFontMetrics(horizontalHeader()->font()).horizontalAdvance(spec.heading);
    return std::max(heading, QFontMetrics(font()).horizontalAdvance(sample)) + padding + 4;
}

int ServerTable::widestOf(int column) const
{
    const int name = nameIndex(column);
    const QString& sample = columnSpecs()[static_cast<std::size_t>(column)].widest;
    const int characters = name < 0 ? 0 : m_nameLengths[static_cast<std::size_t>(name)];
    return sampleWidth(column, characters > sample.size() ? QString(characters, QLatin1Char('e')) : sample);
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

/// How far a column may give way, and how readily: names first, they are told in full in the tooltip.
struct ServerTable::Give
{
    int column = 0;
    int widest = 0;
    int least = 0;
    bool isName = false;
};

std::vector<ServerTable::Give> ServerTable::shownColumns() const
{
    std::vector<Give> columns;
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (isColumnHidden(column))
            continue;
        const ColumnSpec& spec = columnSpecs()[static_cast<std::size_t>(column)];
        const int widest = widestOf(column);
        columns.push_back({column, widest, std::min(widest, sampleWidth(column, spec.least)), nameIndex(column) >= 0});
    }
    return columns;
}

/// All columns as wide as they like where there is room, the rest of the room to the alert's; else names give way, then
/// the others, down to the least; and then the table scrolls.
void ServerTable::fitColumns()
{
    if (m_userWidths || m_fitting || horizontalHeader()->count() != items::ServerColumnCount)
        return;
    m_fitting = true;
    const std::vector<Give> columns = shownColumns();
    int missing = -viewport()->width();
    for (const Give& give : columns)
        missing += give.widest;
    std::array<int, items::ServerColumnCount> widths{};
    for (const Give& give : columns)
        widths[static_cast<std::size_t>(give.column)] = give.widest;
    for (const bool names : {true, false}) {
        int slack = 0;
        for (const Give& give : columns)
            slack += give.isName == names ? give.widest - give.least : 0;
        const int take = std::clamp(missing, 0, slack);
        int taken = 0;
        for (const Give& give : columns) {
            if (give.isName != names || slack == 0)
                continue;
            const int part = std::min((take * (give.widest - give.least) + slack - 1) / slack, take - taken);
            widths[static_cast<std::size_t>(give.column)] -= part;
            taken += part;
        }
        missing -= taken;
    }
    if (missing < 0 && !columns.empty()) {
        const int last = isColumnHidden(items::AlertColumn) ? columns.back().column : int(items::AlertColumn);
        widths[static_cast<std::size_t>(last)] -= missing;
    }
    for (const Give& give : columns)
        setColumnWidth(give.column, widths[static_cast<std::size_t>(give.column)]);
    m_fitting = false;
}

} // namespace checkwatch::servers
