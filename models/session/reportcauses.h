#pragma once

#include "models/session/incidentreport.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace checkwatch::session {

/// What HAProxy's log says of why servers fail their checks or go DOWN, to be held against what their scrapes show.
class FailureLines
{
public:
    FailureLines(recording::Reader& reader, base::Timestamp from, base::Timestamp to);

    /// "Agent check: Layer7 wrong status, …", "is DOWN via web/web3": the newest that came before a scrape at `time` showed
    /// what it led to, and no longer before than that; "" where there is none.
    [[nodiscard]] std::string before(const ServerHistory& server, base::Timestamp time, base::Duration longest) const;

private:
    struct Line
    {
        base::Timestamp time{};
        std::string instance; ///< of the exporter of the HAProxy that wrote it; "" where that is not known
        bool ofCheck = false; ///< else that it went DOWN, which most often follows from one
        std::string words;
    };
    std::map<std::pair<std::string, std::string>, std::vector<Line>> m_lines; ///< by backend and server, ascending
};

/// Fills in what the first trouble of a server was: see ReportedServer::cause.
void addCause(ReportedServer& server, const FailureLines& lines);
/// "connection refused (L4CON)", "Agent check: … (log); later answer too slow (L7TOUT)", "not seen: …"; "" where it had no
/// trouble.
std::string causeWords(const ReportedServer& server);

} // namespace checkwatch::session
