#include "models/recording/arrivals.h"

#include <algorithm>

namespace checkwatch::recording {

using base::Timestamp;

namespace {

using ArrivalsPiece = std::chrono::duration<std::int64_t, std::ratio<600>>;

} // namespace

/// Pieces begin at whole ten minutes, so that who goes back a little finds them again.
void Arrivals::load(Timestamp time)
{
    m_from = std::chrono::floor<ArrivalsPiece>(time);
    m_to = m_from + ArrivalsPiece{1};
    m_longest = base::Duration{0};
    m_scrapes.clear();
    for (const ScrapeRecord& scrape : m_reader.scrapes(m_from - longestScrape, m_to - base::Duration{1})) {
        const Timestamp received = std::min(scrape.received, scrape.time + longestScrape);
        if (received > scrape.time && received > m_from) {
            m_scrapes.push_back({scrape.stream, scrape.time, received});
            m_longest = std::max(m_longest, received - scrape.time);
        }
    }
}

void Arrivals::setTime(Timestamp time)
{
    m_knownOf.clear();
    if (time < Timestamp::max()) {
        if (time < m_from || time >= m_to) {
            load(time);
        }
        auto scrape = std::ranges::upper_bound(m_scrapes, time - m_longest, {}, &Scrape::time);
        for (; scrape != m_scrapes.end() && scrape->time <= time; ++scrape) {
            if (scrape->received > time) {
                m_knownOf.try_emplace(scrape->stream, scrape->time - base::Duration{1});
            }
        }
    }
    m_data.seeUntil(time, m_knownOf);
}

} // namespace checkwatch::recording
