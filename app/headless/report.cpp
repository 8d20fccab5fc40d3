#include "app/headless/reportrun.h"

#include "app/builtinrunbooks.h"
#include "app/headless/printable.h"
#include "app/headless/progressline.h"
#include "app/headless/publishedrules.h"
#include "app/headless/reportwriters.h"
#include "app/headless/savefile.h"
#include "models/session/recordingfacts.h"

#include <QFileInfo>

#include <algorithm>

namespace checkwatch::app {
namespace {

int complainOfReport(const base::Error& error, int code, const Streams& streams)
{
    streams.complain(printable(QString::fromStdString("checkwatch: " + error.text())).toStdString());
    return code;
}

/// Of what is done when a report is made and not written yet.
constexpr double shareOfMaking = 0.95;

base::Result<void> write(const session::IncidentReport& report, const std::string& path, const PdfWriter& pdf,
                         const std::function<bool(double)>& goOn)
{
    const QString ending = QFileInfo(QString::fromStdString(path)).suffix().toLower();
    if (ending == QStringLiteral("pdf")) {
        auto content = pdf(report, goOn);
        return content ? saveFile(path, *content) : content.error();
    }
    return saveFile(path,
                    ending == QStringLiteral("md")        ? reportMarkdown(report)
                        : ending == QStringLiteral("csv") ? reportCsv(report)
                                                          : reportHtml(report));
}

} // namespace

base::Result<PreparedReport> prepareReport(const Options& options)
{
    auto input = RecordedInput::open(options.files.front());
    return input ? prepareReport(options, std::move(*input)) : std::move(input).error();
}

base::Result<PreparedReport> prepareReport(const Options& options, std::shared_ptr<RecordedInput> input)
{
    PreparedReport out;
    out.wanted.path = session::recordingFile(options.files.front());
    out.input = std::move(input);
    if (out.input->recording() == nullptr) {
        return base::Error{base::ErrorCode::BadInput, "a report is made of a recording; this is none", out.wanted.path};
    }
    auto rules = out.input->replayOptions(options);
    if (!rules) {
        return std::move(rules).error();
    }
    out.wanted.backtest.rules = std::move(*rules);
    base::Timestamp& end = out.wanted.backtest.rules.end;
    base::Timestamp& start = out.wanted.backtest.rules.start;
    start = std::max(start, out.input->from()); // nothing is known of the rest
    end = std::min(end, out.input->to());
    if (end <= start) {
        return base::Error{base::ErrorCode::BadInput,
                           "there is no time between " + base::formatTime(start) + " and " + base::formatTime(end)
                               + " to report on: choose a later --end or an earlier --start",
                           out.wanted.path};
    }
    out.wanted.backtest.minDown = options.minDown;
    out.wanted.fallback = publishedRules({}, out.input->data(), {});
    return out;
}

base::Result<void> writeReport(const PreparedReport& prepared, const std::string& output, const PdfWriter& pdf,
                               const std::function<bool(double)>& goOn)
{
    if (auto may = mayWrite(output); !may) {
        return may;
    }
    std::vector<std::string> notices;
    const runbooks::Library library = loadRunbooks({}, notices);
    const auto made = session::incidentReport(*prepared.input->recording(), library, prepared.wanted,
                                              [&goOn](double share) { return goOn(share * shareOfMaking); });
    return made
        ? write(*made, output, pdf, [&goOn](double share) { return goOn(shareOfMaking + share * (1 - shareOfMaking)); })
        : made.error();
}

int report(const Options& options, const Streams& streams, const PdfWriter& pdf)
{
    const auto prepared = prepareReport(options);
    if (!prepared) {
        return complainOfReport(prepared.error(), 2, streams);
    }
    const auto written = [&] {
        ProgressLine progress(streams.err);
        return writeReport(*prepared, options.output, pdf, [&progress](double share) {
            progress.show(static_cast<std::uint64_t>(share * 100), 100);
            return true;
        });
    }();
    if (!written) {
        return complainOfReport(written.error(), 1, streams);
    }
    streams.say(options.output);
    return 0;
}

} // namespace checkwatch::app
