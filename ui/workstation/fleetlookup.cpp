#include "ui/workstation/fleetlookup.h"

#include "ui/common/text.h"

#include <algorithm>

namespace checkwatch::workstation {

namespace {

bool holds(const fleet::BackendRow& backend, const fleet::ServerIdentity& who)
{
    return backend.proxy == who.proxy && backend.instance == who.instance && backend.job == who.job;
}

} // namespace

Found findServer(const items::ServerTableModel& servers, fleet::ServerId server)
{
    Found found;
    found.row = server == fleet::noServer ? nullptr : servers.server(server);
    if (found.row == nullptr)
        return found;
    found.target = servers.targetOf(*found.row);
    found.alert = servers.alertOf(*found.row);
    const auto& backends = servers.snapshot()->backends;
    const auto at = std::find_if(backends.begin(), backends.end(), [&found](const fleet::BackendRow& backend) {
        return holds(backend, *found.row->identity);
    });
    found.backend = at == backends.end() ? nullptr : &*at;
    return found;
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
            const std::string inBackend = row.identity->proxy + "/" + row.identity->server;
            if (row.identity->server == wanted || inBackend == wanted
                || row.identity->instance + "/" + inBackend == wanted)
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

QString nameOf(const fleet::ServerIdentity& who, const common::ExporterNames& names)
{
    return QStringLiteral("%1 / %2 on %3")
        .arg(common::display(who.proxy, 80), common::display(who.server, 80), names.nameOf(who.job, who.instance));
}

} // namespace checkwatch::workstation
