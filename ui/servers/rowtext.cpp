#include "ui/servers/rowtext.h"

#include "ui/servers/servercolumns.h"

#include <QStringList>

namespace checkwatch::servers {

namespace {

QStringList cellsOf(const fleet::ServerRow& row, const std::vector<int>& columns, const CellContext& context)
{
    QStringList cells;
    for (const int column : columns)
        cells += cellOf(row, column, context).text;
    return cells;
}

QString quoted(QString cell)
{
    if (!cell.isEmpty() && QStringLiteral("=+-@").contains(cell.front()))
        cell.prepend(QLatin1Char('\''));
    cell.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + cell + QLatin1Char('"');
}

QString csvLine(const QStringList& cells)
{
    QStringList line;
    for (const QString& cell : cells)
        line += quoted(cell);
    return line.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

} // namespace

QString rowsAsText(const std::vector<int>& rows, const std::vector<int>& columns, const CellContext& context)
{
    QString text;
    for (const int row : rows) {
        if (const fleet::ServerRow* server = context.model.serverAt(row)) {
            text += cellsOf(*server, columns, context).join(QLatin1Char('\t'));
        } else if (const items::ServerGroup* group = context.model.groupAt(row)) {
            const GroupWords words = groupWords(*group);
            text += words.name + QLatin1Char('\t') + words.summary;
        }
        text += QLatin1Char('\n');
    }
    return text;
}

QString rowsAsCsv(const std::vector<int>& rows, const std::vector<int>& columns, const CellContext& context)
{
    QStringList headings;
    for (const int column : columns)
        headings += columnSpecs()[static_cast<std::size_t>(column)].name;
    QString text = csvLine(headings);
    for (const int row : rows) {
        if (const fleet::ServerRow* server = context.model.serverAt(row))
            text += csvLine(cellsOf(*server, columns, context));
    }
    return text;
}

} // namespace checkwatch::servers
