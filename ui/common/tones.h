#pragma once

#include <QByteArray>

/// The sounds that come with the program: made, not recorded.
namespace checkwatch::common {

enum class Tone : std::uint8_t {
    Alarm,  ///< three falling pairs: somebody has to come
    Notice, ///< two soft beeps
};

/// A WAV file: 16 bits, one channel, 44,100 samples a second, without a click at either end of a beep.
[[nodiscard]] QByteArray toneAsWav(Tone tone);

} // namespace checkwatch::common
