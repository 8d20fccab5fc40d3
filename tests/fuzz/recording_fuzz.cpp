#include "models/recording/batchreader.h"
#include "models/recording/packedsamples.h"
#include "models/recording/recordcodec.h"
#include "models/recording/verify.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

using namespace checkwatch;
using namespace checkwatch::recording;

namespace {

/// A file for the whole run; nothing of it is left behind.
const std::string& scratch()
{
    static const std::string path = [] {
        std::array<char, 64> name{"/tmp/checkwatch-fuzz-XXXXXX"};
        ::close(::mkstemp(name.data()));
        static std::string kept = name.data();
        std::atexit([] { ::unlink(kept.c_str()); });
        return kept;
    }();
    return path;
}

void openAndRead(std::span<const std::uint8_t> bytes)
{
    const int fd = ::open(scratch().c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    const bool written = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    ::close(fd);
    if (written) {
        (void)verify(scratch(), [](std::uint64_t) { return true; });
    }
}

/// What lies behind a good checksum, which a stranger can compute as well as anybody.
void decode(std::uint8_t what, std::span<const std::uint8_t> payload)
{
    switch (what < 248 ? what % 10 : what) { // the corpus goes by the remainders
    case 0: (void)PackedSamples::open(payload, base::fromUnixMs(1'800'000'000'000), 3, 40); break;
    case 1: (void)PackedSamples::open(payload, base::fromUnixMs(0), 0, 1024); break;
    case 2: (void)decodeSeries(payload, 20); break;
    case 3: (void)decodeRecords<ScrapeRecord>(payload); break;
    case 4: (void)decodeRecords<AlertRecord>(payload); break;
    case 5: (void)decodeRecords<fleet::Event>(payload); break;
    case 6: (void)decodeRecords<RulesRecord>(payload); break;
    case 7: (void)decodeRecords<metrics::TimedSample>(payload); break;
    case 8: (void)decodeRecords<StreamRecord>(payload); break;
    case 250: (void)decodeRecords<RunbooksRecord>(payload); break;
    case 249: (void)decodeRecords<LogSourcesRecord>(payload); break;
    case 248: (void)decodeRecords<OldEvent>(payload); break;
    case 251: (void)decodeRecords<GapRecord>(payload); break;
    case 252: (void)decodeRecords<SessionRecord>(payload); break;
    default: {
        FrameIdentity identity;
        identity.id = rootRow;
        identity.kind = FrameKind::Root;
        (void)readRoot(sealFrame(identity, payload, false));
        identity.id = 3;
        identity.kind = FrameKind::Manifest;
        (void)readPage(0, 3, sealFrame(identity, payload, false));
    }
    }
}

} // namespace

// A file that begins as SQLite's do is opened and read as a whole; of anything else the first byte says what the rest is
// decoded as.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span<const std::uint8_t> bytes(data, size);
    if (size > 16 && bytes[0] == 'S' && bytes[1] == 'Q') {
        openAndRead(bytes);
    } else if (size > 0) {
        decode(bytes[0], bytes.subspan(1));
    }
    return 0;
}
