#pragma once

#include "models/session/session.h"

#include <QObject>

#include <cstdio>
#include <unordered_map>

class QJsonObject;

namespace checkwatch::app {

/// Prints what changes in a session, one line or one JSON object a line, as it happens. Lives on the session's thread.
class Watcher final : public QObject
{
    Q_OBJECT

public:
    Watcher(session::Session& session, bool json, std::FILE* out, QObject* parent = nullptr);

    /// Prints the last line: what was seen in all, and how things stand.
    void printSummary();

private:
    struct Seen
    {
        haproxy::ServerState state = haproxy::ServerState::Unknown;
        fleet::Shown shown = fleet::Shown::Stale;
    };

    void onSnapshot(const fleet::SnapshotPtr& snapshot);
    void printServers(const fleet::Snapshot& snapshot);
    void printEvents(const fleet::Snapshot& snapshot);
    void printAlert(const fleet::Event& event, const fleet::Snapshot& snapshot);
    metrics::Labels labelsOf(const fleet::Event& event, const fleet::Snapshot& snapshot);
    void printTarget(const fleet::Event& event);
    void printLogLine(const fleet::Event& event);
    void print(const QJsonObject& object, const QString& line);

    session::Session& m_session;
    bool m_json;
    std::FILE* m_out;
    base::Timestamp m_begun;
    std::unordered_map<fleet::ServerId, Seen> m_servers;
    std::unordered_map<std::uint64_t, metrics::Labels> m_alertLabels; ///< of alerts that have not ended, by id
    std::uint64_t m_lastEvent = 0;
    qint64 m_printedAlerts = 0;
    qint64 m_printedServers = 0;
    qint64 m_printedTargets = 0;
};

} // namespace checkwatch::app
