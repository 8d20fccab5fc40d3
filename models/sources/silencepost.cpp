#include "models/sources/silencepost.h"

#include "models/sources/alertmanagers.h"
#include "models/sources/httpclient.h"
#include "models/sources/silencejson.h"

#include <utility>

namespace checkwatch::sources {

using base::ErrorCode;
using base::Result;

SilencePost::SilencePost(HttpShared& shared, std::vector<Target> targets, std::vector<QByteArray> bodies)
    : m_shared(shared), m_targets(std::move(targets)), m_bodies(std::move(bodies))
{
    for (Target& target : m_targets) {
        target.config.followRedirects = false; // what it would be sent as there is anybody's guess
    }
}

SilencePost::~SilencePost() = default;

void SilencePost::start(Done done)
{
    m_done = std::move(done);
    send();
}

void SilencePost::send()
{
    if (m_taken == m_bodies.size()) {
        const Done done = std::exchange(m_done, nullptr);
        done(m_taken);
        return;
    }
    m_client = std::make_unique<HttpClient>(m_shared);
    m_client->post(m_targets[m_target], m_bodies[m_taken], [this](const Result<HttpAnswer>& answer) {
        answered(answer ? silenceIdIn(answer->body) : Result<std::string>(aboutAlertmanager(answer.error())));
    });
}

void SilencePost::answered(const Result<std::string>& id)
{
    if (id) {
        ++m_taken;
        send();
        return;
    }
    const HttpClient::Reached reached = m_client->reached();
    const bool away = id.error().code == ErrorCode::Network || id.error().code == ErrorCode::Timeout
        || id.error().code == ErrorCode::NotFound;
    if (away && reached == HttpClient::Reached::Nobody && m_target + 1 < m_targets.size()) {
        ++m_target;
        send();
        return;
    }
    m_unclear = reached == HttpClient::Reached::Unanswered;
    const Done done = std::exchange(m_done, nullptr);
    done(id.error());
}

} // namespace checkwatch::sources
