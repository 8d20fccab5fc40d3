#pragma once

#include "tests/support/scriptedscenes.h"
#include "ui/wall/wallview.h"

/// Made-up fleets for the wall, and what must hold of everything it paints.
namespace checkwatch::wallshow {

/// `servers` on six exporters. In a flood a third of them is DOWN, fires, is pending or stale.
[[nodiscard]] fleet::SnapshotPtr fleetOf(int servers, bool flood);

/// Fails the test unless every line of text is as large as it must be, fits its box, stands on the screen, can be read on
/// its ground, and covers no other.
void checkTexts(const wall::WallView& view);
/// Fails the test unless tiles lie in their panel and cover neither each other nor a heading.
void checkTiles(const wall::WallView& view);

} // namespace checkwatch::wallshow
