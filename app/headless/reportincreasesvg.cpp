#include "app/headless/reportwords.h"
#include "app/headless/svgparts.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::app {
namespace {

using namespace svg;
using session::IncidentReport;
using session::ReportedServer;

constexpr int increaseHeight = 54;
constexpr int rowHeight = 66;

bool isCounted(const ReportedServer& server)
{
    return std::ranges::any_of(server.increase, [](const fleet::Point& point) { return !std::isnan(point.value); });
}

double highestOf(const ReportedServer& server, double threshold)
{
    double highest = std::max(threshold, 1.0);
    for (const fleet::Point& point : server.increase) {
        highest = std::isnan(point.value) ? highest : std::max(highest, point.value);
    }
    return highest;
}

QString number(double value)
{
    return QString::number(value, 'f', value == std::floor(value) ? 0 : 1);
}

/// A step line; where nothing is counted it ends.
QString line(const ReportedServer& server, const Scale& scale, double bottom, double highest)
{
    QString path;
    bool drawing = false;
    for (const fleet::Point& point : server.increase) {
        if (!std::isnan(point.value)) {
            path += QStringLiteral("%1%2 %3")
                        .arg(drawing ? QLatin1Char('L') : QLatin1Char('M'))
                        .arg(scale.x(point.time), 0, 'f', 1)
                        .arg(bottom - point.value / highest * (increaseHeight - 8), 0, 'f', 1);
        }
        drawing = !std::isnan(point.value);
    }
    return QStringLiteral("<path d='%1' fill='none' stroke='%2' stroke-width='1.6'/>")
        .arg(path, QLatin1String(failingFill));
}

QString row(const ReportedServer& server, const IncidentReport& report, const Scale& scale, int top)
{
    const double bottom = top + increaseHeight;
    const double highest = highestOf(server, report.headline.threshold);
    QString text;
    for (const session::StateSpan& span : server.history.spans) {
        if (haproxy::isDown(span.state) || span.state == haproxy::ServerState::Maint) {
            const double x = scale.x(span.from);
            text += rect(x, top + 4, scale.x(span.to) - x, increaseHeight - 4, upFill);
        }
    }
    const double threshold = bottom - report.headline.threshold / highest * (increaseHeight - 8);
    text += QStringLiteral("<line x1='%1' x2='%2' y1='%3' y2='%3' stroke='%4' stroke-dasharray='4 3'/>")
                .arg(left)
                .arg(width - right)
                .arg(threshold, 0, 'f', 1)
                .arg(QLatin1String(downFill));
    text += line(server, scale, bottom, highest);
    text += label(left - 8, top + 16, nameOf(server).left(38), ink, "end");
    return text + label(left - 8, top + 32, QStringLiteral("at most ") + number(highest), muted, "end");
}

} // namespace

SvgChart increaseChart(const IncidentReport& report)
{
    std::vector<const ReportedServer*> drawn;
    for (const ReportedServer& server : report.servers) {
        if (isCounted(server)) {
            drawn.push_back(&server);
        }
    }
    if (drawn.empty()) {
        return {};
    }
    const int plotted = static_cast<int>(drawn.size()) * rowHeight;
    const Scale scale(report, plotted);
    QString text = scale.axis();
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        text += row(*drawn[i], report, scale, static_cast<int>(i) * rowHeight);
    }
    const int y = plotted + axisHeight;
    text += rect(left, y + 4, 14, 3, failingFill) + label(left + 19, y + 9, QStringLiteral("failed checks"), ink);
    text += rect(left + 110, y + 5, 14, 1, downFill)
        + label(left + 129, y + 9, QStringLiteral("the rule is true above ") + number(report.headline.threshold), ink);
    text += rect(left + 280, y, 14, 10, upFill)
        + label(left + 299, y + 9, QStringLiteral("DOWN or in maintenance: HAProxy counts no failed checks"), ink);
    return framed(text, y + 16);
}

} // namespace checkwatch::app
