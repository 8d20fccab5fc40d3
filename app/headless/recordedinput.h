#pragma once

#include "app/options.h"
#include "models/recording/arrivals.h"
#include "models/recording/sweep.h"
#include "models/session/rulereplay.h"
#include "models/tsdb/memorystore.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::app {

/// What backtest works on: a recording, by its file or its folder, or a file of samples with timestamps (text or
/// OpenMetrics, gzip too).
class RecordedInput
{
public:
    static base::Result<std::unique_ptr<RecordedInput>> open(const std::string& path);

    [[nodiscard]] const tsdb::Querier& data() const;
    /// Of the data; null where it is a file of samples.
    [[nodiscard]] recording::Arrivals* arrivals() const noexcept { return m_arrivals.get(); }
    [[nodiscard]] base::Timestamp from() const noexcept { return m_from; }
    [[nodiscard]] base::Timestamp to() const noexcept { return m_to; }
    /// Null where it is a file of samples.
    [[nodiscard]] recording::Reader* recording() const noexcept { return m_reader.get(); }
    /// The newest rules that it has; unset in a file of samples.
    [[nodiscard]] const std::optional<recording::RulesRecord>& rules() const noexcept { return m_rules; }
    /// What is damaged, as far as it was noticed; one line each.
    [[nodiscard]] std::vector<std::string> damage() const;

    /// The times of the command line and how rules are evaluated: as it says, or else as they were when it was recorded. What
    /// lies more than a day outside is moved closer by whole days.
    [[nodiscard]] base::Result<session::RuleReplayOptions> replayOptions(const Options& options) const;

private:
    RecordedInput() = default;
    base::Result<void> openRecording(const std::string& path);
    base::Result<void> readSamples(const std::string& path);

    base::Timestamp m_from{};
    base::Timestamp m_to{};
    std::optional<recording::RulesRecord> m_rules;
    std::unique_ptr<recording::Reader> m_reader;
    std::unique_ptr<recording::RecordedData> m_recorded;
    std::unique_ptr<recording::Sweep> m_sweep;
    std::unique_ptr<recording::Arrivals> m_arrivals;
    std::unique_ptr<tsdb::MemoryStore> m_samples;
};

} // namespace checkwatch::app
