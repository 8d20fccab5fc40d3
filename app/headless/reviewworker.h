#pragma once

#include "app/headless/backtestrun.h"
#include "app/headless/commands.h"
#include "app/headless/keptinput.h"
#include "models/session/review.h"
#include "models/sources/postbox.h"

#include <QObject>

#include <functional>
#include <memory>
#include <string>

namespace checkwatch::app {

/// Makes backtests and reports one after the other, on the thread that it lives on. Answers are called there too.
class ReviewWorker final : public QObject
{
    Q_OBJECT

public:
    struct Job
    {
        std::uint64_t number = 0;
        Options options;
        std::function<bool(double)> goOn; ///< as in session::backtest()
    };
    using Tried = std::function<void(session::BacktestAnswerPtr)>;
    using Written = std::function<void(const session::FileWritten&)>;

    explicit ReviewWorker(PdfWriter pdf) : m_pdf(std::move(pdf)), m_postbox(this), m_kept(this) {}

    // From any thread.
    /// Opens the recording, if it is not open already, for what comes next.
    void postPrepare(std::string path);
    void postBacktest(Job job, Tried answer);
    void postJson(std::uint64_t number, std::string path, Written answer);
    void postReport(Job job, Written answer);

private:
    session::BacktestAnswerPtr tryOut(const Job& job);
    [[nodiscard]] base::Result<void> reportOf(const Job& job);
    [[nodiscard]] base::Result<void> writeJson(const std::string& path) const;

    const PdfWriter m_pdf;
    sources::Postbox m_postbox;
    KeptInput m_kept;
    session::BacktestAnswerPtr m_newest; ///< without an error; null before the first
    BacktestHeading m_heading;           ///< of the newest, as what follows
    std::vector<session::RuleSetUnderTest> m_sets;
    std::weak_ptr<const RecordedInput> m_triedOn; ///< gone: it may have become longer
};

} // namespace checkwatch::app
