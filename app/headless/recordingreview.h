#pragma once

#include "app/headless/commands.h"
#include "models/base/cancel.h"
#include "models/session/review.h"
#include "models/sources/postbox.h"

#include <QThread>

#include <functional>
#include <memory>
#include <string>

namespace checkwatch::app {

class ReviewWorker;

/// The reviews of a recording on the disk, by the same functions as the commands, on a thread of their own.
class RecordingReview final : public session::Review
{
    Q_OBJECT

public:
    /// `config`: file of the configuration for the rules as they are now, "" for none. `pdf` is called on the thread.
    RecordingReview(std::string path, std::string config, session::RecordingFacts facts, PdfWriter pdf);
    /// The same of a recording that nobody has opened yet.
    static base::Result<std::unique_ptr<RecordingReview>> open(const std::string& path, std::string config,
                                                               PdfWriter pdf);
    ~RecordingReview() override;

    [[nodiscard]] session::RecordingFacts facts() const override { return m_facts; }
    void prepare() override;
    void requestBacktest(const session::BacktestRequest& request) override;
    void requestJson(std::uint64_t request, const std::string& path) override;
    void requestReport(const session::ReportRequest& request) override;
    [[nodiscard]] std::string commandOf(const session::ReportRequest& request) const override;
    void cancel() override;

    /// What a request is on the command line.
    [[nodiscard]] Options optionsOf(const session::BacktestRequest& request) const;
    [[nodiscard]] Options optionsOf(const session::ReportRequest& request) const;

private:
    /// Ends what is under way; for what comes next.
    base::CancelToken takeOver();
    [[nodiscard]] std::function<bool(double)> goOn(const base::CancelToken& token);

    const std::string m_path;
    const std::string m_config;
    const session::RecordingFacts m_facts;
    base::CancelToken m_running;
    sources::Postbox m_answers; ///< from the thread to this object's
    QThread m_thread;
    ReviewWorker* m_worker; ///< lives on m_thread, deleted there
};

} // namespace checkwatch::app
