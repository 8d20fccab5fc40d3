#pragma once

#include "models/recording/recordeddata.h"

#include <map>
#include <vector>

namespace checkwatch::recording {

/// Shows a recording as it was known at a time. The samples of a scrape have the time at which it began, and were known
/// when it had ended. Where no scrapes are recorded, samples were known at once; so were those with times of their own from
/// before their scrape. Reads piece by piece, so that a day costs no more memory than ten minutes. What is damaged is noted
/// by the reader. One thread.
class Arrivals
{
public:
    /// Both must outlive it, and the reader is not refreshed meanwhile.
    Arrivals(Reader& reader, RecordedData& data) : m_reader(reader), m_data(data) {}

    /// From here on the data, and a Sweep over it, hold nothing from after `time`, and nothing of scrapes that were under
    /// way then; with Timestamp::max() all there is.
    void setTime(base::Timestamp time);

private:
    struct Scrape
    {
        std::uint32_t stream = 0; ///< its number
        base::Timestamp time{};
        base::Timestamp received{};
    };

    void load(base::Timestamp time);

    Reader& m_reader;
    RecordedData& m_data;
    std::vector<Scrape> m_scrapes; ///< ascending in time: those that are under way in [m_from, m_to)
    base::Timestamp m_from{};
    base::Timestamp m_to{};
    base::Duration m_longest{0}; ///< of them
    std::map<std::uint32_t, base::Timestamp>
        m_knownOf; ///< of streams with a scrape under way: the newest that was known
};

} // namespace checkwatch::recording
