#pragma once

#include "models/base/clock.h"
#include "models/fleet/snapshot.h"
#include "models/recording/recorder.h"
#include "models/session/engine.h"
#include "tests/support/fleetrig.h"

#include <memory>
#include <random>
#include <string>
#include <vector>

/// A session that watches an invented fleet, is recorded, and whose every second is kept: what a replay is compared with.
namespace checkwatch::recordedlife {

struct Exporter
{
    sources::Target target;
    std::unique_ptr<exposition::ScrapeCache> cache;
    support::NativeScrape page;
    base::Timestamp next{};    ///< scrape
    base::Timestamp arrives{}; ///< of the one under way; epoch 0 = none
    base::Timestamp began{};
    int outage = 0; ///< scrapes that are still to fail
};

class Life
{
public:
    /// Records into `folder`, from `start` on; the same for the same seed.
    Life(const std::string& folder, base::Timestamp start, unsigned seed, int servers = 6);
    ~Life();

    /// Time passes, and things happen.
    void live(base::Duration time);
    /// The program ends and begins again.
    void restart(base::Duration outage);
    /// Other rules are loaded.
    void reload(const std::string& rules);
    /// An exporter is taken out of the configuration, or put in.
    void remove(std::size_t exporter);
    void add(std::size_t exporter);
    /// An exporter begins anew, as after another sample_limit.
    void begin(std::size_t exporter);
    /// What was recorded until now is on the disk.
    void flush();

    struct Second
    {
        base::Timestamp time{};
        std::vector<std::string> shown;
    };
    [[nodiscard]] const std::vector<Second>& seconds() const noexcept { return m_seconds; }
    [[nodiscard]] base::Timestamp now() const noexcept { return m_now; }
    [[nodiscard]] std::string path() const { return recording::recordingIn(m_folder); }
    [[nodiscard]] session::Engine& engine() { return *m_engine; }

private:
    void startProgram();
    void arrive(Exporter& exporter);
    void hear();
    void tell();
    void silence();
    void change(Exporter& exporter);
    void wantTargets();
    [[nodiscard]] int random(int below) { return static_cast<int>(m_random() % static_cast<unsigned>(below)); }

    std::string m_folder;
    base::Timestamp m_now;
    std::mt19937 m_random;
    std::mt19937 m_silencing{7};
    std::mt19937 m_telling{11};
    config::Config m_config;
    std::vector<rules::Group> m_rules;
    std::vector<Exporter> m_exporters;
    std::vector<bool> m_wanted;
    std::unique_ptr<base::ManualClock> m_clock;
    std::unique_ptr<recording::Recorder> m_recorder;
    std::unique_ptr<session::Engine> m_engine;
    std::vector<Second> m_seconds;
};

} // namespace checkwatch::recordedlife
