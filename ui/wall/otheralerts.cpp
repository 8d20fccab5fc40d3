#include "ui/wall/otheralerts.h"

#include <algorithm>
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

bool isToldByServer(const fleet::ServerRow& row, const fleet::AlertRow& alert, const Counted& counted)
{
    if (row.shown != fleet::Shown::Stale && (haproxy::isDown(row.state) || fleet::isOutUnwanted(row))) {
        return true;
    }
    const Cover needed = alert.phase == AlertPhase::Firing ? Cover::Firing : Cover::Pending;
    return (counted.counts(alert) ? counted.coverOf(row) : Counted().coverOf(row)) >= needed;
}

bool isToldBySilence(const fleet::Snapshot& snapshot, const fleet::AlertRow& alert)
{
    return alert.subject == SubjectKind::Exporter && alert.phase == AlertPhase::Pending
        && std::ranges::any_of(snapshot.targets, [&](const fleet::TargetRow& target) {
               return target.instance == alert.instance && target.freshness != base::Freshness::Fresh;
           });
}

} // namespace

std::vector<std::size_t> otherAlerts(const fleet::Snapshot& snapshot, const Counted& counted)
{
    std::vector<std::size_t> out;
    if (!snapshot.alerts) {
        return out;
    }
    const RowsById rows = rowsOf(snapshot);
    for (std::size_t place = 0; place < snapshot.alerts->size(); ++place) {
        const fleet::AlertRow& alert = (*snapshot.alerts)[place];
        if (!isActive(alert)) {
            continue;
        }
        if (alert.subject == SubjectKind::Server) {
            const fleet::ServerRow* const row = isBesideHealth(alert) ? rows.at(alert.server) : nullptr;
            if (alert.health || (row != nullptr && isToldByServer(*row, alert, counted))) {
                continue;
            }
        } else if (isToldBySilence(snapshot, alert)) {
            continue;
        }
        out.push_back(place);
    }
    return out;
}

OtherAlerts countOthers(const fleet::Snapshot& snapshot, const Counted& counted)
{
    OtherAlerts count;
    for (const std::size_t place : otherAlerts(snapshot, counted)) {
        const fleet::AlertRow& alert = (*snapshot.alerts)[place];
        const bool firing = alert.phase == AlertPhase::Firing;
        const bool counts = counted.counts(alert);
        const bool below = alert.subject == SubjectKind::Server || alert.subject == SubjectKind::Backend;
        count.firing += counts && firing ? 1 : 0;
        count.firingBelow += counts && firing && below ? 1 : 0;
        count.pending += counts && !firing ? 1 : 0;
        count.notCounted += !counts && firing ? 1 : 0;
    }
    return count;
}

} // namespace checkwatch::wall
