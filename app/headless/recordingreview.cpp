#include "app/headless/recordingreview.h"

#include "app/headless/commandline.h"
#include "app/headless/reviewworker.h"
#include "models/base/timetext.h"
#include "models/recording/reader.h"
#include "models/session/recordingfacts.h"

namespace checkwatch::app {
namespace {

using session::RulesChoice;

std::string timeText(const std::optional<base::Timestamp>& time)
{
    return time ? base::formatTime(*time) : std::string();
}

void addRules(const RulesChoice& choice, Options& options)
{
    switch (choice.from) {
    case RulesChoice::From::Recorded: options.recordedRules = true; break;
    case RulesChoice::From::Now: options.currentRules = true; break;
    case RulesChoice::From::File: options.ruleFiles.push_back(choice.file); break;
    }
}

} // namespace

RecordingReview::RecordingReview(std::string path, std::string config, session::RecordingFacts facts, PdfWriter pdf)
    : m_path(std::move(path)), m_config(std::move(config)), m_facts(std::move(facts)),
      m_worker(new ReviewWorker(std::move(pdf)))
{
    m_thread.setObjectName(QStringLiteral("review"));
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_worker->moveToThread(&m_thread);
    m_thread.start(QThread::LowPriority);
}

base::Result<std::unique_ptr<RecordingReview>> RecordingReview::open(const std::string& path, std::string config,
                                                                     PdfWriter pdf)
{
    const std::string file = session::recordingFile(path);
    auto reader = recording::Reader::open(file);
    if (!reader) {
        return std::move(reader).error();
    }
    return std::make_unique<RecordingReview>(file, std::move(config), session::factsOf(**reader, file), std::move(pdf));
}

RecordingReview::~RecordingReview()
{
    m_running.cancel();
    m_thread.quit();
    m_thread.wait();
}

base::CancelToken RecordingReview::takeOver()
{
    m_running.cancel();
    m_running = base::CancelToken();
    return m_running;
}

void RecordingReview::cancel()
{
    m_running.cancel();
}

std::function<bool(double)> RecordingReview::goOn(const base::CancelToken& token)
{
    return [this, token](double share) {
        m_answers.post([this, token, share] {
            if (!token.canceled()) {
                Q_EMIT progress(share);
            }
        });
        return !token.canceled();
    };
}

void RecordingReview::prepare()
{
    m_worker->postPrepare(m_path);
}

void RecordingReview::requestBacktest(const session::BacktestRequest& request)
{
    const base::CancelToken token = takeOver();
    m_worker->postBacktest({request.number, optionsOf(request), goOn(token)},
                           [this](session::BacktestAnswerPtr answer) {
                               m_answers.post([this, answer = std::move(answer)] { Q_EMIT backtestReady(answer); });
                           });
}

void RecordingReview::requestJson(std::uint64_t request, const std::string& path)
{
    m_worker->postJson(request, path, [this](const session::FileWritten& written) {
        m_answers.post([this, written] { Q_EMIT fileWritten(written); });
    });
}

void RecordingReview::requestReport(const session::ReportRequest& request)
{
    const base::CancelToken token = takeOver();
    m_worker->postReport({request.number, optionsOf(request), goOn(token)},
                         [this](const session::FileWritten& written) {
                             m_answers.post([this, written] { Q_EMIT fileWritten(written); });
                         });
}

std::string RecordingReview::commandOf(const session::ReportRequest& request) const
{
    return reportCommand(optionsOf(request));
}

Options RecordingReview::optionsOf(const session::BacktestRequest& request) const
{
    Options options;
    options.command = Command::Backtest;
    options.files = {m_path};
    addRules(request.first, options);
    if (request.second) {
        addRules(*request.second, options);
    } else {
        options.variant = request.variant;
        options.variantScrapeInterval = request.variantScrapeInterval;
    }
    options.config = options.currentRules ? m_config : std::string();
    options.alerts = request.alerts;
    options.start = timeText(request.start);
    options.end = timeText(request.end);
    options.minDown = request.minDown;
    return options;
}

Options RecordingReview::optionsOf(const session::ReportRequest& request) const
{
    Options options;
    options.command = Command::Report;
    options.files = {m_path};
    options.start = timeText(request.start);
    options.end = timeText(request.end);
    options.minDown = request.minDown;
    options.output = request.output;
    return options;
}

} // namespace checkwatch::app
