#pragma once

#include "models/sources/body.h"
#include "models/sources/resolver.h"
#include "models/sources/scrapemanager.h"
#include "models/sources/socketpoll.h"

#include <array>
#include <memory>

namespace checkwatch::sources {

/// What the clients of one I/O thread share: one manager, and what its replies work with. Made on that thread; must
/// outlive the clients.
struct HttpShared
{
    explicit HttpShared(const base::Clock& time) : clock(time), resolver(time) {}

    const base::Clock& clock;
    Resolver resolver;
    std::shared_ptr<SocketPoll> sockets = std::make_shared<SocketPoll>();
    std::shared_ptr<BodyPool> bodies = std::make_shared<BodyPool>();
    std::array<char, 64UL * 1024> piece{}; ///< what a socket is read through
    ScrapeManager manager{*this};          ///< last: its replies end before what they use
};

} // namespace checkwatch::sources
