#pragma once

#include "models/fleet/acknowledgement.h"
#include "models/fleet/silences.h"
#include "models/fleet/vantages.h"
#include "ui/common/exporternames.h"
#include "ui/common/format.h"
#include "ui/common/glyphs.h"
#include "ui/wall/counted.h"
#include "ui/wall/firstout.h"

#include <QString>

#include <vector>

namespace checkwatch::wall {

/// One entry of the wall's list: what is wrong, how bad, why, and what is left.
struct WorstRow
{
    /// Late: an exporter that has missed a scrape, while what it said still counts.
    enum class Rank : std::uint8_t { Outage, Down, Firing, Silent, Late, Pending, Other, Cleared };
    Rank rank = Rank::Other;
    common::Glyph glyph = common::Glyph::None;
    double fraction = 0.25;
    QString name; ///< "app / web-03"
    QString age;  ///< "DOWN 2:40"
    common::Role ageInk = common::Role::Text;
    QString detail;                           ///< "lb-01 · connection refused (L4CON) · no alert · 5 of 6 left"
    std::int32_t alert = -1;                  ///< place in Snapshot::alerts, for the QR code
    fleet::ServerId server = fleet::noServer; ///< of a backend, the one that went DOWN first
    bool acknowledged = false;                ///< somebody is on it, or has silenced it: after the others of its rank
    std::uint32_t order = 0;                  ///< within the rank, lower first
    std::string of;                           ///< a backend's job, instance and proxy

    /// True for what no page may hide.
    [[nodiscard]] bool pinned() const { return rank <= Rank::Firing; }
};

struct WorstContext
{
    const fleet::Snapshot& snapshot;
    const common::ExporterNames& exporters;
    const FirstOut& firstOut;
    const Counted& counted; ///< of the snapshot
    base::Timestamp now{};
    common::Zone zone = common::Zone::Utc;
    bool folded = false; ///< a flood: servers are told by backend
    /// Where equal names are one server: it is told once, with from where it fails. Else null.
    const fleet::Vantages* vantages = nullptr;
    const fleet::Acknowledgements* acknowledgements = nullptr; ///< of the snapshot; null: none
    const fleet::Silences* silences = nullptr;                 ///< of the snapshot; null: none
};

/// Most urgent first; at most `most` of them, and how many there are in all.
struct WorstList
{
    std::vector<WorstRow> rows;
    std::size_t all = 0;
    bool folded = false; ///< a flood
    QString nothing;     ///< what an empty one says
};
[[nodiscard]] WorstList worstOf(const WorstContext& context, std::size_t most);

/// Alerts that began to fire in the ten minutes before `now`, as far as events are kept.
[[nodiscard]] int alarmsInTenMinutes(const fleet::Snapshot& snapshot, base::Timestamp now);

} // namespace checkwatch::wall
