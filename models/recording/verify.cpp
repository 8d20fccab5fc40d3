#include "models/recording/verify.h"

#include <array>
#include <string_view>

namespace checkwatch::recording {
namespace {

std::string_view nameOf(FrameKind kind)
{
    constexpr std::array<std::string_view, 17> names{"?",
                                                     "root",
                                                     "list of frames",
                                                     "session",
                                                     "stream",
                                                     "labels",
                                                     "samples",
                                                     "samples with timestamps",
                                                     "scrapes",
                                                     "alerts",
                                                     "events",
                                                     "rules",
                                                     "notes",
                                                     "gap",
                                                     "runbooks",
                                                     "events",
                                                     "sources of log lines"};
    const auto number = static_cast<std::size_t>(kind);
    return number < names.size() ? names.at(number) : "of a later program";
}

/// Reads what is behind the checksums: a frame may be whole and yet say what no writer says. Not the values, which are nearly
/// all of a recording: whoever reads those finds out as well, and a checksum is enough against anything but malice.
void readAll(Reader& reader)
{
    const auto from = base::Timestamp::min();
    const auto to = base::Timestamp::max();
    for (const RecordedStream& stream : reader.streams()) {
        (void)reader.seriesOf(stream); // what is wrong is noted by the reader
        (void)reader.timedOf(stream, from, to);
    }
    (void)reader.scrapes(from, to);
    (void)reader.alerts(from, to);
    (void)reader.events(from, to);
    (void)reader.rules(from, to);
    (void)reader.runbooks(from, to);
    (void)reader.logSources(from, to);
    (void)reader.notes(from, to);
    (void)reader.gaps(from, to);
    (void)reader.sessions();
}

} // namespace

base::Result<Verdict> verify(const std::string& path, const std::function<bool(std::uint64_t bytes)>& progress)
{
    auto opened = Reader::open(path);
    if (!opened) {
        return std::move(opened).error();
    }
    Reader& reader = **opened;
    reader.checkAll(progress);
    readAll(reader);
    Verdict verdict;
    verdict.frames = reader.frames();
    verdict.streams = reader.streams().size();
    verdict.samples = reader.samples();
    verdict.bytes = reader.frameBytes();
    verdict.from = reader.from();
    verdict.to = reader.to();
    verdict.damage = reader.damage();
    return verdict;
}

std::string damageText(const Damage& damage)
{
    std::string text = damage.identity.kind == FrameKind::Manifest ? "page " : "frame ";
    text += std::to_string(damage.identity.id);
    if (damage.listed) {
        text += " (" + std::string(nameOf(damage.identity.kind));
        text += damage.identity.stream == 0 ? "" : " of stream " + std::to_string(damage.identity.stream);
        text += ')';
    }
    return text + ": " + damage.what;
}

} // namespace checkwatch::recording
