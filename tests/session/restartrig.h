#pragma once

#include "models/base/clock.h"
#include "models/recording/recorder.h"
#include "models/session/engine.h"
#include "models/session/filmmaker.h"
#include "tests/session/enginerig.h"

#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Programs that are started one after another on one recording.
namespace checkwatch::restartrig {

using base::Timestamp;
using namespace std::chrono_literals;

inline constexpr Timestamp start = base::fromUnixMs(1'800'000'000'000);
inline constexpr const char* rulesText
    = "  - alert: Down\n    expr: haproxy_server_status{state=\"DOWN\"} == 1\n    for: 10s\n"
      "    labels: {severity: critical}\n";
/// Ends as the server goes DOWN.
inline constexpr const char* failingText
    = "  - alert: Down\n    expr: haproxy_server_status{state=\"MAINT\"} == 1\n    for: 10s\n"
      "    labels: {severity: critical}\n";
inline constexpr const char* noDns = "Server app/s1 is going DOWN for maintenance (DNS timeout status). 0 active";

using Lived = std::vector<std::pair<Timestamp, std::vector<std::string>>>;

/// A program that scrapes every five seconds and is recorded. It ends with its scope, at once.
class Program
{
public:
    Program(const std::string& folder, const char* rules, Timestamp now);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// The server is like this for so long; `since`: for how many seconds, as HAProxy says.
    void is(const char* status, base::Duration time, const char* since = "100");
    /// Its exporter does not answer for so long.
    void isAway(base::Duration time);
    void hear(const char* line);
    [[nodiscard]] fleet::SnapshotPtr snapshot() { return m_engine->snapshot(m_now + 2ms); }
    [[nodiscard]] fleet::ServerRow row() { return snapshot()->blocks.front()->rows.front(); }
    [[nodiscard]] fleet::OutCause cause() { return row().outCause; }
    [[nodiscard]] Timestamp now() const { return m_now; }
    [[nodiscard]] const auto& shown() const { return m_shown; }

private:
    Timestamp m_now;
    base::ManualClock m_clock;
    config::Config m_config;
    std::unique_ptr<recording::Recorder> m_recorder;
    std::unique_ptr<session::Engine> m_engine;
    std::unique_ptr<exposition::ScrapeCache> m_cache;
    Lived m_shown;
};

/// What a replay of a recording shows.
session::Film filmOf(const std::string& path);
/// What the events of a snapshot tell of the server and its alert, with seconds since the start.
QStringList told(const fleet::Snapshot& snapshot);

/// The one that runs, what all of them showed, and where they are recorded.
class Programs
{
public:
    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string path() const { return recording::recordingIn(folder()); }
    void begin(Timestamp at) { program = std::make_unique<Program>(folder(), rules, at); }
    void end()
    {
        lived.insert(lived.end(), program->shown().begin(), program->shown().end());
        ended = program->now();
        program.reset();
    }
    /// A server goes DOWN, an alert fires, and all is well again.
    void live()
    {
        begin(start);
        program->is("UP", 20s);
        program->is("DOWN", 60s);
        program->is("UP", 20s);
    }

    std::unique_ptr<Program> program;
    const char* rules = rulesText;
    Lived lived;
    Timestamp ended{};

private:
    QTemporaryDir m_folder;
};

} // namespace checkwatch::restartrig
