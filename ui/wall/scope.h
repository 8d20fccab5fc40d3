#pragma once

#include "models/base/result.h"
#include "models/config/wall.h"
#include "models/items/filter.h"
#include "ui/wall/places.h"

#include <QString>

#include <vector>

namespace checkwatch::wall {

/// A filter over names and labels alone, as places must not come and go with what happens.
struct NamedFilter
{
    QString text; ///< as it was written
    items::Filter filter;
};

/// What one screen of a wall shows, and what counts there.
struct Scope
{
    Grouping grouping = Grouping::Haproxy;
    NamedFilter shown;
    std::vector<NamedFilter> pages; ///< of the tiles; empty = all at once
    config::VerdictAlerts verdictAlerts;

    /// "Only backend:web* · Verdict by severity critical"; "" where everything is shown and counts.
    [[nodiscard]] QString words() const;
};

/// Errors of a filter carry its line in the file, and what is wrong with it.
[[nodiscard]] base::Result<Scope> scopeOf(const config::WallScreen& screen, const config::VerdictAlerts& alerts);

} // namespace checkwatch::wall
