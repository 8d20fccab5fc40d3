#pragma once

#include "models/fleet/snapshot.h"

#include <map>
#include <string>
#include <tuple>

namespace checkwatch::wall {

/// Which server of a backend went wrong first: kept through a flood, until the whole backend is well again, because what
/// came first points at the cause (ISA-18.1, "first-out"). GUI thread.
class FirstOut
{
public:
    /// Of a backend that was well so far, or was not seen, the events say what was before, as far as they are kept: also
    /// whoever is well again since, where another one has been wrong from then on.
    void take(const fleet::Snapshot& snapshot);
    /// Its name, through no gateway; "" where the backend is well, or nobody knows.
    [[nodiscard]] const std::string& of(const fleet::BackendRow& backend) const;
    /// Whether it is the one, and not the only one: then the word says something.
    [[nodiscard]] bool ledOthers(const fleet::ServerIdentity& who) const;

private:
    using Key = std::tuple<std::string, std::string, std::string>;
    struct First
    {
        fleet::ServerId server = fleet::noServer;
        std::string name;
        base::Timestamp since{};
        std::size_t wrong = 0; ///< servers of the backend that are wrong now
    };
    using Firsts = std::map<Key, First>;
    /// `backends`: what they look like now, without any past.
    [[nodiscard]] static Firsts firstByEvents(const fleet::Snapshot& snapshot, const Firsts& backends);

    Firsts m_first;            ///< of backends in which something is wrong
    bool m_rulesKnown = false; ///< until then events are read again with what rules say by now
};

} // namespace checkwatch::wall
