#include "models/recording/verify.h"
#include "app/headless/commands.h"
#include "app/headless/printable.h"
#include "models/session/recordingfacts.h"

#include <QDateTime>

#include <algorithm>

namespace checkwatch::app {
namespace {

std::string timeText(base::Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(base::unixMs(time), Qt::UTC).toString(Qt::ISODate).toStdString();
}

std::string summary(const recording::Verdict& verdict)
{
    std::string text = std::to_string(verdict.frames) + " frames, " + samplesText(verdict.samples) + " of "
        + std::to_string(verdict.streams) + " streams, " + std::to_string(verdict.bytes) + " bytes";
    if (verdict.to != base::Timestamp{}) {
        text += ", " + timeText(verdict.from) + " to " + timeText(verdict.to);
    }
    return text;
}

std::string damagedWords(const recording::Verdict& verdict)
{
    const std::size_t count = verdict.damage.size();
    const std::string places = "DAMAGED: " + std::to_string(count) + (count == 1 ? " place; " : " places; ");
    if (verdict.frames == 0) {
        return places + "nothing can be read";
    }
    // Without the root or a list nobody knows what should be there.
    const bool lists = std::any_of(verdict.damage.begin(), verdict.damage.end(), [](const recording::Damage& damage) {
        return !damage.listed && (damage.identity.id == 0 || damage.identity.kind == recording::FrameKind::Manifest);
    });
    return places
        + (lists ? "what can still be read is right, and how much is missing cannot be told"
                 : "everything else can be read, and nothing of it is wrong");
}

} // namespace

int verify(const Options& options, const Streams& streams)
{
    const std::string path = session::recordingFile(options.files.front());
    const auto verdict = recording::verify(path, [](std::uint64_t) { return true; });
    if (!verdict) {
        streams.complain("checkwatch: " + verdict.error().text());
        return 2;
    }
    streams.say(summary(*verdict));
    constexpr std::size_t mostLines = 50;
    const std::size_t damaged = verdict->damage.size();
    for (std::size_t i = 0; i < std::min(damaged, mostLines); ++i) {
        streams.say("  " + recording::damageText(verdict->damage[i]));
    }
    if (damaged > mostLines) {
        streams.say("  … and " + std::to_string(damaged - mostLines) + " more");
    }
    streams.say(damaged == 0 ? "good: every frame is there and whole" : damagedWords(*verdict));
    return damaged == 0 ? 0 : 1;
}

} // namespace checkwatch::app
