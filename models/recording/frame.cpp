#include "models/recording/frame.h"

#include <zlib.h>

#include <algorithm>

namespace checkwatch::recording {
namespace {

constexpr std::uint32_t magic = 0x52465743U; // "CWFR"
constexpr std::uint8_t deflated = 1;
constexpr std::size_t sizeOffset = 12;

base::Error damaged(const char* what)
{
    return {base::ErrorCode::BadInput, what};
}

std::uint32_t checksumOf(std::span<const std::uint8_t> frame)
{
    const auto covered = frame.subspan(sizeof(std::uint32_t));
    return static_cast<std::uint32_t>(::crc32_z(0, covered.data(), covered.size()));
}

void putHeader(const FrameIdentity& identity, std::size_t payloadBytes, Bytes& out)
{
    ByteWriter write(out);
    write.fixed(std::uint32_t{0}); // the checksum, when the rest is there
    write.fixed(magic);
    write.fixed(formatVersion);
    write.fixed(static_cast<std::uint8_t>(identity.kind));
    write.fixed(std::uint8_t{0}); // flags
    write.fixed(std::uint8_t{0});
    write.fixed(static_cast<std::uint32_t>(payloadBytes));
    write.fixed(identity.recording);
    write.fixed(static_cast<std::uint64_t>(identity.id));
    write.fixed(static_cast<std::uint64_t>(base::unixMs(identity.from)));
    write.fixed(static_cast<std::uint64_t>(base::unixMs(identity.to)));
    write.fixed(identity.stream);
    write.fixed(identity.slot);
    write.fixed(identity.slots);
    write.fixed(identity.entries);
}

/// Appends the payload in zlib's format; false, and `out` as it was, where that is not shorter.
bool putDeflated(std::span<const std::uint8_t> payload, Bytes& out)
{
    const std::size_t start = out.size();
    out.resize(start + payload.size());
    uLongf length = payload.size();
    // Level 1: what is left after the value codec is short, and higher levels gain a few per cent of it.
    const bool shorter = !payload.empty()
        && ::compress2(out.data() + start, &length, payload.data(), payload.size(), 1) == Z_OK
        && length < payload.size();
    out.resize(start + (shorter ? length : 0));
    return shorter;
}

} // namespace

Bytes sealFrame(const FrameIdentity& identity, std::span<const std::uint8_t> payload, bool compress)
{
    Bytes out;
    out.reserve(frameHeaderBytes + payload.size());
    putHeader(identity, payload.size(), out);
    if (compress && putDeflated(payload, out)) {
        out[10] = deflated;
    } else {
        out.insert(out.end(), payload.begin(), payload.end());
    }
    Bytes checksum;
    ByteWriter(checksum).fixed(checksumOf(out));
    std::copy(checksum.begin(), checksum.end(), out.begin());
    return out;
}

std::uint32_t checksumIn(std::span<const std::uint8_t> frame)
{
    return ByteReader(frame).fixed<std::uint32_t>();
}

base::Result<FrameIdentity> checkFrame(std::span<const std::uint8_t> frame)
{
    if (frame.size() < frameHeaderBytes || frame.size() > frameHeaderBytes + maxFrameBytes) {
        return damaged("a frame has an impossible length");
    }
    ByteReader read(frame);
    if (read.fixed<std::uint32_t>() != checksumOf(frame)) {
        return damaged("a frame's checksum is wrong");
    }
    if (read.fixed<std::uint32_t>() != magic) {
        return damaged("a frame has another mark");
    }
    const auto version = read.fixed<std::uint8_t>();
    const auto kind = read.fixed<std::uint8_t>();
    const auto flags = read.fixed<std::uint16_t>();
    const auto size = read.fixed<std::uint32_t>();
    if (version != formatVersion || kind == 0 || kind > mostFrameKinds || flags > deflated || size > maxFrameBytes) {
        return damaged("a frame is of a version or kind that is not known");
    }
    FrameIdentity identity;
    identity.recording = read.fixed<std::uint64_t>();
    identity.id = static_cast<std::int64_t>(read.fixed<std::uint64_t>());
    identity.kind = static_cast<FrameKind>(kind);
    identity.from = base::fromUnixMs(static_cast<std::int64_t>(read.fixed<std::uint64_t>()));
    identity.to = base::fromUnixMs(static_cast<std::int64_t>(read.fixed<std::uint64_t>()));
    identity.stream = read.fixed<std::uint32_t>();
    identity.slot = read.fixed<std::uint32_t>();
    identity.slots = read.fixed<std::uint32_t>();
    identity.entries = read.fixed<std::uint32_t>();
    return identity;
}

base::Result<std::span<const std::uint8_t>> framePayload(std::span<const std::uint8_t> frame, Bytes& storage)
{
    const auto packed = frame.subspan(frameHeaderBytes);
    const std::size_t size = ByteReader(frame.subspan(sizeOffset)).fixed<std::uint32_t>();
    if (frame[10] != deflated) {
        return size == packed.size() ? base::Result(packed) : damaged("a frame's payload is cut");
    }
    storage.resize(size);
    uLongf length = size;
    if (::uncompress(storage.data(), &length, packed.data(), packed.size()) != Z_OK || length != size) {
        return damaged("a frame's payload cannot be unpacked");
    }
    return std::span<const std::uint8_t>(storage);
}

} // namespace checkwatch::recording
