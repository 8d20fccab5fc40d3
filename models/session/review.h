#pragma once

#include "models/rules/rulevariant.h"
#include "models/session/backtest.h"
#include "models/session/replay.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::session {

/// Where a set of rules comes from.
struct RulesChoice
{
    enum class From : std::uint8_t { Recorded, Now, File };
    From from = From::Recorded;
    std::string file{}; ///< of From::File

    bool operator==(const RulesChoice&) const = default;
};

struct BacktestRequest
{
    std::uint64_t number = 0;
    RulesChoice first;
    std::optional<RulesChoice> second; ///< tried beside the first; other than it
    std::vector<std::string> alerts;   ///< of both only these; empty: all
    rules::RuleVariant variant{};      ///< without `second`: tried beside the first, where it changes anything
    std::optional<base::Duration> variantScrapeInterval{}; ///< likewise
    std::optional<base::Timestamp> start{};                ///< unset: the beginning of the recording
    std::optional<base::Timestamp> end{};                  ///< unset: its end
    base::Duration minDown{15'000};
};

/// What a backtest found, or why there is nothing. Immutable.
struct BacktestAnswer
{
    std::uint64_t request = 0;
    std::optional<base::Error> error;
    Backtest backtest; ///< the first set is A, the second B
    base::Duration minDown{0};
    std::string command;             ///< the same as a command line
    std::vector<std::string> damage; ///< of the recording, one line each
};
using BacktestAnswerPtr = std::shared_ptr<const BacktestAnswer>;

struct ReportRequest
{
    std::uint64_t number = 0;
    std::optional<base::Timestamp> start{};
    std::optional<base::Timestamp> end{};
    base::Duration minDown{15'000};
    std::string output; ///< .html, .pdf, .md or .csv
};

/// A file was written, or why not.
struct FileWritten
{
    std::uint64_t request = 0;
    std::string path;
    std::optional<base::Error> error;
};

/// Backtests and reports of one recording, made behind a window. Every call returns at once, every answer comes as a signal on
/// the thread of this object. Reaches no network. What was asked for last counts: something newer ends what is under way, which
/// then answers with a Canceled error.
class Review : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Of the recording, as it was when this was made.
    [[nodiscard]] virtual RecordingFacts facts() const = 0;
    /// Somebody is about to ask: what can be read before it is known for what is read now, in the background.
    virtual void prepare() = 0;
    virtual void requestBacktest(const BacktestRequest& request) = 0;
    /// The newest backtest as JSON into a file, as `checkwatch backtest --json` prints it.
    virtual void requestJson(std::uint64_t request, const std::string& path) = 0;
    virtual void requestReport(const ReportRequest& request) = 0;
    /// The same as a command line.
    [[nodiscard]] virtual std::string commandOf(const ReportRequest& request) const = 0;
    virtual void cancel() = 0;

Q_SIGNALS:
    /// Of what is under way, 0 to 1; at least every 100 ms while rules are evaluated.
    void progress(double share);
    void backtestReady(checkwatch::session::BacktestAnswerPtr answer);
    void fileWritten(checkwatch::session::FileWritten written);
};

} // namespace checkwatch::session
