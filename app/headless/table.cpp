#include "app/headless/table.h"

#include "app/headless/printable.h"

#include <algorithm>

namespace checkwatch::app {

void Table::say(const Streams& streams) const
{
    std::vector<std::vector<QString>> cells;
    std::vector<qsizetype> widths;
    for (const std::vector<std::string>& row : m_rows) {
        auto& out = cells.emplace_back();
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t i = 0; i < row.size(); ++i) {
            out.push_back(printable(QString::fromStdString(row[i])));
            widths[i] = std::max(widths[i], out.back().size());
        }
    }
    for (const std::vector<QString>& row : cells) {
        QString line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += QStringLiteral("  ");
            line += i == 0 ? row[i].leftJustified(widths[i]) : row[i].rightJustified(widths[i]);
        }
        while (line.endsWith(QLatin1Char(' '))) {
            line.chop(1);
        }
        streams.say(line.toStdString());
    }
}

} // namespace checkwatch::app
