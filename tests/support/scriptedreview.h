#pragma once

#include "models/session/review.h"

#include <utility>
#include <vector>

/// A review that answers when it is told to, with what it is told: for tests of the windows that ask it, and for pictures.
namespace checkwatch::scriptedsession {

class ScriptedReview final : public session::Review
{
    Q_OBJECT

public:
    explicit ScriptedReview(session::RecordingFacts facts) : m_facts(std::move(facts)) {}

    [[nodiscard]] session::RecordingFacts facts() const override { return m_facts; }
    void prepare() override { ++prepared; }
    void requestBacktest(const session::BacktestRequest& request) override { backtests.push_back(request); }
    void requestJson(std::uint64_t request, const std::string& path) override
    {
        Q_EMIT fileWritten({request, path, std::nullopt});
    }
    void requestReport(const session::ReportRequest& request) override { reports.push_back(request); }
    [[nodiscard]] std::string commandOf(const session::ReportRequest& request) const override
    {
        return "checkwatch report " + request.output;
    }
    void cancel() override { ++cancelled; }

    void tell(double share) { Q_EMIT progress(share); }
    /// `answer` to the newest request.
    void answer(session::BacktestAnswer answer)
    {
        answer.request = backtests.back().number;
        Q_EMIT backtestReady(std::make_shared<const session::BacktestAnswer>(std::move(answer)));
    }
    void write(std::optional<base::Error> error)
    {
        Q_EMIT fileWritten({reports.back().number, reports.back().output, std::move(error)});
    }

    std::vector<session::BacktestRequest> backtests;
    std::vector<session::ReportRequest> reports;
    int cancelled = 0;
    int prepared = 0;

private:
    session::RecordingFacts m_facts;
};

/// Two sets of rules over an hour of `servers` servers: each was DOWN once and failed checks before it; A catches every
/// second one, B all, and fires for one with nothing wrong. Names as long as they may be where that is asked for.
[[nodiscard]] session::BacktestAnswer scriptedBacktest(int servers, bool longNames = false);

} // namespace checkwatch::scriptedsession
