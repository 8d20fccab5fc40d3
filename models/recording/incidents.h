#pragma once

#include "models/recording/reader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace checkwatch::recording {

struct IncidentOptions
{
    std::string folder;                               ///< made when the first is kept; "": none are kept
    std::size_t count = 50;                           ///< files at most; the oldest go first
    std::uint64_t bytes = 256ULL * 1024 * 1024;       ///< of all of them; the newest stays however large it is
    base::Duration around = std::chrono::minutes{15}; ///< before an alert fires, and after
    base::Duration longest = std::chrono::hours{2};   ///< of one file that one alert after another goes on filling
};

/// Keeps what was recorded around every alert that fired, as sealed files of its own, however soon the recording itself
/// forgets it: FROM-TO-ALERT.cwrec, times as in 20261128T101438Z. Alerts that fire while one is being waited for go into
/// the same file. Told the time; one thread.
class Incidents
{
public:
    explicit Incidents(IncidentOptions options);

    /// Takes up what an earlier run did not get to: alerts that have fired since the newest file.
    void resume(Reader& recording, base::Timestamp now);
    /// Only those that fire now count.
    void changed(const AlertRecord& alert);
    /// Some stretch has ended, and its file can be written.
    [[nodiscard]] bool due(base::Timestamp now) const;
    /// Writes the file of the first that has ended. What cannot be written is due again after a minute.
    base::Result<void> keep(const std::string& recording, base::Timestamp now);

private:
    struct Stretch
    {
        base::Timestamp from{};
        base::Timestamp to{};
        base::Timestamp dueAt{};
        std::string alert; ///< the first
    };
    void forgetOldest() const;

    IncidentOptions m_options;
    std::vector<Stretch> m_open; ///< ascending
};

} // namespace checkwatch::recording
