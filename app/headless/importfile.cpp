#include "app/headless/commands.h"
#include "app/headless/openmetricsfile.h"
#include "app/headless/progressline.h"
#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/recording/partfile.h"
#include "models/recording/randombytes.h"
#include "models/recording/reader.h"

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

} // namespace

int importSamples(const Options& options, const Streams& streams)
{
    const auto made = recording::makeWhole(options.output, recording::Unfinished::Remove, [&](const std::string& part) {
        return importFiles(options, part, streams);
    });
    const auto reader = made ? recording::Reader::open(options.output) : made.error();
    if (!reader) {
        streams.complain("checkwatch: " + reader.error().text());
        return 2;
    }
    streams.say(options.output + ": " + std::to_string((*reader)->samples()) + " samples, "
                + std::to_string((*reader)->fileBytes()) + " bytes, " + base::formatTime((*reader)->from()) + " to "
                + base::formatTime((*reader)->to()));
    return 0;
}

} // namespace checkwatch::app
