#include "models/recording/lostsamples.h"

#include "models/recording/verify.h"

#include <algorithm>

namespace checkwatch::recording {
namespace {

bool holdsSamples(FrameKind kind)
{
    return kind == FrameKind::Samples || kind == FrameKind::TimedSamples || kind == FrameKind::Scrapes;
}

} // namespace

std::vector<RecordedGap> lostSamples(const Reader& reader)
{
    std::vector<RecordedGap> out;
    for (const Damage& damage : reader.damage()) {
        const FrameIdentity& frame = damage.identity;
        if (!damage.listed) {
            continue;
        }
        if (holdsSamples(frame.kind)) {
            out.push_back({frame.from, frame.to, damageText(damage)});
            continue;
        }
        const auto& streams = reader.streams();
        const auto stream = std::ranges::find_if(
            streams, [&](const RecordedStream& other) { return other.record.number == frame.stream; });
        if (frame.kind == FrameKind::Series && stream != streams.end() && stream->from <= stream->to) {
            out.push_back({stream->from, stream->to, damageText(damage)});
        }
    }
    return out;
}

} // namespace checkwatch::recording
