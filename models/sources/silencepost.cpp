#include "models/sources/silencepost.h"

#include "models/sources/alertmanagers.h"
#include "models/sources/httpclient.h"
#include "models/sources/silencejson.h"

#include <utility>

namespace checkwatch::sources {

using base::ErrorCode;
using base::Result;

SilencePost::SilencePost(HttpShared& shared, std::vector<Recipient> recipients)
    : m_shared(shared), m_recipients(std::move(recipients))
{
    for (Recipient& each : m_recipients) {
        each.target.config.followRedirects = false; // what it would be sent as there is anybody's guess
    }
}

SilencePost::~SilencePost() = default;

void SilencePost::start(Done done)
{
    m_done = std::move(done);
    send();
}

std::size_t SilencePost::whoGetsIt(std::size_t begin) const
{
    std::size_t number = begin;
    while (number < m_recipients.size() && m_recipients[number].bodies[m_alert].isEmpty()) {
        ++number;
    }
    return number;
}

void SilencePost::send()
{
    const std::size_t alerts = m_recipients.front().bodies.size();
    while (m_alert < alerts && whoGetsIt(0) == m_recipients.size()) {
        ++m_alert;
    }
    if (m_alert == alerts) {
        const Done done = std::exchange(m_done, nullptr);
        done(m_taken);
        return;
    }
    const std::size_t reachable = whoGetsIt(m_recipient);
    m_recipient = reachable < m_recipients.size() ? reachable : whoGetsIt(0);
    const Recipient& recipient = m_recipients[m_recipient];
    m_client = std::make_unique<HttpClient>(m_shared);
    m_client->post(recipient.target, recipient.bodies[m_alert], [this](const Result<HttpAnswer>& answer) {
        answered(answer ? silenceIdIn(answer->body) : Result<std::string>(aboutAlertmanager(answer.error())));
    });
}

void SilencePost::answered(const Result<std::string>& id)
{
    if (id) {
        ++m_taken;
        ++m_alert;
        send();
        return;
    }
    const HttpClient::Reached reached = m_client->reached();
    const bool away = id.error().code == ErrorCode::Network || id.error().code == ErrorCode::Timeout
        || id.error().code == ErrorCode::NotFound;
    if (const std::size_t next = whoGetsIt(m_recipient + 1);
        away && reached == HttpClient::Reached::Nobody && next < m_recipients.size()) {
        m_recipient = next;
        send();
        return;
    }
    m_unclear = reached == HttpClient::Reached::Unanswered;
    const Done done = std::exchange(m_done, nullptr);
    done(id.error());
}

} // namespace checkwatch::sources
