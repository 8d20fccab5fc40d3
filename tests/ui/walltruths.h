#pragma once

#include "tests/support/scriptedsession.h"
#include "tests/ui/wallshow.h"

#include <algorithm>
#include <string>
#include <string_view>

/// Fleets with something wrong in them that is no server's own look, and walls that show them.
namespace checkwatch::wallshow {

inline std::shared_ptr<fleet::Snapshot> changeable(const fleet::SnapshotPtr& snapshot)
{
    return std::make_shared<fleet::Snapshot>(*snapshot);
}

struct OtherAlert
{
    std::string name = "TooManySessions";
    std::string severity = "critical";
    fleet::AlertPhase phase = fleet::AlertPhase::Firing;
    fleet::SubjectKind subject = fleet::SubjectKind::Server;
};

/// Adds an alert about a row that is not about its health.
inline void addAlert(fleet::Snapshot& snapshot, const fleet::ServerRow& row, const OtherAlert& wanted = {})
{
    auto alerts = std::make_shared<std::vector<fleet::AlertRow>>(*snapshot.alerts);
    const bool ofServer = wanted.subject == fleet::SubjectKind::Server;
    const bool ofBackend = ofServer || wanted.subject == fleet::SubjectKind::Backend;
    auto identity = std::make_shared<rules::AlertIdentity>();
    identity->id = 1000 + alerts->size();
    metrics::LabelsBuilder labels(metrics::Labels{{"alertname", wanted.name},
                                                  {"severity", wanted.severity},
                                                  {"job", row.identity->job},
                                                  {"instance", row.identity->instance}});
    if (ofBackend) {
        labels.set("proxy", row.identity->proxy);
    }
    if (ofServer) {
        labels.set("server", row.identity->server);
    }
    identity->labels = labels.build();
    fleet::AlertRow alert;
    alert.alert.identity = identity;
    alert.alert.activeAt = alert.alert.firedAt = alert.phaseSince
        = scriptedsession::sceneTime - std::chrono::seconds{40};
    alert.phase = wanted.phase;
    alert.subject = wanted.subject;
    alert.server = ofServer ? row.identity->id : fleet::noServer;
    alert.job = row.identity->job;
    alert.instance = row.identity->instance;
    alert.proxy = ofBackend ? row.identity->proxy : std::string();
    alert.severity = wanted.severity;
    alerts->push_back(std::move(alert));
    snapshot.alerts = std::move(alerts);
}

inline const fleet::ServerRow& rowOf(const fleet::Snapshot& snapshot, std::string_view server)
{
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            if (row.identity->server == server) {
                return row;
            }
        }
    }
    qFatal("no such server");
}

/// A wall that shows `snapshot`.
struct Shown
{
    scriptedsession::ScriptedSession session{scriptedsession::Scene::Empty};
    wall::WallView view;

    explicit Shown(const fleet::SnapshotPtr& snapshot, QSize size = {1920, 1080},
                   const config::VerdictAlerts& verdict = {})
    {
        session.play(snapshot);
        view.setScope({wall::Grouping::Haproxy, {}, {}, verdict});
        view.resize(size);
        view.setSession(&session);
    }
    [[nodiscard]] bool says(const QString& text) const
    {
        return std::ranges::any_of(view.scene().texts, [&](const auto& line) { return line.text == text; });
    }
    [[nodiscard]] bool mentions(const QString& text) const
    {
        return std::ranges::any_of(view.scene().texts, [&](const auto& line) { return line.text.contains(text); });
    }
    [[nodiscard]] QStringList entries() const
    {
        QStringList out;
        for (const wall::WorstRow& row : view.worst().rows) {
            out << row.name + QStringLiteral(" | ") + row.age + QStringLiteral(" | ") + row.detail;
        }
        return out;
    }
};

/// One HAProxy, one backend of four that are well.
inline scriptedsession::SceneBuilder quiet(int servers = 4)
{
    scriptedsession::SceneBuilder scene;
    const auto target = scene.addTarget("lb-01:8404");
    for (int i = 1; i <= servers; ++i) {
        scene.addServer(target, "app", "web-" + std::to_string(i));
    }
    return scene;
}

} // namespace checkwatch::wallshow
