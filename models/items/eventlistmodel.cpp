#include "models/items/eventlistmodel.h"

#include <QVariant>

#include <algorithm>
#include <utility>

namespace checkwatch::items {

void EventListModel::setSnapshot(fleet::SnapshotPtr snapshot)
{
    const fleet::SnapshotPtr before = std::exchange(m_snapshot, std::move(snapshot));
    if (before && m_snapshot && before->events == m_snapshot->events)
        return;
    rebuild();
}

void EventListModel::setServer(std::optional<fleet::ServerIdentity> server)
{
    m_server = std::move(server);
    rebuild();
}

bool EventListModel::concerns(const fleet::Event& event) const
{
    if (!m_server || event.server == m_server->id)
        return true;
    if (event.server != fleet::noServer)
        return false;
    switch (event.kind) {
    case fleet::EventKind::Clock:
    case fleet::EventKind::Silenced:
    case fleet::EventKind::Alertmanager:
    case fleet::EventKind::Configuration: return true;
    case fleet::EventKind::TargetDown:
    case fleet::EventKind::TargetUp:
    case fleet::EventKind::TargetReloaded: return event.instance == m_server->instance && event.job == m_server->job;
    case fleet::EventKind::LogLine: // of a server that several exporters have, or of the whole backend
        return event.proxy == m_server->proxy && (event.name.empty() || event.name == m_server->server)
            && (event.instance.empty() || event.instance == m_server->instance);
    case fleet::EventKind::RunbookStep:
    case fleet::EventKind::Acknowledged:
    case fleet::EventKind::ServerState:
    case fleet::EventKind::AlertPending:
    case fleet::EventKind::AlertFiring:
    case fleet::EventKind::AlertResolved:
    case fleet::EventKind::AlertClearedDown:
    case fleet::EventKind::AlertUnknown: return false;
    }
    return false;
}

void EventListModel::rebuild()
{
    m_events.clear();
    std::vector<RowKey> keys;
    if (m_snapshot && m_snapshot->events) {
        for (const fleet::Event& event : *m_snapshot->events) {
            if (concerns(event) && m_events.emplace(event.number, &event).second)
                keys.push_back(event.number);
        }
        std::reverse(keys.begin(), keys.end()); // newest first
    }
    setKeys(std::move(keys));
}

const fleet::Event* EventListModel::eventAt(int row) const
{
    const auto at = m_events.find(keyAt(row));
    return at == m_events.end() ? nullptr : at->second;
}

int EventListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant EventListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::AccessibleTextRole)
        return wordsOf(index);
    const fleet::Event* event = eventAt(index.row());
    if (event == nullptr)
        return {};
    switch (role) {
    case NumberRole: return static_cast<qulonglong>(event->number);
    case KindRole: return static_cast<int>(event->kind);
    case TimeRole: return static_cast<qlonglong>(base::unixMs(event->time));
    case ServerIdRole: return event->server;
    default: return {};
    }
}

} // namespace checkwatch::items
