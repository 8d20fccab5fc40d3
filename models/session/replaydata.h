#pragma once

#include "models/fleet/serverrow.h"
#include "models/recording/arrivals.h"

#include <memory>
#include <optional>
#include <unordered_map>

namespace checkwatch::session {

/// A recording's samples as they were known at a time: what came in later is not there. The time may go back and forth.
/// Built when it is first asked, which takes a while in a long recording: data() does that alone. One thread.
class ReplayData final : public tsdb::Querier
{
public:
    /// Looks back to `from` at most.
    ReplayData(std::unique_ptr<recording::Reader> reader, base::Timestamp from);
    ~ReplayData() override;

    void setTime(base::Timestamp time);
    /// Goes on to what has been recorded meanwhile.
    base::Result<void> refresh();
    /// Lets go of the recording until it is asked again.
    void release();
    [[nodiscard]] recording::Reader& reader() noexcept { return *m_reader; }
    [[nodiscard]] const recording::RecordedData& data() const;
    [[nodiscard]] bool built() const noexcept { return m_data != nullptr; }
    /// The series of a server's failure counter.
    [[nodiscard]] std::optional<tsdb::SeriesRef> failuresOf(const fleet::ServerIdentity& server) const;

    [[nodiscard]] std::vector<tsdb::SeriesRef> select(std::span<const metrics::Matcher> matchers) const override;
    [[nodiscard]] const metrics::Labels& labels(tsdb::SeriesRef series) const override;
    [[nodiscard]] std::optional<metrics::Sample> newest(tsdb::SeriesRef series, base::Timestamp from,
                                                        base::Timestamp to) const override;
    void window(tsdb::SeriesRef series, base::Timestamp from, base::Timestamp to,
                std::vector<metrics::Sample>& out) const override;
    [[nodiscard]] std::optional<tsdb::ConstantWindow> constantWindow(tsdb::SeriesRef series, base::Timestamp from,
                                                                     base::Timestamp to) const override;
    [[nodiscard]] std::uint64_t generation() const override { return m_generation; }

private:
    std::unique_ptr<recording::Reader> m_reader;
    base::Timestamp m_from;
    base::Timestamp m_time = base::Timestamp::max();
    std::uint64_t m_generation = 1;
    mutable std::unique_ptr<recording::RecordedData> m_data;
    mutable std::optional<recording::Arrivals> m_arrivals; ///< of m_data
    mutable bool m_timeSet = false;                        ///< in m_data
    mutable bool m_released = false;                       ///< before anything is read, it is to be refreshed
    mutable std::unordered_map<fleet::ServerId, std::optional<tsdb::SeriesRef>> m_failures;
};

} // namespace checkwatch::session
