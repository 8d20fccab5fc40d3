#pragma once

#include "models/sources/httpclient.h"
#include "tests/support/faultserver.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

/// Asking an HttpClient from a test, and keeping what it said.
namespace checkwatch::fetching {

struct Outcome
{
    bool ok = false;
    std::string body;
    std::string contentType;
    base::Error error;
    std::chrono::milliseconds took{};
};

/// http://address/metrics
sources::Target targetFor(const std::string& address, base::Duration timeout = std::chrono::seconds{5});
/// `outcome` is set when it is over.
void start(sources::HttpClient& client, const sources::Target& target, std::optional<Outcome>& outcome);
/// Runs the event loop until it is over.
Outcome get(sources::HttpClient& client, const sources::Target& target);
/// About 2 KB of exposition.
std::string twoKilobytes();

/// A test whose functions each have a client of their own.
class FetchingTest : public QObject
{
    Q_OBJECT

protected:
    /// What the client makes of a server that plays this script.
    Outcome getFrom(const support::Script& script, base::Duration timeout = std::chrono::seconds{5});

    base::SystemClock m_clock;
    std::unique_ptr<sources::HttpShared> m_shared;
    std::unique_ptr<sources::HttpClient> m_client;

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace checkwatch::fetching
