#include "ui/wall/otheralerts.h"

#include "models/fleet/severity.h"
#include "ui/wall/counted.h"
#include "ui/wall/exporterset.h"

#include <unordered_map>

namespace checkwatch::wall {
namespace {

using fleet::AlertPhase;
using fleet::Cover;
using fleet::SubjectKind;

using RowsById = std::unordered_map<fleet::ServerId, const fleet::ServerRow*>;

bool isActive(const fleet::AlertRow& alert)
{
    return alert.phase == AlertPhase::Firing || alert.phase == AlertPhase::Pending;
}

bool isBesideHealth(const fleet::AlertRow& alert)
{
    return alert.subject == SubjectKind::Server && !alert.health && isActive(alert);
}

/// The servers that such alerts are about; there are few of them among 50,000.
RowsById rowsOf(const fleet::Snapshot& snapshot)
{
    RowsById rows;
    for (const fleet::AlertRow& alert : *snapshot.alerts) {
        if (isBesideHealth(alert)) {
            rows[alert.server] = nullptr;
        }
    }
    if (rows.empty()) {
        return rows;
    }
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (const auto at = rows.find(row.identity->id); at != rows.end()) {
                at->second = &row;
            }
        }
    }
    return rows;
}

class Finder
{
public:
    Finder(const fleet::Snapshot& snapshot, const Counted& counted)
        : m_snapshot(snapshot), m_counted(counted), m_rows(rowsOf(snapshot)),
          m_late(exportersOf(snapshot,
                             [](const fleet::TargetRow& target) { return target.freshness != base::Freshness::Fresh; }))
    {
    }
    [[nodiscard]] bool isOther(const fleet::AlertRow& alert) const
    {
        if (!isActive(alert)) {
            return false;
        }
        if (alert.subject == SubjectKind::Server) {
            const fleet::ServerRow* const row = alert.health ? nullptr : m_rows.at(alert.server);
            return !alert.health && (row == nullptr || !isToldBy(*row, alert));
        }
        const bool isSilence = alert.subject == SubjectKind::Exporter && alert.phase == AlertPhase::Pending;
        return !isSilence || !m_late.has(alert);
    }

private:
    [[nodiscard]] bool isToldBy(const fleet::ServerRow& row, const fleet::AlertRow& alert) const
    {
        if (row.shown != fleet::Shown::Stale && (haproxy::isDown(row.state) || fleet::isOutUnwanted(row))) {
            return true;
        }
        const bool counts = m_counted.counts(alert);
        const Cover needed = alert.phase == AlertPhase::Firing ? Cover::Firing : Cover::Pending;
        return (counts ? m_counted.coverOf(row) : shownCover(row)) >= needed
            && !fleet::mayBeWorse(alert.severity,
                                  counts ? m_counted.severityOf(m_snapshot, row) : shownSeverity(m_snapshot, row));
    }

    const fleet::Snapshot& m_snapshot;
    const Counted& m_counted;
    RowsById m_rows;
    ExporterSet m_late;
};

} // namespace

OtherAlerts otherAlerts(const fleet::Snapshot& snapshot, const Counted& counted)
{
    OtherAlerts out;
    if (!snapshot.alerts) {
        return out;
    }
    const Finder finder(snapshot, counted);
    for (std::size_t place = 0; place < snapshot.alerts->size(); ++place) {
        const fleet::AlertRow& alert = (*snapshot.alerts)[place];
        if (!finder.isOther(alert)) {
            continue;
        }
        out.places.push_back(place);
        const bool firing = alert.phase == AlertPhase::Firing;
        const bool counts = counted.counts(alert);
        const bool below = alert.subject == SubjectKind::Server || alert.subject == SubjectKind::Backend;
        out.firing += counts && firing ? 1 : 0;
        out.firingBelow += counts && firing && below ? 1 : 0;
        out.pending += counts && !firing ? 1 : 0;
        out.notCounted += !counts && firing ? 1 : 0;
    }
    return out;
}

} // namespace checkwatch::wall
