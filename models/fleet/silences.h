#pragma once

#include "models/fleet/snapshot.h"

#include <unordered_map>

namespace checkwatch::fleet {

/// Which alerts and servers of a snapshot somebody has silenced in an Alertmanager. It must live as long.
class Silences
{
public:
    Silences() = default;
    /// Those that hold at `now`.
    Silences(const Snapshot& snapshot, base::Timestamp now);

    /// Of an alert that goes on; null: nobody has. One that is not known any more is there, see Silence::isKnown().
    [[nodiscard]] const Silence* of(const AlertRow& alert) const;
    /// Of a server whose alerts are all silenced, the silence that ends first; null where there is none, or one is not. Where
    /// there are others, alerts of the program's own rules do not count: no Alertmanager knows them.
    [[nodiscard]] const Silence* of(ServerId server) const;
    /// The same, where it may hold somebody's sound back: not where it is not known any more.
    [[nodiscard]] bool covers(const AlertRow& alert) const;
    [[nodiscard]] bool covers(ServerId server) const;
    [[nodiscard]] bool isEmpty() const noexcept { return !m_any; }

private:
    base::Timestamp m_now{};
    bool m_any = false;
    struct OfServer
    {
        const Silence* silence = nullptr; ///< null: an alert about it is not silenced
        bool product = false;             ///< of one of the program's own rules
    };
    void add(const AlertRow& alert);

    std::unordered_map<ServerId, OfServer> m_ofServer;
};

} // namespace checkwatch::fleet
