#include "app/headless/watch.h"

#include "app/headless/json.h"
#include "app/headless/printable.h"
#include "models/base/numbers.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace checkwatch::app {
namespace {

QString clockTime(base::Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(base::unixMs(time), Qt::UTC).toString(QStringLiteral("HH:mm:ss.zzz"));
}

std::optional<QString> alertState(fleet::EventKind kind)
{
    switch (kind) {
    case fleet::EventKind::AlertPending: return QStringLiteral("pending");
    case fleet::EventKind::AlertFiring: return QStringLiteral("firing");
    case fleet::EventKind::AlertResolved: return QStringLiteral("resolved");
    case fleet::EventKind::AlertClearedDown: return QStringLiteral("cleared_down");
    case fleet::EventKind::AlertUnknown: return QStringLiteral("unknown");
    default: return std::nullopt;
    }
}

std::optional<QString> targetState(fleet::EventKind kind)
{
    switch (kind) {
    case fleet::EventKind::TargetDown: return QStringLiteral("down");
    case fleet::EventKind::TargetUp: return QStringLiteral("up");
    case fleet::EventKind::TargetReloaded: return QStringLiteral("reloaded");
    default: return std::nullopt;
    }
}

/// For people: an alert that was only ever pending has nothing that could have been resolved.
QString endWords(const fleet::Event& event)
{
    if (event.fired) {
        return *alertState(event.kind);
    }
    return event.kind == fleet::EventKind::AlertClearedDown ? QStringLiteral("cleared_down without firing")
                                                            : QStringLiteral("ended without firing");
}

} // namespace

Watcher::Watcher(session::Session& session, bool json, std::FILE* out, QObject* parent)
    : QObject(parent), m_session(session), m_json(json), m_out(out), m_begun(session.now())
{
    connect(&session, &session::Session::snapshotReady, this, &Watcher::onSnapshot);
}

void Watcher::onSnapshot(const fleet::SnapshotPtr& snapshot)
{
    printEvents(*snapshot);
    printServers(*snapshot);
    std::fflush(m_out);
}

void Watcher::printServers(const fleet::Snapshot& snapshot)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            const auto [it, added] = m_servers.try_emplace(row.identity->id);
            if (!added && it->second.state == row.state && it->second.shown == row.shown) {
                continue;
            }
            it->second = {row.state, row.shown};
            ++m_printedServers;
            const QString state = text(haproxy::serverStateName(row.state));
            const QString shown = text(fleet::shownName(row.shown));
            const QJsonObject labels{{QStringLiteral("instance"), text(row.identity->instance)},
                                     {QStringLiteral("proxy"), text(row.identity->proxy)},
                                     {QStringLiteral("server"), text(row.identity->server)}};
            print({{QStringLiteral("time"), static_cast<qint64>(base::unixMs(snapshot.time))},
                   {QStringLiteral("kind"), QStringLiteral("server")},
                   {QStringLiteral("labels"), labels},
                   {QStringLiteral("state"), state},
                   {QStringLiteral("shown"), shown}},
                  QStringLiteral("%1 server %2/%3 on %4 %5 (%6)")
                      .arg(clockTime(snapshot.time), text(row.identity->proxy), text(row.identity->server),
                           text(row.identity->instance), state, shown));
        }
    }
}

void Watcher::printEvents(const fleet::Snapshot& snapshot)
{
    if (!snapshot.events) {
        return;
    }
    const auto& events = *snapshot.events;
    auto it = std::upper_bound(events.begin(), events.end(), m_lastEvent,
                               [](std::uint64_t number, const fleet::Event& event) { return number < event.number; });
    for (; it != events.end(); ++it) {
        m_lastEvent = it->number;
        if (it->time < m_begun) {
            continue; // out of the recording
        }
        if (alertState(it->kind)) {
            printAlert(*it, snapshot);
        } else if (targetState(it->kind)) {
            printTarget(*it);
        } else if (it->kind == fleet::EventKind::LogLine) {
            printLogLine(*it);
        }
    }
}

metrics::Labels Watcher::labelsOf(const fleet::Event& event, const fleet::Snapshot& snapshot)
{
    if (snapshot.alerts) {
        const auto row = std::find_if(snapshot.alerts->begin(), snapshot.alerts->end(), [&](const auto& alert) {
            return alert.alert.identity && alert.alert.identity->id == event.alertId;
        });
        if (row != snapshot.alerts->end()) {
            return m_alertLabels[event.alertId] = row->alert.identity->labels;
        }
    }
    // A pending alert that ends leaves no row behind; its beginning has been printed with all labels.
    const auto known = m_alertLabels.find(event.alertId);
    return known != m_alertLabels.end()
        ? known->second
        : metrics::Labels{{"alertname", event.name}, {"instance", event.instance}, {"proxy", event.proxy}};
}

void Watcher::printAlert(const fleet::Event& event, const fleet::Snapshot& snapshot)
{
    ++m_printedAlerts;
    const metrics::Labels all = labelsOf(event, snapshot);
    const QJsonObject labels = toJson(all);
    const QString subject = text(all.toString());
    const QString state = *alertState(event.kind);
    const QString value = text(base::formatSampleValue(event.value));
    QJsonObject object{{QStringLiteral("time"), static_cast<qint64>(base::unixMs(event.time))},
                       {QStringLiteral("kind"), QStringLiteral("alert")},
                       {QStringLiteral("labels"), labels},
                       {QStringLiteral("state"), state},
                       {QStringLiteral("value"), value}};
    const bool over = event.kind == fleet::EventKind::AlertResolved || event.kind == fleet::EventKind::AlertClearedDown;
    if (over) {
        m_alertLabels.erase(event.alertId);
        object.insert(QStringLiteral("fired"), event.fired);
    }
    print(object,
          QStringLiteral("%1 alert %2 %3 value %4")
              .arg(clockTime(event.time), over ? endWords(event) : state, subject, value));
}

void Watcher::printTarget(const fleet::Event& event)
{
    ++m_printedTargets;
    const QString state = *targetState(event.kind);
    QJsonObject object{
        {QStringLiteral("time"), static_cast<qint64>(base::unixMs(event.time))},
        {QStringLiteral("kind"), QStringLiteral("target")},
        {QStringLiteral("labels"),
         QJsonObject{{QStringLiteral("job"), text(event.job)}, {QStringLiteral("instance"), text(event.instance)}}},
        {QStringLiteral("state"), state}};
    QString line = QStringLiteral("%1 exporter %2 %3").arg(clockTime(event.time), text(event.instance), state);
    if (!event.detail.empty() && event.kind != fleet::EventKind::TargetReloaded) {
        object.insert(QStringLiteral("error"), text(event.detail));
        line += QStringLiteral(": ") + text(event.detail);
    }
    print(object, line);
}

void Watcher::printLogLine(const fleet::Event& event)
{
    print({{QStringLiteral("time"), static_cast<qint64>(base::unixMs(event.time))},
           {QStringLiteral("kind"), QStringLiteral("log")},
           {QStringLiteral("labels"),
            QJsonObject{{QStringLiteral("instance"), text(event.instance)},
                        {QStringLiteral("proxy"), text(event.proxy)},
                        {QStringLiteral("server"), text(event.name)}}},
           {QStringLiteral("state"), text(event.after)},
           {QStringLiteral("text"), text(event.detail)}},
          QStringLiteral("%1 log %2").arg(clockTime(event.time), text(event.detail)));
}

void Watcher::printSummary()
{
    const fleet::SnapshotPtr snapshot = m_session.snapshot();
    QJsonObject shown;
    QStringList words;
    for (const auto& [id, seen] : m_servers) {
        const QString name = text(fleet::shownName(seen.shown));
        shown.insert(name, shown.value(name).toInt() + 1);
    }
    for (auto it = shown.begin(); it != shown.end(); ++it) {
        words << QStringLiteral("%1 %2").arg(it.value().toInt()).arg(it.key());
    }
    const base::Timestamp now = m_session.now();
    print({{QStringLiteral("time"), static_cast<qint64>(base::unixMs(now))},
           {QStringLiteral("kind"), QStringLiteral("summary")},
           {QStringLiteral("targets"), static_cast<qint64>(snapshot ? snapshot->targets.size() : 0)},
           {QStringLiteral("servers"), static_cast<qint64>(m_servers.size())},
           {QStringLiteral("shown"), shown},
           {QStringLiteral("alert_events"), m_printedAlerts},
           {QStringLiteral("server_events"), m_printedServers},
           {QStringLiteral("target_events"), m_printedTargets}},
          QStringLiteral("%1 summary %2 servers: %3; %4 alert events")
              .arg(clockTime(now))
              .arg(m_servers.size())
              .arg(words.isEmpty() ? QStringLiteral("none seen") : words.join(QStringLiteral(", ")))
              .arg(m_printedAlerts));
    std::fflush(m_out);
}

void Watcher::print(const QJsonObject& object, const QString& line)
{
    const QByteArray bytes = m_json ? jsonLine(object) : printable(line).toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), m_out);
}

} // namespace checkwatch::app
