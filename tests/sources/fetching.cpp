#include "tests/sources/fetching.h"

#include <QCoreApplication>

namespace checkwatch::fetching {

sources::Target targetFor(const std::string& address, base::Duration timeout)
{
    sources::Target target;
    target.url = "http://" + address + "/metrics";
    target.config.timeout = timeout;
    return target;
}

void start(sources::HttpClient& client, const sources::Target& target, std::optional<Outcome>& outcome)
{
    const auto begin = std::chrono::steady_clock::now();
    client.get(target, [&outcome, begin](const base::Result<sources::HttpAnswer>& answer) {
        Outcome& out = outcome.emplace();
        out.took = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
        out.ok = answer.ok();
        if (answer) {
            out.body = answer->body;
            out.contentType = answer->contentType;
        } else {
            out.error = answer.error();
        }
    });
}

Outcome get(sources::HttpClient& client, const sources::Target& target)
{
    std::optional<Outcome> outcome;
    start(client, target, outcome);
    while (!outcome) { // the client's deadline ends it
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return *outcome;
}

std::string twoKilobytes()
{
    std::string body;
    for (int i = 0; body.size() < 2000; ++i) {
        body += "haproxy_server_check_failures_total{proxy=\"app\",server=\"s" + std::to_string(i) + "\"} "
            + std::to_string(i * 7) + "\n";
    }
    return body;
}

Outcome FetchingTest::getFrom(const support::Script& script, base::Duration timeout)
{
    support::FaultServer server([&](const support::Request&) { return script; });
    return get(*m_client, targetFor(server.address(), timeout));
}

void FetchingTest::init()
{
    m_shared = std::make_unique<sources::HttpShared>(m_clock);
    m_client = std::make_unique<sources::HttpClient>(*m_shared);
}

void FetchingTest::cleanup()
{
    m_client.reset();
    m_shared.reset();
}

} // namespace checkwatch::fetching
