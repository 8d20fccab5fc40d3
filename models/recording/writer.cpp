#include "models/recording/writer.h"

#include "models/recording/stagerecord.h"

#include <algorithm>
#include <utility>

namespace checkwatch::recording {
namespace {

/// How often old frames are looked for.
constexpr base::Duration cleaningInterval = std::chrono::minutes{1};

} // namespace

Writer::Writer(WriterOptions options)
    : m_options(std::move(options)), m_selection(std::make_shared<const Selection>(m_options.everything))
{
}

base::Result<void> Writer::attach(const std::string& path, base::Timestamp now, std::uint64_t random)
{
    auto file = FrameFile::open(path, now, random);
    if (!file) {
        return std::move(file).error();
    }
    m_file.emplace(std::move(*file));
    if (!m_keeping || m_recording != m_file->recording()) {
        startOver(now);
    }
    if (m_lost) {
        m_lost->to = now;
        m_gaps.push_back(std::move(*m_lost));
        m_lost.reset();
    }
    return {};
}

/// Begins a session in a recording that has nothing of this program's yet.
void Writer::startOver(base::Timestamp now)
{
    m_keeping = true;
    m_recording = m_file->recording();
    for (const auto& [source, track] : m_sources) {
        track->startOver(m_file->newStream());
    }
    m_ended.clear();
    m_scrapes.drop();
    m_alerts.drop();
    m_events.drop();
    m_sessions = {{now, m_options.program, m_options.everything}};
    const auto beginWith = [now](auto& waiting, const auto& held) {
        waiting.clear();
        if (held) {
            waiting.push_back(*held);
            waiting.back().from = now;
        }
    };
    beginWith(m_rules, m_rulesNow);
    beginWith(m_runbooks, m_runbooksNow);
    beginWith(m_logSources, m_logSourcesNow);
}

void Writer::begin(SourceId source, StreamRecord record)
{
    end(source);
    record.number = m_file ? m_file->newStream() : 0;
    // What rules write is what a restart and a replay need: all of it is wanted.
    const bool rules = record.kind == StreamRecord::Kind::RuleGroup;
    m_sources[source] = std::make_unique<SampleTrack>(std::move(record),
                                                      rules ? std::make_shared<const Selection>(true) : m_selection);
}

void Writer::end(SourceId source)
{
    if (const auto known = m_sources.find(source); known != m_sources.end()) {
        m_ended.push_back(std::move(known->second));
        m_sources.erase(known);
    }
}

void Writer::add(SourceId source, const metrics::ScrapeBatch& batch)
{
    if (const auto known = m_sources.find(source); known != m_sources.end()) {
        if (m_keeping) {
            known->second->add(batch);
        } else {
            known->second->learn(batch);
        }
    }
}

void Writer::addScrape(SourceId source, ScrapeRecord record)
{
    if (const auto known = m_sources.find(source); m_keeping && known != m_sources.end()) {
        record.stream = known->second->stream();
        m_scrapes.add(std::move(record));
    }
}

void Writer::add(AlertRecord record)
{
    if (m_keeping) {
        m_alerts.add(std::move(record));
    }
}

void Writer::add(fleet::Event event)
{
    if (m_keeping) {
        m_events.add(std::move(event));
    }
}

void Writer::setRules(RulesRecord record)
{
    auto selection = std::make_shared<Selection>(m_options.everything);
    selection->add(record.groups);
    m_selection = std::move(selection);
    for (const auto& [source, track] : m_sources) {
        if (!track->ofRules()) {
            track->select(m_selection);
        }
    }
    m_rulesNow = record;
    m_rules.push_back(std::move(record));
}

void Writer::setRunbooks(RunbooksRecord record)
{
    m_runbooksNow = record;
    m_runbooks.push_back(std::move(record));
}

void Writer::setLogSources(LogSourcesRecord record)
{
    m_logSourcesNow = record;
    m_logSources.push_back(std::move(record));
}

void Writer::stageSingles()
{
    const auto stage = [this](FrameKind kind, const auto& records) {
        for (const auto& record : records) {
            stageRecord(*m_file, kind, record);
        }
    };
    stage(FrameKind::Session, m_sessions);
    stage(FrameKind::Rules, m_rules);
    stage(FrameKind::Runbooks, m_runbooks);
    stage(FrameKind::LogSources, m_logSources);
    stage(FrameKind::Notes, m_notes);
    stage(FrameKind::Gap, m_gaps);
}

base::Result<void> Writer::commit(base::Timestamp now)
{
    return commit(now, false);
}

base::Result<void> Writer::close(base::Timestamp now)
{
    if (auto done = commit(now, true); !done) {
        return done;
    }
    return m_file->checkpoint();
}

base::Result<void> Writer::commit(base::Timestamp now, bool seal)
{
    stageSingles();
    for (const auto& [source, track] : m_sources) {
        track->stage(*m_file, seal);
    }
    for (const auto& track : m_ended) {
        track->stage(*m_file, true);
    }
    m_scrapes.stage(*m_file, seal);
    m_alerts.stage(*m_file, seal);
    m_events.stage(*m_file, seal);
    if (auto done = m_file->commit(); !done) {
        return done;
    }
    committed();
    if (now - m_cleaned >= cleaningInterval || now < m_cleaned) {
        m_cleaned = now;
        if (auto done = forgetOld(now); !done) {
            return done;
        }
        // Who reads all the time keeps SQLite from beginning its log anew: waited for here, and asked again a minute later.
        return m_file->checkpoint();
    }
    return {};
}

void Writer::committed()
{
    for (const auto& [source, track] : m_sources) {
        track->committed(*m_file);
    }
    m_ended.clear();
    m_scrapes.committed();
    m_alerts.committed();
    m_events.committed();
    m_sessions.clear();
    m_rules.clear();
    m_runbooks.clear();
    m_logSources.clear();
    m_notes.clear();
    m_gaps.clear();
    if (const auto used = m_file->usedBytes()) {
        m_fileBytes = *used;
    }
}

base::Result<void> Writer::forgetOld(base::Timestamp now)
{
    const std::uint64_t excess = m_fileBytes > m_options.kept.bytes ? m_fileBytes - m_options.kept.bytes : 0;
    std::set<std::uint32_t> open;
    for (const auto& [source, track] : m_sources) {
        open.insert(track->stream());
    }
    const auto expired = expiredFrames(m_file->pages(), now - m_options.kept.time, excess, open);
    if (expired.empty()) {
        return {};
    }
    for (const std::int64_t frame : expired) {
        m_file->stageRemoval(frame);
    }
    return m_file->commit();
}

void Writer::drop(base::Timestamp now, std::string reason)
{
    m_keeping = false;
    m_lost = GapRecord{now, now, std::move(reason)};
    for (const auto& [source, track] : m_sources) {
        track->startOver(0);
    }
    m_ended.clear();
    m_scrapes.drop();
    m_alerts.drop();
    m_events.drop();
}

std::size_t Writer::bytesWaiting() const
{
    std::size_t sum = m_scrapes.bytes() + m_alerts.bytes() + m_events.bytes();
    for (const auto& [source, track] : m_sources) {
        sum += track->bytes();
    }
    for (const auto& track : m_ended) {
        sum += track->bytes();
    }
    return sum;
}

} // namespace checkwatch::recording
