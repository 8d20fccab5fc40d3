#pragma once

#include "models/metrics/scrapebatch.h"
#include "tests/support/dayrecording.h"

#include <vector>

namespace checkwatch::support {

/// The exporter of a day recording (dayrecording.h), scrape by scrape.
class DayFleet
{
public:
    explicit DayFleet(const DayOptions& options);

    /// The next scrape; times ascend.
    metrics::ScrapeBatch scrape(base::Timestamp time);

private:
    [[nodiscard]] std::size_t serverSeries() const;
    [[nodiscard]] std::size_t startTime() const; ///< index of the series
    double& at(std::size_t place, std::size_t server) { return m_values[place * m_servers + server]; }
    std::uint64_t random();
    [[nodiscard]] std::vector<metrics::Labels> labels() const;
    void addServerLabels(std::size_t place, std::vector<metrics::Labels>& out) const;

    metrics::ScrapeBatch unanswered(metrics::ScrapeBatch batch);
    void reload(base::Timestamp time);
    void incidents(base::Timestamp time);
    struct Moment;
    static Moment momentOf(const Incident& incident, base::Timestamp time);
    void show(std::size_t server, const Moment& moment);
    void traffic();

    std::size_t m_servers;
    std::size_t m_backends;
    std::vector<Incident> m_incidents;
    base::Timestamp m_reload;
    base::Timestamp m_outage;
    std::vector<double> m_failures; ///< by server, of incidents that are over
    std::vector<double> m_downs;
    std::vector<double> m_values; ///< by series
    std::vector<Incident> m_active;
    std::size_t m_next = 0; ///< incident
    std::uint64_t m_random = 1;
    bool m_announced = false;
    bool m_reloaded = false;
    bool m_staleTold = false;
};

} // namespace checkwatch::support
