#include "models/session/overlaiddata.h"

#include <algorithm>
#include <iterator>

namespace checkwatch::session {
namespace {

using metrics::Matcher;

/// What is written stays for as long as the evaluation takes, so that no rule's window is cut; alerts take little.
constexpr tsdb::Retention writtenRetention{std::chrono::hours{24 * 366 * 10}, 128UL * 1024 * 1024};

} // namespace

OverlaidData::OverlaidData(const tsdb::Querier& data, const std::vector<std::string>& writtenMetrics)
    : m_data(data), m_written(writtenRetention)
{
    const std::vector<tsdb::SeriesRef> all = data.select({});
    m_first = all.empty() ? 0 : all.back() + 1;
    std::copy_if(all.begin(), all.end(), std::back_inserter(m_hidden), [&](tsdb::SeriesRef series) {
        return std::ranges::find(writtenMetrics, data.labels(series).name()) != writtenMetrics.end();
    });
}

std::vector<tsdb::SeriesRef> OverlaidData::select(std::span<const Matcher> matchers) const
{
    const std::vector<tsdb::SeriesRef> there = m_data.select(matchers);
    std::vector<tsdb::SeriesRef> out;
    std::ranges::set_difference(there, m_hidden, std::back_inserter(out));
    for (const tsdb::SeriesRef series : m_written.select(matchers)) {
        out.push_back(m_first + series);
    }
    return out;
}

const metrics::Labels& OverlaidData::labels(tsdb::SeriesRef series) const
{
    return series < m_first ? m_data.labels(series) : m_written.labels(series - m_first);
}

std::optional<metrics::Sample> OverlaidData::newest(tsdb::SeriesRef series, base::Timestamp from,
                                                    base::Timestamp to) const
{
    return series < m_first ? m_data.newest(series, from, to) : m_written.newest(series - m_first, from, to);
}

void OverlaidData::window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                          std::vector<metrics::Sample>& out) const
{
    if (series < m_first) {
        m_data.window(series, from, to, out);
    } else {
        m_written.window(series - m_first, from, to, out);
    }
}

std::optional<tsdb::ConstantWindow> OverlaidData::constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                 base::Timestamp to) const
{
    return series < m_first ? m_data.constantWindow(series, from, to)
                            : m_written.constantWindow(series - m_first, from, to);
}

} // namespace checkwatch::session
