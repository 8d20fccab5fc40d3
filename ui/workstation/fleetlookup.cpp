#include "ui/workstation/fleetlookup.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::workstation {

namespace {

Found completed(const fleet::Snapshot& snapshot, const fleet::ServerRow& row, std::size_t block)
{
    Found found;
    found.row = &row;
    if (block < snapshot.targets.size())
        found.target = &snapshot.targets[block];
    for (const fleet::BackendRow& backend : snapshot.backends) {
        if (backend.proxy == row.identity->proxy && backend.instance == row.identity->instance
            && backend.job == row.identity->job)
            found.backend = &backend;
    }
    if (row.alert >= 0 && snapshot.alerts && static_cast<std::size_t>(row.alert) < snapshot.alerts->size())
        found.alert = &(*snapshot.alerts)[static_cast<std::size_t>(row.alert)];
    return found;
}

} // namespace

Found findServer(const fleet::Snapshot& snapshot, fleet::ServerId server)
{
    for (std::size_t b = 0; b < snapshot.blocks.size(); ++b) {
        for (const fleet::ServerRow& row : snapshot.blocks[b]->rows) {
            if (row.identity->id == server)
                return completed(snapshot, row, b);
        }
    }
    return {};
}

base::Timestamp watchingSince(const fleet::Snapshot& snapshot)
{
    base::Timestamp first = snapshot.time;
    for (const fleet::TargetRow& target : snapshot.targets) {
        if (target.watchingSince != base::Timestamp{})
            first = std::min(first, target.watchingSince);
    }
    return first;
}

fleet::ServerId serverNamed(const fleet::Snapshot& snapshot, const QString& name)
{
    const std::string wanted = name.toStdString();
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->server == wanted || row.identity->proxy + "/" + row.identity->server == wanted)
                return row.identity->id;
        }
    }
    return fleet::noServer;
}

const fleet::AlertRow* findAlert(const fleet::Snapshot& snapshot, std::uint64_t alertId)
{
    if (alertId == 0 || !snapshot.alerts)
        return nullptr;
    for (const fleet::AlertRow& row : *snapshot.alerts) {
        if (row.alert.identity && row.alert.identity->id == alertId)
            return &row;
    }
    return nullptr;
}

QString nameOf(const fleet::ServerIdentity& who)
{
    return QStringLiteral("%1 / %2 on %3")
        .arg(common::display(who.proxy, 80), common::display(who.server, 80), common::display(who.instance, 80));
}

} // namespace checkwatch::workstation
