#pragma once

#include "models/fleet/snapshot.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace checkwatch::wall {

/// Which server of a backend went wrong first: kept through a flood, until the whole backend is well again, because what
/// came first points at the cause (ISA-18.1, "first-out"). GUI thread.
class FirstOut
{
public:
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
    std::map<Key, First> m_first;
};

} // namespace checkwatch::wall
