#include "app/headless/commands.h"
#include "app/headless/openmetricsfile.h"
#include "app/headless/printable.h"
#include "app/headless/progressline.h"
#include "app/headless/prometheuspages.h"
#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/config/httpconfig.h"
#include "models/promql/parser.h"
#include "models/recording/partfile.h"
#include "models/recording/randombytes.h"
#include "models/recording/reader.h"

#include <QCoreApplication>
#include <QFile>
#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace checkwatch::app {
namespace {

/// Samples in memory at a time: about half a gigabyte.
constexpr std::size_t samplesAtOnce = 16UL * 1024 * 1024;

base::Result<void> importFiles(const Options& options, const std::string& part, const Streams& streams)
{
    auto writer = recording::ImportWriter::open(part, base::SystemClock().wall(), recording::randomNumber());
    if (!writer) {
        return std::move(writer).error();
    }
    ProgressLine line(streams.err);
    OpenMetricsFiles files(options.openMetrics, samplesAtOnce,
                           [&line](std::uint64_t done, std::uint64_t all) { line.show(done, all); });
    auto done = files.importInto(*writer);
    if (done && writer->samples() == 0) {
        done = base::Error{base::ErrorCode::BadInput, "there is no sample in it", options.openMetrics.front()};
    }
    return done ? writer->finish("checkwatch import --openmetrics") : done;
}

base::Result<PagesWanted> pagesWanted(const Options& options, const Streams& streams)
{
    PagesWanted wanted;
    const QUrl url(QString::fromStdString(options.prometheus));
    if (!url.userInfo().isEmpty()) { // it would be in messages, in lists of processes, and beside the recording
        return base::Error{base::ErrorCode::BadInput,
                           "credentials do not belong into the address; give them with --http-config", "--prometheus"};
    }
    wanted.server = options.prometheus;
    if (!options.httpConfig.empty()) {
        auto http = config::loadHttpConfig(options.httpConfig);
        if (!http) {
            return std::move(http).error();
        }
        for (const std::string& notice : http->notices) {
            streams.complain("checkwatch: " + options.httpConfig + ": " + notice);
        }
        wanted.http = std::move(http->http);
    }
    wanted.match = options.match;
    if (wanted.match.empty()) {
        wanted.match = {R"({__name__=~"haproxy_.*|up|scrape_.*|ALERTS|ALERTS_FOR_STATE"})"};
    }
    for (const std::string& selector : wanted.match) {
        if (const auto expr = promql::parse(selector); !expr) {
            return base::Error{base::ErrorCode::BadInput, "--match: " + expr.error().text()};
        }
    }
    for (const auto& [text, time] : {std::pair(&options.start, &wanted.start), {&options.end, &wanted.end}}) {
        const auto said = base::parseTime(*text, wanted.start); // --end may be an offset from --start
        if (!said) {
            return said.error();
        }
        *time = *said;
    }
    if (wanted.end <= wanted.start) {
        return base::Error{base::ErrorCode::BadInput, "--end is not after --start"};
    }
    wanted.step = options.step.value_or(base::Duration{0});
    return wanted;
}

base::Result<void> importPages(const PagesWanted& wanted, const std::string& part, const Streams& streams)
{
    const std::string mark = part + ".mark";
    const auto got = PrometheusPages::markedIn(mark, wanted);
    if (!got) {
        recording::removePart(part);
    } else {
        streams.complain("checkwatch: going on at " + base::formatTime(*got));
    }
    auto writer = recording::ImportWriter::open(part, base::SystemClock().wall(), recording::randomNumber());
    if (!writer) {
        return std::move(writer).error();
    }
    ProgressLine line(streams.err);
    PrometheusPages pages(wanted, mark, *writer,
                          [&line](std::uint64_t done, std::uint64_t all) { line.show(done, all); });
    base::Result<void> result = base::Error{base::ErrorCode::Canceled, "ended before the answers came", wanted.server};
    const base::Duration before = std::max(wanted.step, base::Duration{1});
    QTimer::singleShot(0, &pages, [&] {
        pages.start(got.value_or(wanted.start - before), [&result](const base::Result<void>& done) {
            result = done;
            QCoreApplication::quit();
        });
    });
    QCoreApplication::exec();
    if (result && writer->samples() == 0) {
        QFile::remove(QString::fromStdString(mark)); // nothing to go on from
        result = base::Error{base::ErrorCode::NotFound, "it has no sample of that (--match, --start, --end)",
                             wanted.server};
    }
    if (!result) {
        return result;
    }
    result = writer->finish("checkwatch import --prometheus");
    if (result) {
        QFile::remove(QString::fromStdString(mark));
    }
    return result;
}

} // namespace

int importSamples(const Options& options, const Streams& streams)
{
    base::Result<void> made;
    if (options.prometheus.empty()) {
        made = recording::makeWhole(options.output, recording::Unfinished::Remove,
                                    [&](const std::string& part) { return importFiles(options, part, streams); });
    } else if (const auto wanted = pagesWanted(options, streams)) {
        made = recording::makeWhole(options.output, recording::Unfinished::Keep,
                                    [&](const std::string& part) { return importPages(*wanted, part, streams); });
    } else {
        made = wanted.error();
    }
    const auto reader = made ? recording::Reader::open(options.output) : made.error();
    if (!reader) {
        streams.complain("checkwatch: " + reader.error().text());
        return 2;
    }
    streams.say(options.output + ": " + samplesText((*reader)->samples()) + ", "
                + std::to_string((*reader)->fileBytes()) + " bytes, " + base::formatTime((*reader)->from()) + " to "
                + base::formatTime((*reader)->to()));
    return 0;
}

} // namespace checkwatch::app
