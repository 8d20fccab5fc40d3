#include "models/fleet/silences.h"

#include <algorithm>
#include <utility>

namespace checkwatch::fleet {
namespace {

bool goesOn(const AlertRow& alert) noexcept
{
    return alert.phase == AlertPhase::Pending || alert.phase == AlertPhase::Firing
        || alert.phase == AlertPhase::Unknown;
}

/// The one that says less.
const Silence* weaker(const Silence* a, const Silence* b)
{
    if (a == nullptr || b == nullptr) {
        return nullptr;
    }
    return std::pair(b->isKnown(), b->endsAt) < std::pair(a->isKnown(), a->endsAt) ? b : a;
}

} // namespace

Silences::Silences(const Snapshot& snapshot, base::Timestamp now) : m_now(now)
{
    if (!snapshot.alerts) {
        return;
    }
    m_any = std::ranges::any_of(*snapshot.alerts, [this](const AlertRow& alert) { return of(alert) != nullptr; });
    for (const AlertRow& alert : *snapshot.alerts) {
        if (m_any && goesOn(alert) && alert.server != noServer) {
            add(alert);
        }
    }
}

void Silences::Kind::add(const Silence* other)
{
    silence = std::exchange(any, true) ? weaker(silence, other) : other;
}

void Silences::add(const AlertRow& alert)
{
    if (alert.product && !alert.health) {
        return;
    }
    OfServer& server = m_ofServer[alert.server];
    (alert.product ? server.product : alert.health ? server.health : server.other).add(of(alert));
}

const Silence* Silences::of(const AlertRow& alert) const
{
    return alert.silence && goesOn(alert) && m_now < alert.silence->endsAt ? alert.silence.get() : nullptr;
}

const Silence* Silences::of(ServerId server) const
{
    const auto at = m_ofServer.find(server);
    if (at == m_ofServer.end()) {
        return nullptr;
    }
    const auto& [health, product, other] = at->second;
    const Silence* const silence = health.any ? health.silence : product.silence;
    return other.any ? weaker(silence, other.silence) : silence;
}

bool Silences::covers(const AlertRow& alert) const
{
    const Silence* const silence = of(alert);
    return silence != nullptr && silence->isKnown();
}

bool Silences::covers(ServerId server) const
{
    const Silence* const silence = of(server);
    return silence != nullptr && silence->isKnown();
}

} // namespace checkwatch::fleet
