#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/recording/bytes.h"

#include <cstdint>
#include <span>

/// Frames: everything in a recording lies in one of these, each with a checksum of its own (FORMAT.md).
namespace checkwatch::recording {

inline constexpr std::uint8_t formatVersion = 1;
/// No frame is larger, neither packed nor unpacked; nothing is allocated for one that says it is.
inline constexpr std::size_t maxFrameBytes = 32UL * 1024 * 1024;
inline constexpr std::size_t frameHeaderBytes = 64;

enum class FrameKind : std::uint8_t {
    Root = 1,     ///< which manifest pages there are
    Manifest,     ///< which frames there are
    Session,      ///< a writer began
    Stream,       ///< a target or rule group whose samples follow
    Series,       ///< labels of a stretch of a stream's slots
    Samples,      ///< values of a stretch of slots over a stretch of time
    TimedSamples, ///< samples with timestamps of their own
    Scrapes,      ///< how scrapes went
    Alerts,       ///< changes of alert states
    OldEvents,    ///< what happened, as the first programs wrote it
    Rules,        ///< the rule groups from a time on
    Notes,        ///< what people wrote
    Gap,          ///< a time in which nothing could be written
    Runbooks,     ///< the runbooks from a time on
    Events,       ///< what happened
    LogSources,   ///< where log lines came from, from a time on
};
/// Frames of other kinds up to here are those of later programs: listed and checked, and passed over.
inline constexpr std::uint8_t mostFrameKinds = 127;

/// What a frame is about: checked with the payload, so that a frame in another's place is found out.
struct FrameIdentity
{
    std::uint64_t recording = 0; ///< random number of the recording
    std::int64_t id = 0;         ///< row number in its table
    FrameKind kind = FrameKind::Session;
    base::Timestamp from{}; ///< the oldest time in it
    base::Timestamp to{};   ///< the newest
    std::uint32_t stream = 0;
    std::uint32_t slot = 0;    ///< first of the stretch, for Series and Samples
    std::uint32_t slots = 0;   ///< how many
    std::uint32_t entries = 0; ///< columns, records: whatever it has many of

    bool operator==(const FrameIdentity&) const = default;
};

/// Makes a frame; `compress` tries zlib and keeps the shorter. REQUIRES: payload.size() <= maxFrameBytes.
Bytes sealFrame(const FrameIdentity& identity, std::span<const std::uint8_t> payload, bool compress);

/// The checksum that stands in a frame. REQUIRES: frame.size() >= 4.
[[nodiscard]] std::uint32_t checksumIn(std::span<const std::uint8_t> frame);

/// The identity of a frame whose checksum is right; an error says what is wrong with it. The payload stays packed.
base::Result<FrameIdentity> checkFrame(std::span<const std::uint8_t> frame);

/// The payload of a frame that checkFrame() accepted, unpacked into `storage` where it is packed; valid as long as both.
base::Result<std::span<const std::uint8_t>> framePayload(std::span<const std::uint8_t> frame, Bytes& storage);

} // namespace checkwatch::recording
