#pragma once

#include "models/fleet/serverrows.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkwatch::fleet {

/// The backends of one target, summed up over their servers; only those are summed anew whose servers changed. One thread.
class BackendRows
{
public:
    BackendRows(std::string job, std::string instance) : m_job(std::move(job)), m_instance(std::move(instance)) {}

    /// The number of a backend, made where it is new.
    std::uint32_t find(std::string_view proxy);
    void addServer(std::uint32_t backend, std::uint32_t server);
    /// One value of a backend is another than before.
    void apply(const Watch& watch, double after);
    /// Brings the rows up to date; true where one changed.
    bool update(const ServerRows& servers, std::span<const std::uint32_t> touchedServers, bool stale);
    [[nodiscard]] bool has(std::string_view proxy) const { return m_byName.contains(std::string(proxy)); }
    /// Appends the rows of backends that have servers.
    void append(std::vector<BackendRow>& out) const;

private:
    struct Data
    {
        BackendRow row;
        std::vector<std::uint32_t> servers;
        double active = std::numeric_limits<double>::quiet_NaN();
        double backup = std::numeric_limits<double>::quiet_NaN();
        double current = std::numeric_limits<double>::quiet_NaN(); ///< v1
        bool dirty = true;
    };
    static void sum(Data& data, const ServerRows& servers);

    std::string m_job;
    std::string m_instance;
    std::vector<Data> m_data;
    std::vector<std::uint32_t> m_backendOf; ///< by number of the server
    std::unordered_map<std::string, std::uint32_t> m_byName;
};

} // namespace checkwatch::fleet
