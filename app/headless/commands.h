#pragma once

#include "app/headless/streams.h"
#include "app/options.h"
#include "models/session/incidentreport.h"

#include <QByteArray>

#include <cstdio>
#include <functional>

namespace checkwatch::app {

/// `checkwatch check config FILE`: 0 good, 1 refused.
int checkConfig(const Options& options, std::FILE* out);
/// `checkwatch check rules FILE…`: words and exit codes as promtool's: 0 good, 1 failed, 3 duplicate rules and --lint-fatal.
/// Lint that promtool does not have comes as lines "  note: …". With --against also 1 where a rule cannot fire there, and 2
/// where what it is to be checked against cannot be read.
int checkRules(const Options& options, const Streams& streams);
/// `checkwatch test rules FILE…`: promtool's unit tests, its words and exit codes: 0 good, 1 failed.
int testRules(const Options& options, const Streams& streams);
/// `checkwatch test promql FILE…`: scripts of Prometheus' promql test language; last line "N passed, N failed"; 0 good, 1 not.
int testPromql(const Options& options, const Streams& streams);
/// `checkwatch verify FILE`: 0 every frame is there and whole, 1 damaged, 2 not a recording that can be read.
int verify(const Options& options, const Streams& streams);
/// `checkwatch seal FILE OUT`: a stretch of a recording as a file of its own; 0 good, 2 refused.
int seal(const Options& options, const Streams& streams);
/// `checkwatch import OUT`: samples from elsewhere as a recording; 0 good, 2 refused.
int importSamples(const Options& options, const Streams& streams);
/// `checkwatch query FILE EXPR`, over a recording or with --exposition over what an exporter said: prints the Prometheus API's JSON; 0 good, 1 no answer, 2 unreadable input.
int query(const Options& options, std::FILE* out);

/// `checkwatch backtest FILE --rules R.yml…`: 0 done, 1 a rule could not be evaluated at some time, 2 unreadable input.
int backtest(const Options& options, const Streams& streams);
/// Makes a PDF; only a program with fonts can. `goOn` as in session::incidentReport().
using PdfWriter
    = std::function<base::Result<QByteArray>(const session::IncidentReport&, const std::function<bool(double)>& goOn)>;
/// `checkwatch report FILE --output R.html|.pdf|.md|.csv`: 0 written, 1 not, 2 unreadable input.
int report(const Options& options, const Streams& streams, const PdfWriter& pdf);

} // namespace checkwatch::app
