#pragma once

#include "models/recording/reader.h"
#include "models/session/serverhistory.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::session {

/// When exporters could not be read, as far as the scrapes of a stretch of a recording tell.
class Outages
{
public:
    struct Outage
    {
        base::Timestamp from{};  ///< the first scrape that failed
        base::Timestamp to{};    ///< the first that did not; Timestamp::max(): none until the end
        base::Timestamp heard{}; ///< when that had ended: until then rules saw nothing
        std::string error;       ///< of the first
    };

    Outages(recording::Reader& reader, base::Timestamp from, base::Timestamp to);

    using Target = std::pair<std::string, std::string>; ///< instance, job
    [[nodiscard]] const std::map<Target, std::vector<Outage>>& all() const noexcept { return m_all; }
    /// The samples that alert hangs on were not there: its exporter could not be read. False where it names none.
    [[nodiscard]] bool leaveUnknown(const metrics::Labels& alert, base::Timestamp time) const;
    /// The instance of one that could not be read then; "" where all could.
    [[nodiscard]] std::string awayAt(base::Timestamp time) const;

private:
    std::map<Target, std::vector<Outage>> m_all;
};

/// By exporter (instance): for how long of [from, to] it could not be read; only those with some.
std::map<std::string, base::Duration> unreadTimes(recording::Reader& reader, base::Timestamp from, base::Timestamp to);

/// When a live view of the exporters that are recorded stopped knowing anything of their servers.
StaleAfter staleAfterIn(const recording::Reader& reader);

} // namespace checkwatch::session
