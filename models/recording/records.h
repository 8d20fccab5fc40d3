#pragma once

#include "models/fleet/event.h"
#include "models/metrics/scrapebatch.h"
#include "models/promql/engine.h"
#include "models/rules/grouprunner.h"

#include <cstdint>
#include <string>
#include <vector>

/// What a recording holds beside samples, as values. Their bytes: recordcodec.h and FORMAT.md. No record has credentials.
namespace checkwatch::recording {

/// A program began to write. What lies between the newest data before and this was not recorded.
struct SessionRecord
{
    base::Timestamp start{};
    std::string program;     ///< name and version
    bool everything = false; ///< false: only the families that rules and screens need
};

/// Whose samples a stream has. A target or rule group gets a new stream each day at the latest, and with every session.
struct StreamRecord
{
    enum class Kind : std::uint8_t { Target, RuleGroup };
    Kind kind = Kind::Target;
    std::uint32_t number = 0; ///< unique in the recording
    base::Timestamp begins{};
    metrics::Labels labels; ///< of a target: job, instance, …
    std::string url;        ///< of a target, without credentials and parameters
    base::Duration interval{0};
    base::Duration timeout{0}; ///< of a target
    std::string file;          ///< of a rule group
    std::string group;
};

/// How one scrape went, good or not.
struct ScrapeRecord
{
    std::uint32_t stream = 0;
    base::Timestamp time{};     ///< the scrape's timestamp, of its samples too
    base::Timestamp received{}; ///< when the engine got it
    metrics::ScrapeReport report;
};

/// No scrape arrives later than that after its time.
inline constexpr base::Duration longestScrape = std::chrono::minutes{2};

/// A change of one alert in one evaluation.
struct AlertRecord
{
    base::Timestamp time{}; ///< of the evaluation
    std::string file;       ///< of the rule group
    std::string group;
    std::uint64_t id = 0; ///< unique in its session
    rules::AlertState before = rules::AlertState::Inactive;
    rules::AlertState after = rules::AlertState::Inactive;
    metrics::Labels labels; ///< final: with alertname
    base::Timestamp activeAt{};
    double value = 0;
    bool elementGone = false; ///< ended because its element was gone from the result
};

/// What was evaluated from a time on.
struct RulesRecord
{
    base::Timestamp from{};
    base::Duration evaluationInterval{0};
    promql::Compat compat = promql::Compat::Prometheus3;
    bool experimental = false;
    metrics::Labels externalLabels;
    std::vector<std::string> healthAlerts;
    std::vector<rules::Group> groups;
};

/// The runbooks of the rules from a time on.
struct RunbooksRecord
{
    struct Book
    {
        std::string alert;    ///< whose runbook it is
        std::string name;     ///< of the file it was read from, without its folder
        std::string markdown; ///< what runbooks::parseRunbook() reads
    };
    base::Timestamp from{};
    std::vector<Book> books;
};

/// What somebody wrote down.
struct NoteRecord
{
    base::Timestamp time{}; ///< what it is about
    std::string text;
};

/// A time in which the recorder ran and could not write.
struct GapRecord
{
    base::Timestamp from{};
    base::Timestamp to{};
    std::string reason;
};

/// Where log lines of HAProxy were taken from, from a time on; empty: nowhere.
struct LogSourcesRecord
{
    base::Timestamp from{};
    std::vector<std::string> sources; ///< "udp://127.0.0.1:5140"; of a file its name without its folder
};

} // namespace checkwatch::recording
