#include "models/session/replaydata.h"

#include <utility>

namespace checkwatch::session {

using base::Timestamp;

ReplayData::ReplayData(std::unique_ptr<recording::Reader> reader, Timestamp from)
    : m_reader(std::move(reader)), m_from(from)
{
}

ReplayData::~ReplayData() = default;

void ReplayData::setTime(Timestamp time)
{
    m_timeSet = m_timeSet && time == m_time;
    m_time = time;
}

base::Result<void> ReplayData::refresh()
{
    m_arrivals.reset();
    m_data.reset(); // it holds on to what the reader had
    m_failures.clear();
    ++m_generation;
    m_released = false;
    return m_reader->refresh();
}

void ReplayData::release()
{
    m_arrivals.reset();
    m_data.reset();
    m_failures.clear();
    ++m_generation;
    m_released = true;
    m_reader->release();
}

const recording::RecordedData& ReplayData::data() const
{
    if (std::exchange(m_released, false)) {
        (void)m_reader->refresh(); // where that fails, what is read says so
    }
    if (!m_data) {
        m_data = std::make_unique<recording::RecordedData>(*m_reader, m_from, Timestamp::max());
        m_arrivals.emplace(*m_reader, *m_data);
        m_timeSet = false;
    }
    if (!m_timeSet) {
        m_arrivals->setTime(m_time);
        m_timeSet = true;
    }
    return *m_data;
}

std::optional<tsdb::SeriesRef> ReplayData::failuresOf(const fleet::ServerIdentity& server) const
{
    const auto [known, isNew] = m_failures.try_emplace(server.id);
    if (isNew) {
        const std::vector<metrics::Matcher> matchers{
            metrics::Matcher::equal(std::string(metrics::metricNameLabel), "haproxy_server_check_failures_total"),
            metrics::Matcher::equal("job", server.job), metrics::Matcher::equal("instance", server.instance),
            metrics::Matcher::equal("server", server.server)};
        for (const tsdb::SeriesRef series : data().select(matchers)) {
            const metrics::Labels& labels = data().labels(series);
            if (labels.get(labels.has("proxy") ? "proxy" : "backend") == server.proxy) {
                known->second = series;
            }
        }
    }
    return known->second;
}

std::vector<tsdb::SeriesRef> ReplayData::select(std::span<const metrics::Matcher> matchers) const
{
    return data().select(matchers);
}

const metrics::Labels& ReplayData::labels(tsdb::SeriesRef series) const
{
    return data().labels(series);
}

std::optional<metrics::Sample> ReplayData::newest(tsdb::SeriesRef series, Timestamp from, Timestamp to) const
{
    return data().newest(series, from, to);
}

void ReplayData::window(tsdb::SeriesRef series, Timestamp from, Timestamp to, std::vector<metrics::Sample>& out) const
{
    data().window(series, from, to, out);
}

std::optional<tsdb::ConstantWindow> ReplayData::constantWindow(tsdb::SeriesRef series, Timestamp from,
                                                               Timestamp to) const
{
    return data().constantWindow(series, from, to);
}

} // namespace checkwatch::session
