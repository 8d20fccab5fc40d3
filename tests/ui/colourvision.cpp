#include "tests/ui/colourvision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace checkwatch::colourvision {

namespace {

using Rgb = std::array<double, 3>;
using Matrix = std::array<Rgb, 3>;

constexpr std::array<Matrix, 4> simulations{{
    {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
    {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
    {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
    {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
}};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

Rgb linear(const QColor& colour)
{
    return {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
}

double luminance(const QColor& colour)
{
    const Rgb c = linear(colour);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
}

double dot(const Rgb& a, const Rgb& b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double labCurve(double t)
{
    return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

Lab lab(const QColor& colour, Vision vision)
{
    const Rgb seen = linear(colour);
    Rgb c;
    for (std::size_t i = 0; i < 3; ++i)
        c[i] = std::clamp(dot(simulations[static_cast<std::size_t>(vision)][i], seen), 0.0, 1.0);
    const double x = labCurve(dot({0.4124564, 0.3575761, 0.1804375}, c) / 0.95047);
    const double y = labCurve(dot({0.2126729, 0.7151522, 0.0721750}, c));
    const double z = labCurve(dot({0.0193339, 0.1191920, 0.9503041}, c) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double degrees(double radians)
{
    return radians * 180 / std::numbers::pi;
}

double cosine(double angle)
{
    return std::cos(angle * std::numbers::pi / 180);
}

double sine(double angle)
{
    return std::sin(angle * std::numbers::pi / 180);
}

double hue(double a, double b)
{
    const double h = degrees(std::atan2(b, a));
    return h < 0 ? h + 360 : h;
}

} // namespace

double contrast(const QColor& a, const QColor& b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

double distance(const Lab& p, const Lab& q)
{
    const double meanC = (std::hypot(p.a, p.b) + std::hypot(q.a, q.b)) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(meanC, 7) / (std::pow(meanC, 7) + std::pow(25.0, 7))));
    const double a1 = p.a * (1 + g);
    const double a2 = q.a * (1 + g);
    const double c1 = std::hypot(a1, p.b);
    const double c2 = std::hypot(a2, q.b);
    const double h1 = hue(a1, p.b);
    const double h2 = hue(a2, q.b);
    const bool grey = c1 * c2 == 0;
    double dh = grey ? 0 : h2 - h1;
    double hm = h1 + h2;
    if (!grey) {
        hm = std::abs(h1 - h2) <= 180 ? hm / 2 : hm < 360 ? (hm + 360) / 2 : (hm - 360) / 2;
        dh += dh > 180 ? -360 : dh < -180 ? 360 : 0;
    }
    const double dH = 2 * std::sqrt(c1 * c2) * sine(dh / 2);
    const double lm = (p.l + q.l) / 2;
    const double cm = (c1 + c2) / 2;
    const double t
        = 1 - 0.17 * cosine(hm - 30) + 0.24 * cosine(2 * hm) + 0.32 * cosine(3 * hm + 6) - 0.2 * cosine(4 * hm - 63);
    const double sl = 1 + 0.015 * (lm - 50) * (lm - 50) / std::sqrt(20 + (lm - 50) * (lm - 50));
    const double sc = 1 + 0.045 * cm;
    const double sh = 1 + 0.015 * cm * t;
    const double rc = 2 * std::sqrt(std::pow(cm, 7) / (std::pow(cm, 7) + std::pow(25.0, 7)));
    const double rt = -sine(60 * std::exp(-std::pow((hm - 275) / 25, 2))) * rc;
    const double dl = (q.l - p.l) / sl;
    const double dc = (c2 - c1) / sc;
    return std::sqrt(dl * dl + dc * dc + dH / sh * (dH / sh) + rt * dc * dH / sh);
}

double distance(const QColor& a, const QColor& b, Vision vision)
{
    return distance(lab(a, vision), lab(b, vision));
}

} // namespace checkwatch::colourvision
