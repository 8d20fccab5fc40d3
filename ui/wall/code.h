#pragma once

#include "models/base/result.h"

#include <QImage>

#include <string_view>

namespace checkwatch::wall {

/// A QR code (libqrencode, error correction M) with the quiet margin of four modules that readers want, black on white
/// whatever the theme, in whole pixels a module and at most `side` wide. An error where the text is too long for a module
/// of two pixels, or empty.
[[nodiscard]] base::Result<QImage> qrCode(std::string_view text, int side);
/// How much text such a code can hold at all (version 40, M, bytes).
inline constexpr std::size_t mostCodeBytes = 2331;

} // namespace checkwatch::wall
