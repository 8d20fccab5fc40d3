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
    /// Of a server whose health alerts are all silenced, the silence that ends first; null where it has none that goes on, or
    /// any alert about it is not silenced: a silence of something else says nothing about its health. Where there are other
    /// health alerts, those of the program's own rules do not count: no Alertmanager knows them.
    [[nodiscard]] const Silence* of(ServerId server) const;
    /// The same, where it may hold somebody's sound back: not where it is not known any more.
    [[nodiscard]] bool covers(const AlertRow& alert) const;
    [[nodiscard]] bool covers(ServerId server) const;
    [[nodiscard]] bool isEmpty() const noexcept { return !m_any; }

private:
    base::Timestamp m_now{};
    bool m_any = false;
    /// Alerts of one kind.
    struct Kind
    {
        bool any = false;
        const Silence* silence = nullptr; ///< the weakest of theirs; null: one is not silenced
        void add(const Silence* other);
    };
    struct OfServer
    {
        Kind health;  ///< of the user's rules
        Kind product; ///< health alerts of the program's own rules
        Kind other;   ///< of the user's rules
    };
    void add(const AlertRow& alert);

    std::unordered_map<ServerId, OfServer> m_ofServer;
};

} // namespace checkwatch::fleet
