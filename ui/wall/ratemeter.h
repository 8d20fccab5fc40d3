#pragma once

#include "ui/wall/composer.h"

#include <array>

/// How many alarms people can cope with, drawn. EEMUA 191: one in ten minutes is manageable, ten in ten minutes are a flood.
namespace checkwatch::wall {

enum class AlarmLoad : std::uint8_t { Manageable, OverDemanding, Flood };
/// Up to 1, below 10, and from 10 on, in ten minutes.
[[nodiscard]] AlarmLoad loadOf(int alarms) noexcept;
inline constexpr int manageableAt = 1;
inline constexpr int floodAt = 10;

/// How far each of the meter's three parts is filled, 0 to 1: up to 1, from there to 10, from there to 100. The two upper
/// ones are logarithmic, so that 2 and 20 can be told apart from 1 and 10.
[[nodiscard]] std::array<double, 3> filledOf(int alarms);

/// Words over the meter, at the top of `room`; gives their height together.
double addRateMeter(Composer& composer, const QRectF& room, int alarms);

} // namespace checkwatch::wall
