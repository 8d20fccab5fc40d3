#include "models/fleet/silences.h"

#include <algorithm>

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

void Silences::add(const AlertRow& alert)
{
    const auto [known, first] = m_ofServer.try_emplace(alert.server, OfServer{of(alert), alert.product});
    OfServer& server = known->second;
    if (first || (alert.product && !server.product)) {
        return;
    }
    server = server.product && !alert.product ? OfServer{of(alert), false}
                                              : OfServer{weaker(server.silence, of(alert)), server.product};
}

const Silence* Silences::of(const AlertRow& alert) const
{
    return alert.silence && goesOn(alert) && m_now < alert.silence->endsAt ? alert.silence.get() : nullptr;
}

const Silence* Silences::of(ServerId server) const
{
    const auto at = m_ofServer.find(server);
    return at == m_ofServer.end() ? nullptr : at->second.silence;
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
