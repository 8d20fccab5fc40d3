#pragma once

#include "tests/support/fakesnapshot.h"
#include "tests/support/scriptedscenes.h"
#include "tests/support/scriptedsession.h"
#include "ui/wall/wallview.h"

#include <QStringList>

#include <string>

/// Fleets behind several HAProxies, and walls that group them by server.
namespace checkwatch::matrixshow {

inline constexpr int perBackend = 20;

/// `servers` servers, twenty to a backend, each behind every one of the HAProxies.
inline support::FakeFleet behind(int haproxies, int servers)
{
    support::FakeFleet fleet(scriptedsession::sceneTime);
    for (int haproxy = 0; haproxy < haproxies; ++haproxy) {
        fleet.addTarget("lb-" + std::string(haproxy < 9 ? "0" : "") + std::to_string(haproxy + 1) + ":8404");
    }
    for (int haproxy = 0; haproxy < haproxies; ++haproxy) {
        for (int i = 0; i < servers; ++i) {
            fleet.addServer(static_cast<std::size_t>(haproxy), "be-" + std::to_string(i / perBackend + 1),
                            "web-" + std::to_string(i % perBackend + 1));
        }
    }
    return fleet;
}

/// A wall grouped by server that shows a snapshot.
struct Shown
{
    scriptedsession::ScriptedSession session{scriptedsession::Scene::Empty};
    wall::WallView view{wall::Grouping::Server};

    Shown(const fleet::SnapshotPtr& snapshot, const QSize& size)
    {
        session.play(snapshot);
        view.setZone(common::Zone::Utc);
        view.resize(size);
        view.setSession(&session);
    }
};
/// What stands on it.
inline QStringList texts(const wall::WallView& view)
{
    QStringList out;
    for (const wall::SceneText& text : view.scene().texts) {
        out << text.text;
    }
    return out;
}

} // namespace checkwatch::matrixshow
