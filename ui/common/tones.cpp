#include "ui/common/tones.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

namespace checkwatch::common {
namespace {

constexpr int rate = 44'100;
constexpr double edge = 0.008; ///< seconds in which a beep swells and dies away

struct Beep
{
    double hertz; ///< 0 = silence
    double seconds;
    double loud = 0.8;
};

template <typename Number>
void put(QByteArray& out, Number number)
{
    const Number little = qToLittleEndian(number);
    out.append(reinterpret_cast<const char*>(&little), sizeof little);
}

QByteArray samplesOf(std::initializer_list<Beep> beeps)
{
    QByteArray out;
    for (const Beep& beep : beeps) {
        const int count = static_cast<int>(std::lround(beep.seconds * rate));
        for (int i = 0; i < count; ++i) {
            const double at = static_cast<double>(i) / rate;
            const double swell = std::min({1.0, at / edge, (beep.seconds - at) / edge});
            // The third overtone carries through a room where a pure tone does not.
            const double phase = 2 * std::numbers::pi * beep.hertz * at;
            const double wave = 0.75 * std::sin(phase) + 0.25 * std::sin(3 * phase);
            put(out, static_cast<qint16>(std::lround(32'000 * beep.loud * swell * wave)));
        }
    }
    return out;
}

QByteArray asWav(const QByteArray& samples)
{
    QByteArray out("RIFF");
    put(out, static_cast<quint32>(36 + samples.size()));
    out.append("WAVEfmt ");
    put(out, quint32{16});
    put(out, quint16{1}); // PCM
    put(out, quint16{1}); // channels
    put(out, quint32{rate});
    put(out, quint32{rate * 2});
    put(out, quint16{2});
    put(out, quint16{16});
    out.append("data");
    put(out, static_cast<quint32>(samples.size()));
    return out + samples;
}

} // namespace

QByteArray toneAsWav(Tone tone)
{
    return asWav(
        tone == Tone::Alarm ? samplesOf(
            {{988, 0.22}, {740, 0.22}, {0, 0.12}, {988, 0.22}, {740, 0.22}, {0, 0.12}, {988, 0.22}, {740, 0.22}})
                            : samplesOf({{659, 0.16, 0.5}, {0, 0.1}, {659, 0.16, 0.5}}));
}

} // namespace checkwatch::common
