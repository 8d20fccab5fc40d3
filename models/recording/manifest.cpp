#include "models/recording/manifest.h"

namespace checkwatch::recording {
namespace {

base::Error brokenManifest()
{
    return {base::ErrorCode::BadInput, "the list of frames does not follow the format"};
}

void putEntry(ByteWriter& write, const FrameEntry& entry, std::int64_t page)
{
    const FrameIdentity& identity = entry.identity;
    write.varint(static_cast<std::uint64_t>(identity.id - page * framesPerPage));
    write.fixed(static_cast<std::uint8_t>(identity.kind));
    write.time(identity.from);
    // Modulo 2^64, as it is read again: any two times have a span.
    write.signedVarint(static_cast<std::int64_t>(static_cast<std::uint64_t>(base::unixMs(identity.to))
                                                 - static_cast<std::uint64_t>(base::unixMs(identity.from))));
    write.varint(identity.stream);
    write.varint(identity.slot);
    write.varint(identity.slots);
    write.varint(identity.entries);
    write.fixed(entry.checksum);
    write.varint(entry.bytes);
}

std::uint32_t number(ByteReader& read)
{
    const std::uint64_t value = read.varint();
    if (value > 0xffffffffU) {
        read.fail();
    }
    return static_cast<std::uint32_t>(value);
}

FrameEntry getEntry(ByteReader& read, std::uint64_t recording, std::int64_t page)
{
    FrameEntry entry;
    FrameIdentity& identity = entry.identity;
    identity.recording = recording;
    identity.id = page * framesPerPage + static_cast<std::int64_t>(number(read));
    const auto kind = read.fixed<std::uint8_t>();
    identity.kind = static_cast<FrameKind>(kind);
    identity.from = read.time();
    const auto span = static_cast<std::uint64_t>(read.signedVarint());
    identity.to
        = base::fromUnixMs(static_cast<std::int64_t>(static_cast<std::uint64_t>(base::unixMs(identity.from)) + span));
    identity.stream = number(read);
    identity.slot = number(read);
    identity.slots = number(read);
    identity.entries = number(read);
    entry.checksum = read.fixed<std::uint32_t>();
    entry.bytes = number(read);
    if (kind == 0 || kind > mostFrameKinds || pageOf(identity.id) != page) {
        read.fail();
    }
    return entry;
}

} // namespace

Bytes sealRoot(const Root& root)
{
    Bytes payload;
    ByteWriter write(payload);
    write.time(root.created);
    write.fixed(static_cast<std::uint8_t>(root.sealed ? 1 : 0));
    write.varint(static_cast<std::uint64_t>(root.nextFrame));
    write.varint(root.nextStream);
    write.varint(root.pages.size());
    std::int64_t last = 0;
    for (const auto& [page, checksum] : root.pages) {
        write.signedVarint(page - last);
        write.fixed(checksum);
        last = page;
    }
    FrameIdentity identity;
    identity.recording = root.recording;
    identity.id = rootRow;
    identity.kind = FrameKind::Root;
    identity.entries = static_cast<std::uint32_t>(root.pages.size());
    return sealFrame(identity, payload, false);
}

base::Result<Root> readRoot(std::span<const std::uint8_t> frame)
{
    const auto identity = checkFrame(frame);
    if (!identity) {
        return identity.error();
    }
    Bytes storage;
    const auto payload = framePayload(frame, storage);
    if (!payload || identity->kind != FrameKind::Root || identity->id != rootRow) {
        return brokenManifest();
    }
    ByteReader read(*payload);
    Root root;
    root.recording = identity->recording;
    root.created = read.time();
    root.sealed = read.fixed<std::uint8_t>() != 0;
    root.nextFrame = static_cast<std::int64_t>(read.varint() & 0x7fffffffffffffffULL);
    root.nextStream = number(read);
    std::int64_t page = 0;
    constexpr std::int64_t most = std::int64_t{1} << 40;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        const std::int64_t step = read.signedVarint();
        if (step < 0 || step > most || page > most) {
            return brokenManifest();
        }
        page += step;
        root.pages[page] = read.fixed<std::uint32_t>();
    }
    return read.atEnd() ? base::Result(std::move(root)) : brokenManifest();
}

Bytes sealPage(std::uint64_t recording, std::int64_t page, std::span<const FrameEntry> entries)
{
    Bytes payload;
    ByteWriter write(payload);
    write.varint(entries.size());
    for (const FrameEntry& entry : entries) {
        putEntry(write, entry, page);
    }
    FrameIdentity identity;
    identity.recording = recording;
    identity.id = page;
    identity.kind = FrameKind::Manifest;
    identity.entries = static_cast<std::uint32_t>(entries.size());
    return sealFrame(identity, payload, false);
}

base::Result<std::vector<FrameEntry>> readPage(std::uint64_t recording, std::int64_t page,
                                               std::span<const std::uint8_t> frame)
{
    const auto identity = checkFrame(frame);
    if (!identity) {
        return identity.error();
    }
    Bytes storage;
    const auto payload = framePayload(frame, storage);
    if (!payload || identity->kind != FrameKind::Manifest || identity->id != page || identity->recording != recording) {
        return brokenManifest();
    }
    ByteReader read(*payload);
    std::vector<FrameEntry> entries;
    for (std::size_t left = read.count(); left > 0 && read.ok(); --left) {
        entries.push_back(getEntry(read, recording, page));
    }
    return read.atEnd() ? base::Result(std::move(entries)) : brokenManifest();
}

} // namespace checkwatch::recording
