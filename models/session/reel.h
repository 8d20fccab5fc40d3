#pragma once

#include "models/session/filmrows.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace checkwatch::session {

/// What a frame of a film was taken for.
namespace filmstop {
inline constexpr std::uint8_t scrape = 1;
inline constexpr std::uint8_t evaluation = 2;
inline constexpr std::uint8_t event = 4;
} // namespace filmstop

/// Everything in one frame, as words. What did not change since the frame before costs a byte.
struct FrameTables
{
    WordTable head{headWords, {}};
    WordTable targets{targetWords, {}};
    WordTable backends{backendWords, {}};
    WordTable alerts{alertWords, {}};
    WordTable groups{1, {}};        ///< when each was evaluated last: nanoseconds since 1970
    std::vector<WordTable> servers; ///< by target

    /// Places in `head`.
    enum Head : std::uint8_t { Interval, Statuses, Rules, FirstEvent, Events, Blocks, Before, headWords };
};

/// A stretch of a film that is read from its beginning: frames, each as what it changed.
struct Reel
{
    struct Frame
    {
        base::Timestamp time{};
        std::uint8_t stops = 0;
        std::uint32_t end = 0; ///< of its bytes
    };
    std::size_t number = 0;
    std::vector<Frame> frames; ///< ascending in time, at least one
    std::vector<std::uint8_t> bytes;
    bool packed = false; ///< zlib's format; unpacked it has frames.back().end bytes
};
using ReelPtr = std::shared_ptr<const Reel>;

/// The bytes of a reel, unpacked.
std::vector<std::uint8_t> bytesOf(const Reel& reel);

/// Puts frames into reels. One thread.
class ReelWriter
{
public:
    /// Begins a frame; what is in tables() then becomes it with endFrame().
    [[nodiscard]] FrameTables& tables() noexcept { return m_now; }
    void endFrame(base::Timestamp time, std::uint8_t stops);
    /// The reel that is being written, as far as it has got; null where it has nothing yet.
    [[nodiscard]] ReelPtr open() const;
    /// The next one that is complete; null where none is.
    ReelPtr takeFull();

private:
    void close();

    FrameTables m_before;
    FrameTables m_now;
    Reel m_reel;
    std::vector<ReelPtr> m_full;
};

/// Reads one reel forward.
class ReelCursor
{
public:
    /// To this frame of the reel. Goes on from the frame it is at where that is not later in the same reel.
    void to(const Reel& reel, std::size_t frame);
    [[nodiscard]] const FrameTables& tables() const noexcept { return m_tables; }

    /// What is another than in the frame that was asked for before.
    struct Changes
    {
        bool targets = true;
        bool backends = true;
        bool alerts = true;
        std::vector<bool> servers; ///< by target
    };
    [[nodiscard]] const Changes& changes() const noexcept { return m_changes; }

private:
    void begin(const Reel& reel);
    void apply(const std::uint8_t* bytes);

    static constexpr std::size_t nowhere = ~std::size_t{0};
    std::size_t m_number = nowhere;
    std::size_t m_next = 0; ///< frame behind the one it is at
    std::vector<std::uint8_t> m_bytes;
    FrameTables m_tables;
    Changes m_changes;
};

} // namespace checkwatch::session
