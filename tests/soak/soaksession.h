#pragma once

#include "models/base/clock.h"
#include "models/exposition/scrapecache.h"
#include "models/recording/recorder.h"
#include "models/session/engine.h"
#include "models/session/session.h"

#include <array>
#include <atomic>
#include <memory>

namespace checkwatch::soak {

/// A clock that is set, read from any thread.
class SetClock final : public base::Clock
{
public:
    explicit SetClock(base::Timestamp start) : m_now(start) {}
    [[nodiscard]] base::Timestamp wall() const override { return m_now; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return wall().time_since_epoch(); }
    void set(base::Timestamp now) { m_now = now; }

private:
    std::atomic<base::Timestamp> m_now;
};

/// A live session whose time passes as fast as it is told: the product's parser, store, rules, fleet and recorder, fed with
/// the pages of soakfleet.h at the times at which a scraper would have got them. One thread, but for the recorder's.
class SoakSession final : public session::Session
{
    Q_OBJECT

public:
    static constexpr base::Duration interval{20'000}; ///< of scrapes and evaluations

    SoakSession(const std::string& folder, base::Timestamp start);
    ~SoakSession() override;

    /// To the next of the times at which something is due.
    void advance(base::Duration by);
    /// Everything that was posted to the recorder is written.
    void settle();
    [[nodiscard]] const config::Config& config() const noexcept { return m_config; }
    [[nodiscard]] std::string recordingPath() const { return recording::recordingIn(m_folder); }

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_snapshot; }
    void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                        base::Timestamp from, base::Timestamp to, base::Duration step) override;
    void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) override;
    void requestQuery(const session::QueryRequest& request) override;
    void requestCompletions(const session::CompletionRequest& request) override;
    [[nodiscard]] base::Timestamp now() const override { return m_clock.wall(); }

private:
    struct Exporter
    {
        sources::Target target;
        std::unique_ptr<exposition::ScrapeCache> cache;
        bool wanted = false;
    };
    void wantTargets();
    void scrape(int exporter);
    void hear();

    const std::string m_folder;
    SetClock m_clock;
    config::Config m_config;
    std::vector<rules::Group> m_rules;
    std::array<Exporter, 3> m_exporters;
    std::atomic<int> m_commits = 0;
    std::unique_ptr<recording::Recorder> m_recorder;
    std::unique_ptr<session::Engine> m_engine;
    fleet::SnapshotPtr m_snapshot;
};

} // namespace checkwatch::soak
