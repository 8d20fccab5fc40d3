#pragma once

#include "models/fleet/event.h"
#include "models/metrics/labels.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::recording {

/// Which servers are wanted: NAME or PROXY/NAME; none: all. What is about no server always is.
class WantedServers
{
public:
    explicit WantedServers(const std::vector<std::string>& servers) : m_servers(servers.begin(), servers.end()) {}

    [[nodiscard]] bool server(std::string_view proxy, std::string_view name) const;
    [[nodiscard]] bool labels(const metrics::Labels& labels) const;
    /// False for a silence that names a server which is not wanted, or which no wanted one matches; and
    /// for one before which alerts are relabelled by steps that may name one.
    [[nodiscard]] bool silence(const fleet::Event& event) const;

private:
    /// Of a matcher: without a proxy any will do.
    [[nodiscard]] bool named(std::string_view proxy, std::string_view name) const;
    [[nodiscard]] bool regex(std::string_view proxy, const std::string& text) const;

    std::set<std::string, std::less<>> m_servers;
};

} // namespace checkwatch::recording
