#pragma once

#include "app/headless/commands.h"
#include "app/headless/recordedinput.h"

#include <functional>
#include <memory>
#include <string>

/// A report as the command line asks for it: the same for who types it and for the window.
namespace checkwatch::app {

/// What is going to be reported, read and checked.
struct PreparedReport
{
    std::shared_ptr<RecordedInput> input; ///< a recording
    session::ReportOptions wanted;
};

/// An error says what of the recording or of the times cannot be used.
base::Result<PreparedReport> prepareReport(const Options& options);
/// The same of a recording that is open already.
base::Result<PreparedReport> prepareReport(const Options& options, std::shared_ptr<RecordedInput> input);

/// Makes it and writes it into a file, in the format of the file's ending; nothing is written where that fails. `goOn` as in
/// session::backtest(). `pdf` is called on the same thread.
base::Result<void> writeReport(const PreparedReport& prepared, const std::string& output, const PdfWriter& pdf,
                               const std::function<bool(double)>& goOn);

} // namespace checkwatch::app
