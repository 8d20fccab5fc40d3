#pragma once

#include <QFont>

/// Fonts of the screens. Digits that change in place must not shift their neighbours, and Qt 6.4 cannot ask a font for
/// its tabular figures: a font whose digits already are of one width is chosen. GUI thread.
namespace checkwatch::common {

/// True iff all ten digits of the font have the same advance.
[[nodiscard]] bool hasTabularDigits(const QFont& font);
/// The desktop's UI font where its digits are tabular, else the nearest of the usual ones whose digits are.
[[nodiscard]] QFont interfaceFont();
/// For commands, expressions and samples.
[[nodiscard]] QFont monospaceFont();
/// `font` at `factor` times its size.
[[nodiscard]] QFont scaled(QFont font, double factor);
/// `font` in bold.
[[nodiscard]] QFont bold(QFont font);

} // namespace checkwatch::common
