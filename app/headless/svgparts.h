#pragma once

#include "app/headless/reportsvg.h"

/// What the charts of a report are made of: for them only.
namespace checkwatch::app::svg {

inline constexpr int width = 960;
inline constexpr int left = 230; ///< of the time axis
inline constexpr int right = 12;
inline constexpr int axisHeight = 26;

inline constexpr const char* downFill = "#c92a2a";
inline constexpr const char* failingFill = "#e8590c";
inline constexpr const char* outFill = "#1c7ed6";
inline constexpr const char* upFill = "#dfe6ec";
inline constexpr const char* unknownFill = "#a3aeb9";
inline constexpr const char* ink = "#212932";
inline constexpr const char* muted = "#5c6773";

/// Where times are in the picture.
class Scale
{
public:
    Scale(const session::IncidentReport& report, int plotted);

    [[nodiscard]] double x(base::Timestamp time) const;
    /// Lines and times at even steps, about eight of them.
    [[nodiscard]] QString axis() const;

private:
    base::Timestamp m_start;
    base::Timestamp m_end;
    int m_plotted;
};

SvgChart framed(const QString& content, int height);
QString rect(double x, double y, double w, double h, const char* fill);
/// Escapes the text.
QString label(double x, double y, const QString& text, const char* color, const char* anchor = "start");

} // namespace checkwatch::app::svg
