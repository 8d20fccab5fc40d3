#pragma once

#include "models/session/replaysession.h"
#include "tests/session/recordedlife.h"

#include <memory>

/// Replays of an invented life.
namespace checkwatch::replayrig {

inline constexpr base::Timestamp start = base::fromUnixMs(1'800'000'000'123);

/// Null where it cannot be opened.
inline std::unique_ptr<session::ReplaySession> opened(const recordedlife::Life& life)
{
    auto session = session::ReplaySession::open(life.path());
    return session ? std::move(*session) : nullptr;
}

} // namespace checkwatch::replayrig
