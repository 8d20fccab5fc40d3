#include "models/fleet/directory.h"

#include <algorithm>

namespace checkwatch::fleet {
namespace {

std::string keyOf(std::string_view instance, std::string_view proxy, std::string_view server)
{
    std::string key;
    key.reserve(instance.size() + proxy.size() + server.size() + 2);
    key.append(instance).append(1, '\xff').append(proxy).append(1, '\xff').append(server);
    return key;
}

} // namespace

TargetState& Directory::addTarget(std::uint32_t id, std::unique_ptr<TargetState> target)
{
    return *m_targets.emplace_back(id, std::move(target)).second;
}

void Directory::removeTarget(std::uint32_t id)
{
    const auto it = std::ranges::find(m_targets, id, [](const auto& entry) { return entry.first; });
    if (it == m_targets.end()) {
        return;
    }
    for (Place& place : m_places) {
        if (place.target == it->second.get()) {
            place.target = nullptr;
        }
    }
    m_targets.erase(it);
}

TargetState* Directory::target(std::uint32_t id) const
{
    const auto it = std::ranges::find(m_targets, id, [](const auto& entry) { return entry.first; });
    return it == m_targets.end() ? nullptr : it->second.get();
}

const ServerIdentity& Directory::intern(std::string_view job, std::string_view instance, std::string_view proxy,
                                        std::string_view server, TargetState& target)
{
    const auto it = m_byKey.find(keyOf(instance, proxy, server));
    for (ServerId known = it == m_byKey.end() ? noServer : it->second; known != noServer; known = m_nextOfKey[known]) {
        Place& place = m_places[known];
        const bool free = place.target == nullptr;
        if ((free || place.target == &target) && identity(known).job == job) {
            if (free) {
                place = {&target, ServerRows::noLocal};
            }
            return identity(known);
        }
    }
    return make(job, instance, proxy, server, &target);
}

const ServerIdentity& Directory::make(std::string_view job, std::string_view instance, std::string_view proxy,
                                      std::string_view server, TargetState* target)
{
    const auto id = static_cast<ServerId>(m_places.size());
    const auto [it, isNew] = m_byKey.try_emplace(keyOf(instance, proxy, server), id);
    m_nextOfKey.push_back(isNew ? noServer : it->second);
    it->second = id;
    m_places.push_back({target, ServerRows::noLocal});
    return m_identities->emplace_back(
        ServerIdentity{id, std::string(job), std::string(instance), std::string(proxy), std::string(server)});
}

ServerId Directory::know(std::string_view job, std::string_view instance, std::string_view proxy,
                         std::string_view server)
{
    if (instance.empty() || proxy.empty() || server.empty()) {
        return noServer;
    }
    const auto it = m_byKey.find(keyOf(instance, proxy, server));
    for (ServerId id = it == m_byKey.end() ? noServer : it->second; id != noServer; id = m_nextOfKey[id]) {
        if (job.empty() || identity(id).job == job) {
            return id;
        }
    }
    return job.empty() ? noServer : make(job, instance, proxy, server, nullptr).id;
}

void Directory::knowServer(Event& event)
{
    event.server = know(event.job, event.instance, event.proxy, serverNameOf(event));
}

ServerId Directory::find(std::string_view job, std::string_view instance, std::string_view proxy,
                         std::string_view server) const
{
    const auto it = m_byKey.find(keyOf(instance, proxy, server));
    for (ServerId id = it == m_byKey.end() ? noServer : it->second; id != noServer; id = m_nextOfKey[id]) {
        if (m_places[id].target != nullptr && (job.empty() || identity(id).job == job)) {
            return id;
        }
    }
    return noServer;
}

void Directory::findServer(Event& event) const
{
    const std::string& name = serverNameOf(event);
    if (name.empty()) {
        return;
    }
    event.server
        = event.instance.empty() ? findOnly(event.proxy, name) : find(event.job, event.instance, event.proxy, name);
    if (event.server != noServer) {
        event.job = identity(event.server).job;
        event.instance = identity(event.server).instance;
    }
}

/// noServer where none has these names, or several exporters have.
ServerId Directory::findOnly(std::string_view proxy, std::string_view server) const
{
    ServerId only = noServer;
    for (const auto& [id, target] : m_targets) {
        const ServerId found = find(target->row().job, target->row().instance, proxy, server);
        if (found != noServer && found != only && only != noServer) {
            return noServer;
        }
        only = found != noServer ? found : only;
    }
    return only;
}

} // namespace checkwatch::fleet
