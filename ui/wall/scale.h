#pragma once

#include <QSize>

namespace checkwatch::wall {

/// Sizes of the wall's text, in logical pixels. They are the least that is legible from five metres on a 55-inch screen
/// of 1920×1080 (design: product.md) and grow with larger screens; they never shrink, a small screen shows less; but the verdict
/// becomes as small as names before its words are cut.
struct Scale
{
    double unit = 1;
    int verdict = 56;
    int name = 32;   ///< names and ages
    int detail = 24; ///< causes, headings
    int small = 22;  ///< axes, captions: nothing is below it
    bool portrait = false;

    /// A length that is `at1080` on a screen of 1920×1080.
    [[nodiscard]] double of(double at1080) const { return at1080 * unit; }
};
[[nodiscard]] Scale scaleFor(const QSize& screen);

} // namespace checkwatch::wall
