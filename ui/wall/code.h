#pragma once

#include "models/base/result.h"

#include <QImage>

#include <string_view>

namespace checkwatch::wall {

/// A QR code (libqrencode, error correction M): a white square of `side` pixels whatever the theme, the code in its middle
/// in whole pixels a module, with the quiet margin of four modules that readers want. An error where the text is empty or
/// so long that a module would have less than three pixels.
[[nodiscard]] base::Result<QImage> qrCode(std::string_view text, int side);
/// How much text such a code can hold at all (version 40, M, bytes).
inline constexpr std::size_t mostCodeBytes = 2331;

} // namespace checkwatch::wall
