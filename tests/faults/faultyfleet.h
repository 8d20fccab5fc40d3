#pragma once

#include "models/config/config.h"
#include "tests/support/faultserver.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::faults {

/// Exporters that all misbehave at the same time, each in its own way, once they are told to: one for every fault and
/// oddity of the catalogue, one that goes away, and "good", which never does.
class FaultyFleet
{
public:
    using Behaviour = std::function<support::Script(const support::Request&)>;

    struct Member
    {
        std::string name; ///< its job
        Behaviour bad;    ///< null: never breaks
        std::unique_ptr<support::FaultServer> server;
        config::ScrapeConfig job;
        std::uint32_t target = 0; ///< id of its target
    };

    static constexpr const char* good = "good";
    static constexpr const char* gone = "target gone";

    FaultyFleet();
    /// A host name that is not known, or not answered for, until the fleet is healed (namelookup.h).
    void addName(const std::string& host);

    void breakDown();
    void heal();
    [[nodiscard]] bool broken() const noexcept { return m_broken; }

    /// All of them, scraped and evaluated each second.
    [[nodiscard]] config::Config configuration() const;
    [[nodiscard]] const std::vector<std::unique_ptr<Member>>& members() const noexcept { return m_members; }
    [[nodiscard]] const Member& member(const std::string& name) const;

    static constexpr base::Duration interval = std::chrono::seconds{1};
    static constexpr base::Duration timeout = std::chrono::milliseconds{900};

private:
    void add(const std::string& name, Behaviour bad, const std::string& host = "127.0.0.1");
    [[nodiscard]] FaultyFleet::Behaviour behaviourOf(Member* member) const;

    std::atomic<bool> m_broken = false;
    std::vector<std::unique_ptr<Member>> m_members;
    std::uint16_t m_gonePort = 0;
};

} // namespace checkwatch::faults
