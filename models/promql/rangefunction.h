#pragma once

#include "models/promql/window.h"

namespace checkwatch::promql {

/// The functions that make one number out of one series' window and nothing else.
[[nodiscard]] bool isPlainOverWindow(FunctionId id);
/// The value of such a function; nullopt where the window has too few samples. Tells how where `notes` is not null.
/// REQUIRES: isPlainOverWindow(id).
[[nodiscard]] std::optional<double> overWindow(FunctionId id, const Window& window, WindowNotes* notes = nullptr);
/// Of these, the ones that are exactly 0, or nothing, over a window of equal finite values.
[[nodiscard]] bool isChange(FunctionId id);

} // namespace checkwatch::promql
