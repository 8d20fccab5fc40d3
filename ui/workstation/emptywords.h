#pragma once

#include "models/fleet/snapshot.h"

#include <QString>

namespace checkwatch::workstation {

/// What panels say that have nothing to show: what is missing, and what to do. Raw text in it has passed the gateway.
struct EmptyWords
{
    QString servers;
    QString alerts;
    QString chart;
};
[[nodiscard]] EmptyWords emptyWordsOf(const fleet::Snapshot& snapshot);

} // namespace checkwatch::workstation
