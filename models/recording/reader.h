#pragma once

#include "models/recording/framereader.h"
#include "models/recording/packedsamples.h"
#include "models/recording/records.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::recording {

/// Frames of one stream that hold the same columns, by slot.
struct Block
{
    base::Timestamp from{};
    base::Timestamp to{};
    std::vector<FrameEntry> shelves; ///< ascending by slot, not overlapping
};

/// A stream, and where its samples lie.
struct RecordedStream
{
    StreamRecord record;
    std::vector<FrameEntry> series; ///< frames with labels
    std::vector<Block> blocks;      ///< ascending in time
    std::vector<FrameEntry> timed;
    base::Timestamp from{}; ///< of its samples; after `to` where it has none
    base::Timestamp to{};
};

/// The reason of a gap in which no program recorded.
inline constexpr std::string_view nothingRecorded = "nothing was recording";

/// A stretch of time of which nothing is recorded.
struct RecordedGap
{
    base::Timestamp from{};
    base::Timestamp to{};
    std::string reason;
};

/// Everything a recording says, whole or damaged: what cannot be read is left out and noted in damage(), never guessed.
/// Times are inclusive at both ends; lists are in the order of their times. One thread at a time.
class Reader
{
public:
    static base::Result<std::unique_ptr<Reader>> open(const std::string& path);
    /// Goes on to what a writer has added; streams() and what it gave out are new then.
    base::Result<void> refresh();
    /// Until the next refresh(), which comes before anything else is asked: a writer need not keep what was there.
    void release() { m_frames.release(); }

    [[nodiscard]] const Root& root() const { return m_frames.root(); }
    /// Oldest and newest time of any sample or record; both epoch 0 where there is none.
    [[nodiscard]] base::Timestamp from() const noexcept { return m_from; }
    [[nodiscard]] base::Timestamp to() const noexcept { return m_to; }
    [[nodiscard]] std::uint64_t samples() const noexcept { return m_samples; }
    [[nodiscard]] std::size_t frames() const noexcept { return m_frames.entries().size(); }
    /// Of the file itself, with its write-ahead log.
    [[nodiscard]] std::uint64_t fileBytes() const noexcept { return m_frames.fileBytes(); }
    [[nodiscard]] std::uint64_t frameBytes() const noexcept { return m_frameBytes; }
    [[nodiscard]] const std::vector<Damage>& damage() const { return m_frames.damage(); }

    /// By number.
    [[nodiscard]] const std::vector<RecordedStream>& streams() const noexcept { return m_streams; }
    /// Labels by slot; empty sets where they are lost.
    std::vector<metrics::Labels> seriesOf(const RecordedStream& stream);
    /// Values of a shelf; an error is noted as damage.
    base::Result<PackedSamples> samplesOf(const FrameEntry& shelf);
    std::vector<metrics::TimedSample> timedOf(const RecordedStream& stream, base::Timestamp from, base::Timestamp to);

    std::vector<SessionRecord> sessions();
    std::vector<ScrapeRecord> scrapes(base::Timestamp from, base::Timestamp to);
    std::vector<AlertRecord> alerts(base::Timestamp from, base::Timestamp to);
    std::vector<fleet::Event> events(base::Timestamp from, base::Timestamp to);
    /// How many of them there are at the most, without a look at them.
    [[nodiscard]] std::uint64_t eventsAbout(base::Timestamp from, base::Timestamp to) const;
    std::vector<NoteRecord> notes(base::Timestamp from, base::Timestamp to);
    /// What was evaluated in the range: the newest rules from before it, and each later ones.
    std::vector<RulesRecord> rules(base::Timestamp from, base::Timestamp to);
    /// Likewise the runbooks that held.
    std::vector<RunbooksRecord> runbooks(base::Timestamp from, base::Timestamp to);
    /// Likewise where log lines came from; none: nobody listened to any.
    std::vector<LogSourcesRecord> logSources(base::Timestamp from, base::Timestamp to);
    /// Where nothing was recorded: the recorder was off or could not write. Damage is not among them.
    std::vector<RecordedGap> gaps(base::Timestamp from, base::Timestamp to);

    /// Checks every frame; see FrameReader::checkAll().
    void checkAll(const std::function<bool(std::uint64_t bytes)>& progress) { m_frames.checkAll(progress); }

private:
    explicit Reader(FrameReader frames) : m_frames(std::move(frames)) {}
    void index();
    void addTo(RecordedStream& stream, const FrameEntry& entry);
    template <typename Record>
    std::vector<Record> recordsOf(const FrameEntry& entry, std::uint64_t* unpacked = nullptr);
    template <typename Record>
    std::vector<Record> records(FrameKind kind, base::Timestamp from, base::Timestamp to);
    template <typename Record>
    std::vector<Record> holding(FrameKind kind, base::Timestamp from, base::Timestamp to);

    FrameReader m_frames;
    std::vector<RecordedStream> m_streams;
    base::Timestamp m_from{};
    base::Timestamp m_to{};
    std::uint64_t m_samples = 0;
    std::uint64_t m_frameBytes = 0;
};

} // namespace checkwatch::recording
