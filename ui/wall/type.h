#pragma once

#include <QFont>
#include <QString>

/// The wall's letters, by pixel size. GUI thread.
namespace checkwatch::wall {

[[nodiscard]] const QFont& fontOf(int px, bool bold = false);
/// Whole pixels that a line needs.
[[nodiscard]] double heightOf(int px);
[[nodiscard]] double widthOf(const QString& text, int px, bool bold = false);
/// The text, shortened with "…" where it is wider than `width`; empty where not even that fits.
[[nodiscard]] QString fit(const QString& text, int px, bool bold, double width);

} // namespace checkwatch::wall
