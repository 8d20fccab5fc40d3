#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/servertablemodel.h"
#include "ui/common/exporternames.h"

#include <QString>
#include <QStringList>

namespace checkwatch::workstation {

/// A server with what belongs to it in one snapshot. Pointers live as long as the snapshot.
struct Found
{
    const fleet::ServerRow* row = nullptr;
    const fleet::TargetRow* target = nullptr;
    const fleet::BackendRow* backend = nullptr;
    const fleet::AlertRow* alert = nullptr; ///< the covering one
};

/// In the snapshot that the model shows now, whatever its filter hides.
[[nodiscard]] Found findServer(const items::ServerTableModel& servers, fleet::ServerId server);
/// By "server", "backend/server" or "exporter/backend/server"; the first of several, noServer where there is none.
[[nodiscard]] fleet::ServerId serverNamed(const fleet::Snapshot& snapshot, const QString& name);
/// The few "backend/server" that are most like a name which nothing has, through the gateway.
[[nodiscard]] QStringList serversLike(const fleet::Snapshot& snapshot, const QString& name);
/// Null where there is none.
[[nodiscard]] const fleet::AlertRow* findAlert(const fleet::Snapshot& snapshot, std::uint64_t alertId);
/// When the first of the exporters was read; the snapshot's time where none has been.
[[nodiscard]] base::Timestamp watchingSince(const fleet::Snapshot& snapshot);
/// "app / web-02 on lb-01", through the gateway.
[[nodiscard]] QString nameOf(const fleet::ServerIdentity& who, const common::ExporterNames& names);

} // namespace checkwatch::workstation
