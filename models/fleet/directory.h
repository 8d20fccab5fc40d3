#pragma once

#include "models/fleet/event.h"
#include "models/fleet/past.h"
#include "models/fleet/targetstate.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkwatch::fleet {

/// Who is who: server numbers, and the targets they belong to. One thread (the engine's); ServerIdentity objects never
/// move and may be read anywhere while identities() is held.
class Directory
{
public:
    Directory() : m_identities(std::make_shared<std::deque<ServerIdentity>>()) {}

    TargetState& addTarget(std::uint32_t id, std::unique_ptr<TargetState> target);
    /// Its servers keep their numbers, should they come back with another target.
    void removeTarget(std::uint32_t id);
    [[nodiscard]] TargetState* target(std::uint32_t id) const;
    [[nodiscard]] const std::vector<std::pair<std::uint32_t, std::unique_ptr<TargetState>>>& targets() const noexcept
    {
        return m_targets;
    }

    /// Where a server's row is.
    struct Place
    {
        TargetState* target = nullptr;
        std::uint32_t index = 0;
    };
    /// The server of these names in `target`; made where it is new, and then `place.index` is to be set.
    const ServerIdentity& intern(std::string_view job, std::string_view instance, std::string_view proxy,
                                 std::string_view server, TargetState& target);
    [[nodiscard]] Place& place(ServerId id) { return m_places[id]; }
    /// Null target where there is no such server now.
    [[nodiscard]] Place findPlace(ServerId id) const { return id < m_places.size() ? m_places[id] : Place{}; }
    [[nodiscard]] const ServerIdentity& identity(ServerId id) const { return (*m_identities)[id]; }
    /// noServer where none has these names. An empty job fits all.
    [[nodiscard]] ServerId find(std::string_view job, std::string_view instance, std::string_view proxy,
                                std::string_view server) const;
    /// The server of these names, made where it is new: of before the first scrape, which may never show it. An empty job fits
    /// all, and makes none.
    ServerId know(std::string_view job, std::string_view instance, std::string_view proxy, std::string_view server);
    /// The same for an event of before.
    void knowServer(Event& event);
    /// Completes an event that names a server as HAProxy does, without its exporter, where only one exporter has it.
    void findServer(Event& event) const;
    /// What is known from before the first scrape.
    [[nodiscard]] Past& past() noexcept { return m_past; }
    [[nodiscard]] std::shared_ptr<const void> identities() const { return m_identities; }

private:
    const ServerIdentity& make(std::string_view job, std::string_view instance, std::string_view proxy,
                               std::string_view server, TargetState* target);
    [[nodiscard]] ServerId findOnly(std::string_view proxy, std::string_view server) const;

    Past m_past;
    std::vector<std::pair<std::uint32_t, std::unique_ptr<TargetState>>> m_targets; ///< in the order they came
    std::shared_ptr<std::deque<ServerIdentity>> m_identities;                      ///< by ServerId
    std::vector<Place> m_places;                                                   ///< by ServerId
    std::vector<ServerId> m_nextOfKey;                                             ///< by ServerId
    std::unordered_map<std::string, ServerId> m_byKey;                             ///< instance, proxy, server
};

} // namespace checkwatch::fleet
