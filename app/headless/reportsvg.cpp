#include "app/headless/reportsvg.h"

#include "app/headless/reportwords.h"

#include <algorithm>
#include <array>

namespace checkwatch::app {
namespace {

using base::Duration;
using base::Timestamp;
using haproxy::ServerState;
using session::IncidentReport;
using session::ReportedServer;

constexpr int width = 960;
constexpr int left = 230; ///< of the time axis
constexpr int right = 12;
constexpr int axisHeight = 26;
constexpr std::size_t mostLanes = 40;
constexpr int laneHeight = 20;
constexpr int plotHeight = 120;

constexpr const char* down = "#c92a2a";
constexpr const char* failing = "#e8590c";
constexpr const char* out = "#1c7ed6";
constexpr const char* up = "#dfe6ec";
constexpr const char* unknown = "#a3aeb9";
constexpr const char* ink = "#212932";
constexpr const char* muted = "#5c6773";

/// Where times and counts are in the picture.
class Scale
{
public:
    Scale(const IncidentReport& report, int plotted) : m_start(report.start), m_end(report.end), m_plotted(plotted) {}

    [[nodiscard]] double x(Timestamp time) const
    {
        const double whole = std::max(1.0, static_cast<double>((m_end - m_start).count()));
        const double part = std::clamp(static_cast<double>((time - m_start).count()) / whole, 0.0, 1.0);
        return left + part * (width - left - right);
    }

    /// Lines and times at even steps, about eight of them.
    [[nodiscard]] QString axis() const
    {
        constexpr std::array<std::int64_t, 17> steps{1,   2,   5,    10,   15,   30,     60,     120,   300,
                                                     600, 900, 1800, 3600, 7200, 10'800, 21'600, 86'400};
        const std::int64_t seconds = (m_end - m_start).count() / 1000;
        const auto fits = std::ranges::find_if(steps, [seconds](std::int64_t step) { return seconds / step <= 8; });
        const std::int64_t step = (fits == steps.end() ? seconds / 8 + 1 : *fits) * 1000;
        QString text;
        for (std::int64_t at = (base::unixMs(m_start) + step - 1) / step * step; at <= base::unixMs(m_end);
             at += step) {
            const double where = x(base::fromUnixMs(at));
            text += QStringLiteral("<line x1='%1' x2='%1' y1='0' y2='%2' stroke='#c9d1d9' stroke-width='0.7'/>")
                        .arg(where, 0, 'f', 1)
                        .arg(m_plotted);
            // A label in the corner would be cut off.
            if (where > left + 20 && where < width - right - 20) {
                text += QStringLiteral("<text x='%1' y='%2' text-anchor='middle' fill='%3'>%4</text>")
                            .arg(where, 0, 'f', 1)
                            .arg(m_plotted + 16)
                            .arg(QLatin1String(muted), timeOfDay(base::fromUnixMs(at)));
            }
        }
        return text;
    }

private:
    Timestamp m_start;
    Timestamp m_end;
    int m_plotted;
};

SvgChart framed(const QString& content, int height)
{
    return {QStringLiteral("<svg xmlns='http://www.w3.org/2000/svg' width='%1' height='%2' viewBox='0 0 %1 %2' "
                           "font-family='sans-serif' font-size='11'>"
                           "%3</svg>")
                .arg(width)
                .arg(height)
                .arg(content),
            width, height};
}

QString rect(double x, double y, double w, double h, const char* fill)
{
    return QStringLiteral("<rect x='%1' y='%2' width='%3' height='%4' fill='%5'/>")
        .arg(x, 0, 'f', 1)
        .arg(y, 0, 'f', 1)
        .arg(std::max(w, 0.6), 0, 'f', 1)
        .arg(h, 0, 'f', 1)
        .arg(QLatin1String(fill));
}

QString label(double x, double y, const QString& text, const char* color, const char* anchor = "start")
{
    return QStringLiteral("<text x='%1' y='%2' fill='%3' text-anchor='%4'>%5</text>")
        .arg(x, 0, 'f', 1)
        .arg(y, 0, 'f', 1)
        .arg(QLatin1String(color), QLatin1String(anchor), text.toHtmlEscaped());
}

const char* colorOf(ServerState state)
{
    if (haproxy::isDown(state)) {
        return down;
    }
    switch (state) {
    case ServerState::UpGoingDown: return failing;
    case ServerState::Maint:
    case ServerState::Drain:
    case ServerState::Nolb:
    case ServerState::UpNoTraffic: return out;
    case ServerState::Unknown: return unknown;
    default: return up;
    }
}

/// The state's name where there is room for it, so that nothing hangs on colour alone.
QString wordIn(const session::StateSpan& span, double x, double w, int y)
{
    const std::string_view name = haproxy::serverStateName(span.state);
    const bool dark = colorOf(span.state) == down || colorOf(span.state) == out || colorOf(span.state) == failing;
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
    constexpr std::array<Entry, 6> entries{{{down, "DOWN"},
                                            {failing, "UP, last check failed"},
                                            {out, "out of rotation"},
                                            {up, "UP"},
                                            {unknown, "nothing known"},
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
            text += rect(x, y(now.down), w, plotHeight - y(now.down), down);
        }
        if (now.failing > 0) {
            text += rect(x, y(now.down + now.failing), w, y(now.down) - y(now.down + now.failing), failing);
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
    text += rect(left, y0, 14, 10, down) + label(left + 19, y0 + 9, QStringLiteral("DOWN"), ink);
    text += rect(left + 80, y0, 14, 10, failing)
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
