#include "models/recording/seal.h"

#include "models/base/timetext.h"
#include "models/recording/alertkey.h"
#include "models/recording/batchreader.h"
#include "models/recording/logtrack.h"
#include "models/recording/partfile.h"
#include "models/recording/recordeddata.h"
#include "models/recording/sampletrack.h"
#include "models/recording/stagerecord.h"
#include "models/recording/standingevents.h"
#include "models/recording/toldlines.h"
#include "models/recording/veil.h"
#include "models/recording/wantedservers.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

namespace checkwatch::recording {
namespace {

/// Drops the values of local numbers that are not wanted.
void keepOnly(metrics::ScrapeBatch& batch, const std::vector<bool>& wanted)
{
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        if (!wanted[i]) {
            batch.column[i] = metrics::missingValue();
        }
    }
    std::erase_if(batch.timed, [&wanted](const metrics::TimedSample& timed) { return !wanted[timed.series]; });
}

class Sealing
{
public:
    Sealing(Reader& source, FrameFile& file, const SealOptions& options)
        : m_source(source), m_file(file), m_options(options), m_wanted(options.servers),
          m_veil({options.hidden.begin(), options.hidden.end()}, options.key)
    {
    }

    base::Result<void> run()
    {
        if (m_veil.hides()) {
            learn();
        }
        stageWords();
        for (const RecordedStream& stream : m_source.streams()) {
            m_renumbered[stream.record.number] = m_file.newStream();
            if (stream.from <= m_options.to && stream.to >= m_options.from) {
                if (auto copied = copy(stream); !copied) {
                    return copied;
                }
            }
        }
        stageLogs();
        return m_file.commit();
    }

private:
    void learn();
    void stageWords();
    std::vector<fleet::Event> eventsFrom(base::Timestamp from, base::Timestamp to);
    void stageLogs();
    base::Result<void> copy(const RecordedStream& stream);
    base::Result<void> commit(SampleTrack& track);
    template <typename Record>
    void stageEach(FrameKind kind, std::vector<Record> records)
    {
        for (Record& record : records) {
            m_veil.hide(record);
            stageRecord(m_file, kind, record);
        }
    }

    Reader& m_source;
    FrameFile& m_file;
    const SealOptions& m_options;
    WantedServers m_wanted;
    Veil m_veil;
    std::map<std::uint32_t, std::uint32_t> m_renumbered; ///< streams
};

/// All names that the recording knows: the span's texts may speak of servers that have no sample in it.
void Sealing::learn()
{
    for (const RecordedStream& stream : m_source.streams()) {
        m_veil.learn(stream.record.labels);
        for (const metrics::Labels& labels : m_source.seriesOf(stream)) {
            m_veil.learn(labels);
        }
    }
    for (const AlertRecord& alert : m_source.alerts(base::Timestamp::min(), base::Timestamp::max())) {
        m_veil.learn(alert.labels);
    }
    for (const fleet::Event& event : m_source.events(m_options.from, m_options.to)) {
        if (event.kind == fleet::EventKind::LogLine) { // of servers that no exporter has, too
            m_veil.learn(metrics::Labels{{"proxy", event.proxy}, {"server", event.name}});
        }
    }
}

/// What says what the samples mean, before them: what lies in the numbers before a session is what it did not record.
void Sealing::stageWords()
{
    const auto& [from, to] = std::pair(m_options.from, m_options.to);
    std::vector<SessionRecord> sessions = m_source.sessions();
    std::erase_if(sessions, [to = to](const SessionRecord& session) { return session.start > to; });
    const auto within = std::ranges::upper_bound(sessions, from, {}, &SessionRecord::start);
    if (within != sessions.begin()) {
        sessions.erase(sessions.begin(), std::prev(within));
    }
    stageEach(FrameKind::Session, std::move(sessions));
    stageEach(FrameKind::Rules, m_source.rules(from, to));
    std::set<std::string, std::less<>> alerts;
    for (const RulesRecord& rules : m_source.rules(from, to)) {
        for (const rules::Group& group : rules.groups) {
            for (const rules::Rule& rule : group.rules) {
                alerts.insert(rule.name);
            }
        }
    }
    std::vector<RunbooksRecord> runbooks = m_source.runbooks(from, to);
    for (RunbooksRecord& record : runbooks) {
        std::erase_if(record.books, [&](const RunbooksRecord::Book& book) { return !alerts.contains(book.alert); });
    }
    stageEach(FrameKind::Runbooks, std::move(runbooks));
    stageEach(FrameKind::LogSources, m_source.logSources(from, to));
    std::vector<NoteRecord> notes = m_source.notes(from, to);
    std::ranges::copy_if(m_options.notes, std::back_inserter(notes),
                         [&](const NoteRecord& note) { return note.time >= from && note.time <= to; });
    std::ranges::stable_sort(notes, {}, &NoteRecord::time);
    stageEach(FrameKind::Notes, std::move(notes));
    std::vector<GapRecord> gaps;
    for (RecordedGap& gap : m_source.gaps(from, to)) {
        gaps.push_back({gap.from, gap.to, std::move(gap.reason)});
    }
    stageEach(FrameKind::Gap, std::move(gaps));
}

base::Result<void> Sealing::copy(const RecordedStream& stream)
{
    constexpr std::size_t mostBytes = 64UL * 1024 * 1024;
    StreamRecord record = stream.record;
    m_veil.hide(record);
    record.number = m_renumbered[stream.record.number];
    SampleTrack track(std::move(record), std::make_shared<const Selection>(true));
    BatchReader batches(m_source, stream, m_options.from, m_options.to);
    std::vector<bool> wanted; // by local number
    std::size_t columns = 0;
    while (auto batch = batches.next()) {
        for (metrics::Labels& labels : batch->added) { // all of them come with the first
            wanted.push_back(m_wanted.labels(labels));
            labels = m_veil.hides() ? m_veil.labels(labels) : labels;
        }
        keepOnly(*batch, wanted);
        track.add(*batch);
        if (++columns % SampleTrack::blockColumns == 0 || track.bytes() > mostBytes) {
            if (auto done = commit(track); !done) {
                return done;
            }
        }
    }
    return commit(track);
}

base::Result<void> Sealing::commit(SampleTrack& track)
{
    track.stage(m_file, true);
    auto done = m_file.commit();
    if (done) {
        track.committed(m_file);
    }
    return done;
}

/// What held before the stretch is told at its beginning, as nothing in it would say so.
std::vector<fleet::Event> Sealing::eventsFrom(base::Timestamp from, base::Timestamp to)
{
    std::vector<fleet::Event> out;
    if (m_source.to() >= from) { // else nothing is recorded, and what held before is not enough for a file
        out = standingEvents(m_source, from);
        std::ranges::move(toldLines(m_source, RecordedData(m_source, from - longestUnseen, from), from),
                          std::back_inserter(out));
    }
    for (fleet::Event& event : out) {
        event.time = from;
    }
    std::ranges::move(m_source.events(from, to), std::back_inserter(out));
    std::set<std::string> others; // silences that go with all that became of them
    for (const fleet::Event& event : out) {
        if (event.kind == fleet::EventKind::Silenced && (!m_wanted.silence(event) || !m_veil.canHide(event))) {
            others.insert(event.name);
        }
    }
    std::erase_if(out, [&others](const fleet::Event& event) {
        return event.kind == fleet::EventKind::Silenced && others.contains(event.name);
    });
    return out;
}

void Sealing::stageLogs()
{
    const auto& [from, to] = std::pair(m_options.from, m_options.to);
    LogTrack<ScrapeRecord> scrapes{FrameKind::Scrapes};
    for (ScrapeRecord& scrape : m_source.scrapes(from, to)) {
        scrape.stream = m_renumbered[scrape.stream];
        m_veil.hide(scrape);
        scrapes.add(std::move(scrape));
    }
    scrapes.stage(m_file, true);
    LogTrack<AlertRecord> alerts{FrameKind::Alerts};
    const auto sessions = m_source.sessions();
    std::set<AlertKey> others; // alerts about servers that are not wanted
    for (AlertRecord& alert : m_source.alerts(base::Timestamp::min(), to)) {
        if (!m_wanted.labels(alert.labels)) {
            others.insert(alertKey(sessions, alert.time, alert.id));
        } else if (alert.time >= from) {
            m_veil.hide(alert);
            alerts.add(std::move(alert));
        }
    }
    alerts.stage(m_file, true);
    LogTrack<fleet::Event> events{FrameKind::Events};
    for (fleet::Event& event : eventsFrom(from, to)) {
        if (!m_wanted.server(event.proxy, fleet::serverNameOf(event))
            || (!fleet::namesServer(event.kind) && others.contains(alertKey(sessions, event.time, event.alertId)))) {
            continue;
        }
        m_veil.hide(event);
        events.add(std::move(event));
    }
    events.stage(m_file, true);
}

base::Result<void> write(Reader& source, const std::string& path, const SealOptions& options, base::Timestamp now,
                         std::uint64_t random)
{
    auto file = FrameFile::open(path, now, random);
    if (!file) {
        return std::move(file).error();
    }
    if (auto done = Sealing(source, *file, options).run(); !done) {
        return done;
    }
    return file->seal();
}

base::Result<void> wantContent(const std::string& path, const SealOptions& options)
{
    const auto made = Reader::open(path);
    if (!made) {
        return made.error();
    }
    return (*made)->to() > base::Timestamp{} ? base::Result<void>()
                                             : base::Error{base::ErrorCode::NotFound,
                                                           "nothing is recorded from " + base::formatTime(options.from)
                                                               + " to " + base::formatTime(options.to)};
}

} // namespace

base::Result<SealedFile> seal(Reader& source, const std::string& out, const SealOptions& options, base::Timestamp now,
                              std::uint64_t random)
{
    const auto written = makeWhole(out, Unfinished::Remove, [&](const std::string& part) {
        auto done = write(source, part, options, now, random);
        return done ? wantContent(part, options) : done;
    });
    if (!written) {
        return written.error();
    }
    auto sealed = Reader::open(out);
    if (!sealed) {
        return std::move(sealed).error();
    }
    return SealedFile{(*sealed)->samples(), (*sealed)->fileBytes(), (*sealed)->from(), (*sealed)->to(),
                      source.damage().size()};
}

} // namespace checkwatch::recording
