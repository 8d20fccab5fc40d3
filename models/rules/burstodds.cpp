#include "models/rules/firinglaw.h"

#include <algorithm>

// The odds of a burst: every phase of the scrapes against the events, times every phase of the evaluations against the
// scrapes. Between the few phases at which anything changes all are alike, so each stretch of them is tried once.
namespace checkwatch::rules {
namespace {

using base::Duration;
using std::int64_t;

/// Half-open, in ms against the scrapes.
struct Truth
{
    int64_t from;
    int64_t to;
};

int64_t modulo(int64_t value, int64_t by)
{
    const int64_t rest = value % by;
    return rest < 0 ? rest + by : rest;
}

/// The times at which `visible`-long stretches from `shown` overlap at least `needed` times, merged.
std::vector<Truth> truths(const std::vector<int64_t>& shown, int64_t visible, int64_t needed)
{
    std::vector<Truth> out;
    const auto count = static_cast<int64_t>(shown.size());
    for (int64_t i = 0; i + needed <= count; ++i) {
        const Truth next{shown[static_cast<std::size_t>(i + needed - 1)], shown[static_cast<std::size_t>(i)] + visible};
        if (next.from >= next.to) {
            continue;
        }
        if (!out.empty() && next.from <= out.back().to) {
            out.back().to = std::max(out.back().to, next.to);
        } else {
            out.push_back(next);
        }
    }
    return out;
}

/// Phases in [0, period) at which something changes, 0 among them; each begins a stretch of phases that are alike.
std::vector<int64_t> phases(std::vector<int64_t> edges, int64_t period)
{
    for (int64_t& edge : edges) {
        edge = modulo(edge, period);
    }
    edges.push_back(0);
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    edges.push_back(period);
    return edges;
}

struct Firing
{
    bool fires = false;
    int64_t first = 0; ///< first firing evaluation
    int64_t lasts = 0;
};

/// The alert's life with evaluations at phase + k * every.
Firing run(const std::vector<Truth>& truths, int64_t phase, int64_t every, int64_t effectiveFor)
{
    Firing firing;
    int64_t activeAt = 0;
    int64_t last = 0;
    bool active = false;
    const auto close = [&] {
        if (active && !firing.fires && last - activeAt >= effectiveFor) {
            firing = {true, activeAt + effectiveFor, last + every - activeAt - effectiveFor};
        }
    };
    for (const Truth& truth : truths) {
        const int64_t first = truth.from + modulo(phase - truth.from, every);
        if (first >= truth.to) {
            continue; // no evaluation falls into it
        }
        if (!active || first > last + every) {
            close();
            activeAt = first;
            active = true;
        }
        last = first + (truth.to - 1 - first) / every * every;
    }
    close();
    return firing;
}

class Odds
{
public:
    Odds(const FiringLaw& law, std::span<const Duration> events)
        : m_visible(law.visible().count()), m_scrape(law.scrapeInterval.count()),
          m_every(law.evaluationInterval.count()), m_for(law.effectiveFor().count())
    {
        for (const Duration event : events) {
            m_events.push_back((event - events.front()).count());
        }
    }

    /// The share of all phases in which the alert fires.
    double share(int64_t needed, BurstOdds& odds)
    {
        double firing = 0;
        const std::vector<int64_t> scrapePhases = phases(m_events, m_scrape);
        for (std::size_t i = 0; i + 1 < scrapePhases.size(); ++i) {
            const int64_t length = scrapePhases[i + 1] - scrapePhases[i];
            firing += static_cast<double>(length) * overEvaluations(scrapePhases[i], length, needed, odds);
        }
        return firing / static_cast<double>(m_scrape) / static_cast<double>(m_every);
    }

private:
    double overEvaluations(int64_t phase, int64_t length, int64_t needed, BurstOdds& odds)
    {
        std::vector<int64_t> shown;
        shown.reserve(m_events.size());
        for (const int64_t event : m_events) {
            shown.push_back(event + modulo(phase - event, m_scrape) - phase); // against the scrapes
        }
        const std::vector<Truth> truth = truths(shown, m_visible, needed);
        std::vector<int64_t> edges;
        for (const Truth& t : truth) {
            edges.push_back(t.from);
            edges.push_back(t.to);
        }
        const std::vector<int64_t> stretches = phases(std::move(edges), m_every);
        int64_t firing = 0;
        for (std::size_t i = 0; i + 1 < stretches.size(); ++i) {
            const Firing one = run(truth, stretches[i], m_every, m_for);
            const int64_t alike = stretches[i + 1] - stretches[i];
            if (one.fires) {
                firing += alike;
                widen(odds, phase + one.first, phase + one.first + alike + length - 2, one.lasts);
            }
        }
        return static_cast<double>(firing);
    }
    void widen(BurstOdds& odds, int64_t earliest, int64_t latest, int64_t lasts)
    {
        odds.firesAfterMin = m_first ? Duration{earliest} : std::min(odds.firesAfterMin, Duration{earliest});
        odds.firesAfterMax = m_first ? Duration{latest} : std::max(odds.firesAfterMax, Duration{latest});
        odds.lastsMin = m_first ? Duration{lasts} : std::min(odds.lastsMin, Duration{lasts});
        odds.lastsMax = m_first ? Duration{lasts} : std::max(odds.lastsMax, Duration{lasts});
        m_first = false;
    }

    std::vector<int64_t> m_events; ///< ms after the first
    int64_t m_visible;
    int64_t m_scrape;
    int64_t m_every;
    int64_t m_for;
    bool m_first = true;
};

} // namespace

BurstOdds burstOdds(const FiringLaw& law, std::span<const Duration> events)
{
    BurstOdds odds;
    if (events.empty() || law.visible() <= Duration{0}) {
        return odds;
    }
    Odds all(law, events);
    odds.least = all.share(law.eventsSure(), odds);
    odds.most = odds.least;
    if (law.eventsPossible() != law.eventsSure()) {
        odds.most = all.share(law.eventsPossible(), odds);
    }
    return odds;
}

BurstOdds burstOdds(const FiringLaw& law, int count, Duration apart)
{
    std::vector<Duration> events;
    events.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        events.push_back(i * apart);
    }
    return burstOdds(law, events);
}

} // namespace checkwatch::rules
