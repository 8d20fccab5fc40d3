#include "app/headless/reportsvg.h"

#include "app/headless/reportwords.h"
#include "app/headless/svgparts.h"

#include <algorithm>
#include <array>

namespace checkwatch::app {
namespace {

using namespace svg;
using haproxy::ServerState;
using session::IncidentReport;
using session::ReportedServer;

constexpr std::size_t mostLanes = 40;
constexpr int laneHeight = 20;
constexpr int plotHeight = 120;

const char* colorOf(ServerState state)
{
    if (haproxy::isDown(state)) {
        return downFill;
    }
    switch (state) {
    case ServerState::UpGoingDown: return failingFill;
    case ServerState::Maint:
    case ServerState::Drain:
    case ServerState::Nolb:
    case ServerState::UpNoTraffic: return outFill;
    case ServerState::Unknown: return unknownFill;
    default: return upFill;
    }
}

/// The state's name where there is room for it, so that nothing hangs on colour alone.
QString wordIn(const session::StateSpan& span, double x, double w, int y)
{
    const std::string_view name = haproxy::serverStateName(span.state);
    const bool dark
        = colorOf(span.state) == downFill || colorOf(span.state) == outFill || colorOf(span.state) == failingFill;
    if (!dark || w < 8.0 * static_cast<double>(name.size())) {
        return {};
    }
    return label(x + 4, y + 12, QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())), "#ffffff");
}

QString lane(const ReportedServer& server, const Scale& scale, int y)
{
    QString text = label(left - 8, y + 12, nameOf(server).left(38), ink, "end");
    for (const session::StateSpan& span : server.history.spans) {
        const double x = scale.x(span.from);
        const double w = scale.x(span.to) - x;
        text += rect(x, y + 2, w, laneHeight - 8, colorOf(span.state)) + wordIn(span, x, w, y);
    }
    for (const session::Firing& firing : server.firing) {
        const double x = scale.x(firing.firedAt);
        text += rect(x, y + laneHeight - 5, scale.x(firing.endedAt) - x, 3, "#5f3dc4");
    }
    return text;
}

QString legend(int y)
{
    struct Entry
    {
        const char* color;
        const char* words;
    };
    constexpr std::array<Entry, 6> entries{{{downFill, "DOWN"},
                                            {failingFill, "UP, last check failed"},
                                            {outFill, "out of rotation"},
                                            {upFill, "UP"},
                                            {unknownFill, "nothing known"},
                                            {"#5f3dc4", "an alert fires"}}};
    QString text;
    double x = left;
    for (const Entry& entry : entries) {
        text += rect(x, y, 14, 10, entry.color) + label(x + 19, y + 9, QString::fromLatin1(entry.words), ink);
        x += 40 + 6.2 * static_cast<double>(std::string_view(entry.words).size());
    }
    return text;
}

} // namespace

SvgChart notWellChart(const IncidentReport& report)
{
    const Scale scale(report, plotHeight);
    std::uint32_t most = 1;
    for (const session::NotWell& now : report.notWell) {
        most = std::max(most, now.down + now.failing);
    }
    const auto y
        = [most](std::uint32_t count) { return plotHeight - static_cast<double>(count) / most * (plotHeight - 14); };
    QString text = scale.axis();
    for (std::size_t i = 0; i < report.notWell.size(); ++i) {
        const session::NotWell& now = report.notWell[i];
        const bool last = i + 1 == report.notWell.size();
        const double x = scale.x(now.time);
        const double w = scale.x(last ? report.end : report.notWell[i + 1].time) - x + 0.3;
        if (now.down > 0) {
            text += rect(x, y(now.down), w, plotHeight - y(now.down), downFill);
        }
        if (now.failing > 0) {
            text += rect(x, y(now.down + now.failing), w, y(now.down) - y(now.down + now.failing), failingFill);
        }
    }
    text += label(left - 8, y(most) + 4, QString::number(most), ink, "end");
    text += label(left - 8, plotHeight, QStringLiteral("0"), ink, "end");
    text += label(8, plotHeight / 2.0, QStringLiteral("servers not well"), ink);
    text += QStringLiteral("<line x1='%1' x2='%2' y1='%3' y2='%3' stroke='%4'/>")
                .arg(left)
                .arg(width - right)
                .arg(plotHeight)
                .arg(QLatin1String(muted));
    const int y0 = plotHeight + axisHeight;
    text += rect(left, y0, 14, 10, downFill) + label(left + 19, y0 + 9, QStringLiteral("DOWN"), ink);
    text += rect(left + 80, y0, 14, 10, failingFill)
        + label(left + 99, y0 + 9, QStringLiteral("a failed check in the minute before, not DOWN"), ink);
    return framed(text, y0 + 16);
}

SvgChart laneChart(const IncidentReport& report)
{
    const std::size_t lanes = std::min(report.servers.size(), mostLanes);
    const int plotted = static_cast<int>(lanes) * laneHeight + 4;
    const Scale scale(report, plotted);
    QString text = scale.axis();
    for (std::size_t i = 0; i < lanes; ++i) {
        text += lane(report.servers[i], scale, static_cast<int>(i) * laneHeight);
    }
    text += legend(plotted + axisHeight);
    return framed(text, plotted + axisHeight + 16);
}

} // namespace checkwatch::app
