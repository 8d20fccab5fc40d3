#include "app/headless/reportwords.h"
#include "app/headless/reportwriters.h"

#include <limits>

namespace checkwatch::app {
namespace {

QString cell(QString text)
{
    if (!text.isEmpty() && QStringLiteral("=+-@\t\r").contains(text.front())) {
        text.prepend(QLatin1Char('\''));
    }
    const bool quoted
        = text.contains(QLatin1Char(',')) || text.contains(QLatin1Char('"')) || text.contains(QLatin1Char('\n'));
    text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return quoted ? QLatin1Char('"') + text + QLatin1Char('"') : text;
}

QString csvTable(const Rows& rows)
{
    QString out;
    for (const QStringList& row : rows) {
        QStringList cells;
        for (const QString& text : row) {
            cells.append(cell(text));
        }
        out += cells.join(QLatin1Char(',')) + QStringLiteral("\r\n");
    }
    return out;
}

} // namespace

QByteArray reportCsv(const session::IncidentReport& report)
{
    constexpr std::size_t all = std::numeric_limits<std::size_t>::max();
    return (csvTable(timelineRows(report, report.timeline, all)) + QStringLiteral("\r\n")
            + csvTable(serverRows(report, all)))
        .toUtf8();
}

} // namespace checkwatch::app
