#pragma once

#include <QColor>

/// Colours as eyes see them, for tests of the themes.
namespace checkwatch::colourvision {

enum class Vision : std::uint8_t { Normal, Protanopia, Deuteranopia, Tritanopia };

/// WCAG 2 contrast ratio, 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
/// CIEDE2000 (Sharma, Wu, Dalal 2005) between two colours seen with `vision` (Machado, Oliveira, Fernandes 2009,
/// severity 1).
[[nodiscard]] double distance(const QColor& a, const QColor& b, Vision vision);

/// CIELAB under D65.
struct Lab
{
    double l = 0;
    double a = 0;
    double b = 0;
};
[[nodiscard]] double distance(const Lab& p, const Lab& q);

} // namespace checkwatch::colourvision
