#include "models/fleet/trackerevents.h"

#include "models/haproxy/checkstatus.h"

#include <utility>

namespace checkwatch::fleet {
namespace {

std::string_view stateText(haproxy::ServerState state, bool known)
{
    return known ? serverStateName(state) : std::string_view{};
}

std::string checkText(const ServerRow& row)
{
    std::string text(checkStatusName(row.check));
    if (text.empty()) {
        return text;
    }
    if (row.checkCode > 0) {
        text += ' ' + std::to_string(static_cast<int>(row.checkCode));
    }
    return text + ": " + std::string(shortMeaning(row.check));
}

} // namespace

bool isNews(const StateChange& change) noexcept
{
    return change.kind != StateChange::Kind::First || change.after != haproxy::ServerState::Up;
}

Event targetEvent(EventKind kind, const TargetRow& row, base::Timestamp time, std::string detail)
{
    Event event;
    event.time = time;
    event.kind = kind;
    event.job = row.job;
    event.instance = row.instance;
    event.detail = std::move(detail);
    return event;
}

Event stateEvent(const ServerRow& row, const StateChange& change, base::Timestamp time)
{
    Event event;
    event.time = time;
    event.kind = EventKind::ServerState;
    event.server = row.identity->id;
    event.job = row.identity->job;
    event.instance = row.identity->instance;
    event.proxy = row.identity->proxy;
    event.name = row.identity->server;
    event.before = stateText(change.before, change.kind != StateChange::Kind::First);
    event.after = change.kind == StateChange::Kind::Gone ? std::string_view("GONE") : serverStateName(change.after);
    event.shown = static_cast<std::uint8_t>(row.shown);
    event.detail = change.kind == StateChange::Kind::Gone ? "no longer in the exporter's data"
        : row.wasDownBeforeReload                         ? "was DOWN, not rechecked yet"
                                                          : checkText(row);
    return event;
}

} // namespace checkwatch::fleet
