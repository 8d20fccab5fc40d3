#pragma once

#include "models/recording/logtrack.h"
#include "models/recording/retention.h"
#include "models/recording/sampletrack.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace checkwatch::recording {

/// Whose samples follow: a number the caller chooses, unique while the source lives.
using SourceId = std::uint64_t;

struct WriterOptions
{
    std::string program; ///< who writes, for the recording's session
    bool everything = false;
    KeptPast kept;
};

/// Writes one recording. What is added waits in memory until commit(), which puts it on the disk as a whole. Without a file
/// it only learns what it needs to go on. Told the time with every call that needs it. One thread at a time; the caller
/// holds the lock on the recording.
class Writer
{
public:
    explicit Writer(WriterOptions options);

    /// Opens the recording, or makes it; `random` becomes a new one's number. Where it is the one that was written before,
    /// what could not be written then is still there to be written now; else everything begins anew.
    base::Result<void> attach(const std::string& path, base::Timestamp now, std::uint64_t random);
    /// Closes the file, whatever state it is in; what waits goes on waiting.
    void detach() { m_file.reset(); }
    [[nodiscard]] bool attached() const noexcept { return m_file.has_value(); }

    /// A source begins; `record.number` and `begins` are filled in here. One that is known already begins anew.
    void begin(SourceId source, StreamRecord record);
    /// Samples of a source. Of one that never began they are ignored.
    void add(SourceId source, const metrics::ScrapeBatch& batch);
    /// How a scrape of it went.
    void addScrape(SourceId source, ScrapeRecord record);
    void end(SourceId source);
    void add(AlertRecord record);
    void add(fleet::Event event);
    void add(NoteRecord note) { m_notes.push_back(std::move(note)); }
    /// What is evaluated from now on, and so which series are wanted.
    void setRules(RulesRecord record);
    void setRunbooks(RunbooksRecord record);
    void setLogSources(LogSourcesRecord record);

    /// Puts everything that came on the disk. On an error nothing of it is there, all of it is still in memory, and
    /// another commit() may succeed. REQUIRES: attached().
    base::Result<void> commit(base::Timestamp now);
    /// The last commit: open blocks are packed, and the write-ahead log is folded into the file. REQUIRES: attached().
    base::Result<void> close(base::Timestamp now);
    /// Forgets what waits, and everything that comes until the next attach(); that says so in the recording.
    void drop(base::Timestamp now, std::string reason);

    /// Memory that waits for the next commit.
    [[nodiscard]] std::size_t bytesWaiting() const;
    /// Of the file, after the last commit.
    [[nodiscard]] std::uint64_t fileBytes() const noexcept { return m_fileBytes; }

private:
    void startOver(base::Timestamp now);
    base::Result<void> commit(base::Timestamp now, bool seal);
    void stageSingles();
    void committed();
    base::Result<void> forgetOld(base::Timestamp now);

    WriterOptions m_options;
    std::optional<FrameFile> m_file;
    bool m_keeping = false;          ///< what comes is kept for a commit
    std::uint64_t m_recording = 0;   ///< number of the one that was written last
    std::optional<GapRecord> m_lost; ///< what drop() dropped; ends with the next attach()
    std::shared_ptr<const Selection> m_selection;
    std::map<SourceId, std::unique_ptr<SampleTrack>> m_sources;
    std::vector<std::unique_ptr<SampleTrack>> m_ended; ///< to be sealed with the next commit
    LogTrack<ScrapeRecord> m_scrapes{FrameKind::Scrapes};
    LogTrack<AlertRecord> m_alerts{FrameKind::Alerts};
    LogTrack<fleet::Event> m_events{FrameKind::Events};
    std::optional<RulesRecord> m_rulesNow;
    std::optional<RunbooksRecord> m_runbooksNow;
    std::optional<LogSourcesRecord> m_logSourcesNow;
    // Written one by one, with the next commit.
    std::vector<SessionRecord> m_sessions;
    std::vector<RulesRecord> m_rules;
    std::vector<RunbooksRecord> m_runbooks;
    std::vector<LogSourcesRecord> m_logSources;
    std::vector<NoteRecord> m_notes;
    std::vector<GapRecord> m_gaps;
    base::Timestamp m_cleaned{}; ///< when old frames were looked for
    std::uint64_t m_fileBytes = 0;
};

} // namespace checkwatch::recording
