#include "tests/faults/faultyfleet.h"

#include "models/sources/target.h"
#include "tests/faults/faults.h"

#include <algorithm>

namespace checkwatch::faults {

using support::FaultServer;
using support::Request;
using support::Script;

FaultyFleet::FaultyFleet()
{
    add(good, nullptr);
    add(gone, nullptr);
    for (const Fault& fault : allFaults()) {
        add(fault.name, fault.behave);
    }
    for (const Oddity& oddity : allOddities()) {
        add(oddity.name, [page = oddity.page](const Request& request) {
            return Script().send(support::httpResponse(page(request.number)));
        });
    }
    m_gonePort = member(gone).server->port();
}

void FaultyFleet::addName(const std::string& host)
{
    add(host, nullptr, host);
}

FaultyFleet::Behaviour FaultyFleet::behaviourOf(Member* member) const
{
    return [this, member](const Request& request) {
        return m_broken && member->bad ? member->bad(request) : healthy(request);
    };
}

void FaultyFleet::add(const std::string& name, Behaviour bad, const std::string& host)
{
    auto member = std::make_unique<Member>();
    member->name = name;
    member->bad = std::move(bad);
    member->server = std::make_unique<FaultServer>(behaviourOf(member.get()));
    config::ScrapeConfig& job = member->job;
    job.jobName = name;
    job.interval = interval;
    job.timeout = timeout;
    job.bodySizeLimit = bodyLimit;
    job.sampleLimit = sampleLimit;
    job.labelLimit = labelLimit;
    job.staticConfigs.push_back({{host + ':' + std::to_string(member->server->port())}, {}});
    config::Config config;
    config.scrapeConfigs.push_back(job);
    member->target = sources::targetsOf(config).front().id;
    m_members.push_back(std::move(member));
}

void FaultyFleet::breakDown()
{
    m_broken = true;
    m_members[1]->server.reset();
}

void FaultyFleet::heal()
{
    m_broken = false;
    m_members[1]->server = std::make_unique<FaultServer>(behaviourOf(m_members[1].get()), m_gonePort);
}

config::Config FaultyFleet::configuration() const
{
    config::Config config;
    config.evaluationInterval = interval;
    for (const auto& member : m_members) {
        config.scrapeConfigs.push_back(member->job);
    }
    return config;
}

const FaultyFleet::Member& FaultyFleet::member(const std::string& name) const
{
    return **std::find_if(m_members.begin(), m_members.end(), [&](const auto& m) { return m->name == name; });
}

} // namespace checkwatch::faults
