#include "models/session/historyevents.h"

#include <algorithm>
#include <iterator>

namespace checkwatch::session {

std::vector<fleet::Event> historyEvents(const std::vector<fleet::Event>& events,
                                        const std::vector<fleet::ServerId>& servers, base::Timestamp from,
                                        base::Timestamp to)
{
    std::vector<fleet::Event> out;
    std::ranges::copy_if(events, std::back_inserter(out), [&](const fleet::Event& event) {
        return event.time >= from && event.time <= to
            && (event.server == fleet::noServer || std::ranges::find(servers, event.server) != servers.end());
    });
    return out;
}

} // namespace checkwatch::session
