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
        longest = std::clamp(static_cast<int>(std::min<std::size_t>(name.size(), mostCharacters)), longest, mostCharacters);
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

/// All columns as wide as they like where there is room, the rest of the room to the alert's; else all give way evenly
/// down to the least, and then the table scrolls.
void ServerTable::fitColumns()
{
    if (m_userWidths || m_fitting)
        return;
    m_fitting = true;
    int wanted = 0;
    int least = 0;
    int last = -1;
    for (int visual = 0; visual < items::ServerColumnCount; ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (isColumnHidden(column))
            continue;
        wanted += widestOf(column);
        least += sampleWidth(column, columnSpecs()[static_cast<std::size_t>(column)].least);
        last = column;
    }
    const int room = viewport()->width();
    const double give = wanted > least ? std::clamp(double(wanted - room) / (wanted - least), 0.0, 1.0) : 0.0;
    int used = 0;
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (isColumnHidden(column))
            continue;
        const int widest = widestOf(column);
        const int narrowest = sampleWidth(column, columnSpecs()[static_cast<std::size_t>(column)].least);
        setColumnWidth(column, widest - static_cast<int>(give * std::max(0, widest - narrowest)));
        used += columnWidth(column);
    }
    if (last >= 0 && used < room)
        setColumnWidth(last, columnWidth(last) + room - used);
    m_fitting = false;
}

} // namespace checkwatch::servers
