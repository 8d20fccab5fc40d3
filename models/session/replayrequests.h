#pragma once

#include "models/fleet/explanation.h"
#include "models/session/headline.h"
#include "models/session/query.h"
#include "models/session/replay.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// What crosses over between a replay and its engine thread.
namespace checkwatch::session {

/// Where its answers go; all are called on the replay's engine thread.
struct ReplayListener
{
    std::function<void()> shown; ///< takeShown() has something
    std::function<void(fleet::HistoryPtr)> history;
    std::function<void(fleet::ExplanationPtr)> explanation;
    std::function<void(QueryAnswerPtr)> query;
    std::function<void(CompletionAnswerPtr)> completions;
    std::function<void(RecordedEventsPtr)> events;
    std::function<void(base::Timestamp, bool asNow)> firstAlert; ///< the film under these rules has come to it
    std::function<void(std::string)> failed;
};

struct ReplayHistoryRequest
{
    std::uint64_t number = 0;
    std::vector<fleet::ServerId> servers;
    HistoryTimes times;
};

struct ReplayQuestion
{
    std::uint64_t number = 0;
    fleet::WhyQuestion about;
};

struct ReplayEventsRequest
{
    std::uint64_t number = 0;
    base::Timestamp around{};
    std::size_t each = 0;
};

} // namespace checkwatch::session
