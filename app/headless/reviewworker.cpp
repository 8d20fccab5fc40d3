#include "app/headless/reviewworker.h"

#include "app/headless/commandline.h"
#include "app/headless/json.h"
#include "app/headless/reportrun.h"
#include "app/headless/savefile.h"

namespace checkwatch::app {

using session::BacktestAnswer;
using session::BacktestAnswerPtr;
using session::FileWritten;

namespace {

FileWritten writtenOf(std::uint64_t number, const std::string& path, const base::Result<void>& done)
{
    return {number, path, done ? std::nullopt : std::optional(done.error())};
}

} // namespace

void ReviewWorker::postPrepare(std::string path)
{
    m_postbox.post([this, path = std::move(path)] { (void)m_kept.open(path); }); // who asks next is told of an error
}

void ReviewWorker::postBacktest(Job job, Tried answer)
{
    m_postbox.post([this, job = std::move(job), answer = std::move(answer)] { answer(tryOut(job)); });
}

base::Result<void> ReviewWorker::reportOf(const Job& job)
{
    if (!job.goOn(0)) {
        return base::Error{base::ErrorCode::Canceled, "the report was canceled"};
    }
    auto input = m_kept.open(job.options.files.front());
    if (!input) {
        return std::move(input).error();
    }
    const auto prepared = prepareReport(job.options, std::move(*input));
    return prepared ? writeReport(*prepared, job.options.output, m_pdf, job.goOn) : prepared.error();
}

BacktestAnswerPtr ReviewWorker::tryOut(const Job& job)
{
    auto answer = std::make_shared<BacktestAnswer>();
    answer->request = job.number;
    answer->minDown = job.options.minDown;
    answer->command = backtestCommand(job.options);
    if (!job.goOn(0)) { // others have come since
        answer->error = base::Error{base::ErrorCode::Canceled, "the backtest was canceled"};
        return answer;
    }
    auto input = m_kept.open(job.options.files.front());
    auto prepared = input ? prepareBacktest(job.options, *input) : std::move(input).error();
    if (!prepared) {
        answer->error = prepared.error();
        return answer;
    }
    std::optional<session::EarlierBacktest> earlier;
    if (m_newest && m_triedOn.lock() == prepared->input) {
        earlier.emplace(session::EarlierBacktest{m_newest->backtest, m_sets, m_heading.options});
    }
    auto done = runBacktest(*prepared, job.goOn, earlier ? &*earlier : nullptr);
    if (!done) {
        answer->error = done.error();
        return answer;
    }
    answer->backtest = std::move(*done);
    answer->damage = prepared->input->damage();
    m_heading = std::move(prepared->heading);
    m_sets = std::move(prepared->sets);
    m_triedOn = prepared->input;
    m_newest = answer;
    return answer;
}

base::Result<void> ReviewWorker::writeJson(const std::string& path) const
{
    if (!m_newest) {
        return base::Error{base::ErrorCode::NotFound, "there is no backtest yet"};
    }
    return saveFile(path, jsonLine(toJson(m_newest->backtest, m_heading)));
}

void ReviewWorker::postJson(std::uint64_t number, std::string path, Written answer)
{
    m_postbox.post([this, number, path = std::move(path), answer = std::move(answer)] {
        answer(writtenOf(number, path, writeJson(path)));
    });
}

void ReviewWorker::postReport(Job job, Written answer)
{
    m_postbox.post([this, job = std::move(job), answer = std::move(answer)] {
        answer(writtenOf(job.number, job.options.output, reportOf(job)));
    });
}

} // namespace checkwatch::app
