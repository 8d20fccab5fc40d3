#include "models/recording/seal.h"
#include "app/headless/commands.h"
#include "app/headless/expositionfile.h"
#include "app/headless/printable.h"
#include "models/base/clock.h"
#include "models/base/timetext.h"
#include "models/recording/randombytes.h"
#include "models/recording/wantedservers.h"
#include "models/session/notesfile.h"
#include "models/session/recordingfacts.h"

#include <QFile>

#include <algorithm>

namespace checkwatch::app {
namespace {

/// What rules look back at and hold for, nearly all of them: in it they come to the state that they were in.
constexpr base::Duration usualLead = std::chrono::minutes{15};

base::Result<std::string> hashKeyOf(const std::string& path)
{
    if (path.empty()) {
        return recording::randomKey();
    }
    constexpr qint64 least = 16;
    constexpr qint64 most = 4096;
    if (auto regular = wantRegularFile(path); !regular) {
        return base::Error{regular.error().code, "--hash-key: " + regular.error().message, path};
    }
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return base::Error{base::ErrorCode::Refused, "--hash-key: " + file.errorString().toStdString(), path};
    }
    const QByteArray key = file.read(most + 1);
    if (key.size() < least || key.size() > most) {
        return base::Error{base::ErrorCode::BadInput,
                           "--hash-key wants a file of 16 to 4096 secret bytes, as head -c 32 /dev/urandom makes",
                           path};
    }
    return key.toStdString();
}

/// A name that nothing has is a slip of the pen, and would hide or keep nothing.
base::Result<void> checkNames(const Options& options, recording::Reader& source)
{
    std::vector<std::string> servers = options.servers;
    std::vector<std::string> labels = options.hashLabels;
    const auto seen = [&](const metrics::Labels& known) {
        std::erase_if(labels, [&](const std::string& name) { return known.has(name); });
        std::erase_if(servers, [&](const std::string& name) {
            return known.has("server") && recording::WantedServers({name}).labels(known);
        });
    };
    for (const recording::RecordedStream& stream : source.streams()) {
        seen(stream.record.labels);
        std::ranges::for_each(source.seriesOf(stream), seen);
    }
    for (const recording::AlertRecord& alert : source.alerts(base::Timestamp::min(), base::Timestamp::max())) {
        seen(alert.labels);
    }
    if (!servers.empty() || !labels.empty()) {
        return base::Error{base::ErrorCode::NotFound,
                           servers.empty() ? "--hash-labels: nothing in the recording has the label " + labels.front()
                                           : "--server: the recording has no server " + servers.front()};
    }
    return {};
}

base::Result<recording::SealOptions> sealOptions(const Options& options, recording::Reader& source,
                                                 const std::string& path)
{
    if (auto known = checkNames(options, source); !known) {
        return std::move(known).error();
    }
    recording::SealOptions wanted{source.from(), source.to(), options.servers, options.hashLabels, {}};
    for (const auto& [text, time] : {std::pair(&options.start, &wanted.from), {&options.end, &wanted.to}}) {
        if (!text->empty()) {
            const auto said = base::parseTime(*text, source.from());
            if (!said) {
                return said.error();
            }
            *time = *said;
        }
    }
    if (wanted.to < wanted.from) {
        return base::Error{base::ErrorCode::BadInput, "--end is before --start"};
    }
    if (!options.start.empty()) {
        wanted.from = std::max(wanted.from - options.lead.value_or(usualLead), std::min(wanted.from, source.from()));
    }
    if (wanted.to < source.from() || wanted.from > source.to()) {
        return base::Error{base::ErrorCode::BadInput,
                           "nothing of " + base::formatTime(wanted.from) + " to " + base::formatTime(wanted.to)
                               + " is recorded; the recording has " + base::formatTime(source.from()) + " to "
                               + base::formatTime(source.to())};
    }
    if (!options.hashLabels.empty()) {
        auto key = hashKeyOf(options.hashKey);
        if (!key) {
            return std::move(key).error();
        }
        wanted.key = std::move(*key);
    }
    wanted.notes = session::readNotes(path);
    return wanted;
}

} // namespace

int seal(const Options& options, const Streams& streams)
{
    const auto refuse = [&streams](const base::Error& error) {
        streams.complain("checkwatch: " + error.text());
        return 2;
    };
    const std::string path = session::recordingFile(options.files.front());
    const auto source = recording::Reader::open(path);
    if (!source) {
        return refuse(source.error());
    }
    const auto wanted = sealOptions(options, **source, path);
    if (!wanted) {
        return refuse(wanted.error());
    }
    const auto sealed
        = recording::seal(**source, options.output, *wanted, base::SystemClock().wall(), recording::randomNumber());
    if (!sealed) {
        return refuse(sealed.error());
    }
    streams.say(options.output + ": " + samplesText(sealed->samples) + ", " + std::to_string(sealed->bytes) + " bytes, "
                + base::formatTime(sealed->from) + " to " + base::formatTime(sealed->to));
    if (sealed->damage > 0) {
        streams.complain("checkwatch: the recording is damaged in " + std::to_string(sealed->damage)
                         + (sealed->damage == 1 ? " place" : " places")
                         + "; what was lost there is missing in the copy too");
    }
    return 0;
}

} // namespace checkwatch::app
