#include "models/recording/verify.h"
#include "app/headless/commands.h"

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
    std::string text = std::to_string(verdict.frames) + " frames, " + std::to_string(verdict.samples) + " samples of "
        + std::to_string(verdict.streams) + " streams, " + std::to_string(verdict.bytes) + " bytes";
    if (verdict.to != base::Timestamp{}) {
        text += ", " + timeText(verdict.from) + " to " + timeText(verdict.to);
    }
    return text;
}

} // namespace

int verify(const Options& options, const Streams& streams)
{
    const std::string& path = options.files.front();
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
    streams.say(damaged == 0 ? "good: every frame is there and whole"
                             : "DAMAGED: " + std::to_string(damaged)
                        + " places; everything else can be read, and nothing of it is wrong");
    return damaged == 0 ? 0 : 1;
}

} // namespace checkwatch::app
