#include "app/headless/svgparts.h"

#include "app/headless/reportwords.h"

#include <algorithm>
#include <array>

namespace checkwatch::app::svg {

using base::Timestamp;

Scale::Scale(const session::IncidentReport& report, int plotted)
    : m_start(report.start), m_end(report.end), m_plotted(plotted)
{
}

double Scale::x(Timestamp time) const
{
    const double whole = std::max(1.0, static_cast<double>((m_end - m_start).count()));
    const double part = std::clamp(static_cast<double>((time - m_start).count()) / whole, 0.0, 1.0);
    return left + part * (width - left - right);
}

QString Scale::axis() const
{
    constexpr std::array<std::int64_t, 17> steps{1,   2,   5,    10,   15,   30,     60,     120,   300,
                                                 600, 900, 1800, 3600, 7200, 10'800, 21'600, 86'400};
    const std::int64_t seconds = (m_end - m_start).count() / 1000;
    const auto fits = std::ranges::find_if(steps, [seconds](std::int64_t step) { return seconds / step <= 8; });
    const std::int64_t step = (fits == steps.end() ? seconds / 8 + 1 : *fits) * 1000;
    QString text;
    for (std::int64_t at = (base::unixMs(m_start) + step - 1) / step * step; at <= base::unixMs(m_end); at += step) {
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

QString label(double x, double y, const QString& text, const char* color, const char* anchor)
{
    return QStringLiteral("<text x='%1' y='%2' fill='%3' text-anchor='%4'>%5</text>")
        .arg(x, 0, 'f', 1)
        .arg(y, 0, 'f', 1)
        .arg(QLatin1String(color), QLatin1String(anchor), text.toHtmlEscaped());
}

} // namespace checkwatch::app::svg
