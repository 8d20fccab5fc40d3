#include "models/recording/reader.h"
#include "models/recording/recordcodec.h"

#include <algorithm>
#include <utility>

namespace checkwatch::recording {

std::vector<metrics::Labels> Reader::seriesOf(const RecordedStream& stream)
{
    std::vector<metrics::Labels> series;
    for (const FrameEntry& entry : stream.series) {
        const FrameIdentity& identity = entry.identity;
        const auto payload = m_frames.payload(entry);
        if (!payload) {
            continue;
        }
        auto labels = decodeSeries(*payload, identity.slots);
        if (!labels) {
            m_frames.note(entry, labels.error());
            continue;
        }
        // A gap before it is what was lost; more series than bytes are a lie.
        constexpr std::uint64_t always = 1024UL * 1024;
        if (std::uint64_t{identity.slot} + labels->size() > always + m_frames.fileBytes()) {
            m_frames.note(entry, {base::ErrorCode::Limit, "it says there are more series than the file can hold"});
            continue;
        }
        series.resize(std::max<std::size_t>(series.size(), identity.slot + labels->size()));
        std::move(labels->begin(), labels->end(), series.begin() + identity.slot);
    }
    return series;
}

base::Result<PackedSamples> Reader::samplesOf(const FrameEntry& shelf)
{
    const FrameIdentity& identity = shelf.identity;
    const auto payload = m_frames.payload(shelf);
    if (!payload) {
        return payload.error();
    }
    auto samples = PackedSamples::open(*payload, identity.from, identity.slot, identity.slots);
    if (samples && samples->last() != identity.to) {
        samples = base::Error{base::ErrorCode::BadInput, "the times in a frame are not those it is listed under"};
    }
    if (!samples) {
        m_frames.note(shelf, samples.error());
    }
    return samples;
}

} // namespace checkwatch::recording
