#include "models/recording/recordingdesk.h"

#include "models/recording/randombytes.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

namespace checkwatch::recording {
namespace {

std::size_t batchBytesOf(const metrics::ScrapeBatch& batch)
{
    return batch.column.size() * sizeof(double) + batch.timed.size() * sizeof(metrics::TimedSample);
}

std::size_t batchBytesOf(const Item& item)
{
    constexpr std::size_t small = 256;
    if (const auto* const scraped = std::get_if<Scraped>(&item)) {
        return small + batchBytesOf(*scraped->batch);
    }
    std::size_t sum = small;
    if (const auto* const evaluated = std::get_if<Evaluated>(&item)) {
        sum += evaluated->changes.size() * sizeof(AlertRecord);
        for (const metrics::ScrapeBatch& batch : evaluated->written) {
            sum += batchBytesOf(batch);
        }
    }
    return sum;
}

/// Of what is too much, only the series that it names: later batches go by their numbers.
void keepLabels(metrics::ScrapeBatch& batch)
{
    batch.column = {};
    batch.timed = {};
}

bool reduce(Item& item)
{
    if (auto* const scraped = std::get_if<Scraped>(&item)) {
        auto batch = std::make_shared<metrics::ScrapeBatch>();
        batch->time = scraped->batch->time;
        batch->firstAdded = scraped->batch->firstAdded;
        batch->added = scraped->batch->added;
        batch->report = scraped->batch->report;
        scraped->batch = std::move(batch);
        return true;
    }
    if (auto* const evaluated = std::get_if<Evaluated>(&item)) {
        std::for_each(evaluated->written.begin(), evaluated->written.end(), keepLabels);
        evaluated->changes.clear();
        return true;
    }
    return false;
}

base::Result<void> makeFolder(const std::string& folder)
{
    std::error_code error;
    const bool made = std::filesystem::create_directories(folder, error);
    if (error) {
        return base::Error{base::ErrorCode::Refused, "cannot make the folder: " + error.message(), folder};
    }
    if (made) { // somebody else's folder keeps the rights it has
        ::chmod(folder.c_str(), S_IRWXU);
    }
    return {};
}

} // namespace

/// Hands an item on to the writer.
struct RecordingDesk::Apply
{
    Writer& writer;
    Incidents& incidents;

    void operator()(SourceBegins& item) const { writer.begin(item.source, std::move(item.record)); }
    void operator()(const Scraped& item) const
    {
        writer.add(item.source, *item.batch);
        writer.addScrape(item.source, {0, item.batch->time, item.received, item.batch->report});
    }
    void operator()(const SourceEnds& item) const
    {
        if (!item.markers.column.empty()) {
            writer.add(item.source, item.markers);
        }
        writer.end(item.source);
    }
    void operator()(Evaluated& item) const
    {
        for (const metrics::ScrapeBatch& batch : item.written) {
            writer.add(item.source, batch);
        }
        for (AlertRecord& change : item.changes) {
            incidents.changed(change);
            writer.add(std::move(change));
        }
    }
    void operator()(fleet::Event& item) const { writer.add(std::move(item)); }
    void operator()(RulesRecord& item) const { writer.setRules(std::move(item)); }
    void operator()(RunbooksRecord& item) const { writer.setRunbooks(std::move(item)); }
    void operator()(LogSourcesRecord& item) const { writer.setLogSources(std::move(item)); }
    void operator()(NoteRecord& item) const { writer.add(std::move(item)); }
};

RecordingDesk::RecordingDesk(RecorderOptions options, const base::Clock& clock, Listener listener)
    : m_options(std::move(options)), m_clock(clock), m_listener(std::move(listener)), m_writer(m_options.writer),
      m_incidents(m_options.incidents)
{
}

/// Whose clock it is may be gone.
base::Timestamp RecordingDesk::time()
{
    m_door->pass([this] { m_time = m_clock.wall(); });
    return m_time;
}

bool RecordingDesk::finish(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    m_stop = true;
    m_wake.notify_one();
    return m_ended.wait_for(lock, patience, [this] { return m_done; });
}

void RecordingDesk::post(Item item)
{
    const std::size_t bytes = batchBytesOf(item);
    const std::lock_guard lock(m_mutex);
    if (m_queuedBytes + bytes > m_options.memory && reduce(item)) {
        ++m_dropped;
    } else {
        m_queuedBytes += bytes;
    }
    m_queue.push_back(std::move(item));
}

/// Waits until it is time for a commit; true where it is the last.
bool RecordingDesk::takeQueue(std::vector<Item>& items)
{
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, m_options.commitEvery, [this] { return m_stop; });
    items.swap(m_queue);
    m_queuedBytes = 0;
    m_state.dropped = m_dropped;
    return m_stop;
}

void RecordingDesk::run(std::shared_ptr<base::Door> door)
{
    m_door = std::move(door);
    m_state.path = recordingIn(m_options.folder);
    if (attach()) {
        tell(fleet::RecordingMode::Recording, {});
    }
    std::vector<Item> items;
    for (bool last = false; !last;) {
        last = takeQueue(items);
        work(items, last);
        items.clear();
    }
    const std::lock_guard lock(m_mutex);
    m_done = true;
    m_ended.notify_one();
}

void RecordingDesk::work(std::vector<Item>& items, bool last)
{
    for (Item& item : items) {
        std::visit(Apply{m_writer, m_incidents}, item);
    }
    if (m_writer.attached() || attach()) {
        save(last); // whether it records again is known when it has
    } else if (m_writer.bytesWaiting() > m_options.memory) {
        m_writer.drop(time(), m_state.reason);
    }
}

bool RecordingDesk::attach()
{
    if (auto opened = open(); !opened) {
        failed(opened.error());
        return false;
    }
    return true;
}

base::Result<void> RecordingDesk::open()
{
    if (!m_lock) {
        if (auto made = makeFolder(m_options.folder); !made) {
            return made;
        }
        auto lock = WriterLock::take(m_options.folder + "/recording.lock");
        if (!lock) {
            return std::move(lock).error();
        }
        m_lock.emplace(std::move(*lock));
        if (const auto before = Reader::open(m_state.path)) {
            m_incidents.resume(**before, time());
        }
    }
    auto attached = m_writer.attach(m_state.path, time(), randomNumber());
    if (!attached && attached.error().code == base::ErrorCode::BadInput) {
        setAside();
        attached = m_writer.attach(m_state.path, time(), randomNumber());
    }
    return attached;
}

/// A recording that is damaged is kept for whoever wants to read what is left of it; a new one takes its place.
void RecordingDesk::setAside()
{
    const std::string suffix = ".damaged-" + std::to_string(base::unixMs(time()));
    for (const char* const part : {"", "-wal", "-shm"}) {
        std::rename((m_state.path + part).c_str(), (m_state.path + suffix + part).c_str());
    }
}

void RecordingDesk::save(bool last)
{
    const base::Timestamp now = time();
    const auto saved = last ? m_writer.close(now) : m_writer.commit(now);
    m_state.bytes = m_writer.fileBytes();
    if (!saved) {
        failed(saved.error());
        return;
    }
    if (m_incidents.due(now)) {
        const auto kept = m_incidents.keep(m_state.path, now);
        m_state.trouble
            = kept ? std::string() : "what was recorded around an alert is not kept: " + kept.error().text();
    }
    tell(fleet::RecordingMode::Recording, {});
}

void RecordingDesk::failed(const base::Error& error)
{
    // A file that failed is not used any further: whether an fsync that failed would tell again is not known.
    m_writer.detach();
    if (error.code == base::ErrorCode::BadInput) {
        setAside();
    }
    const bool locked = !m_lock && error.code == base::ErrorCode::Limit;
    tell(locked ? fleet::RecordingMode::ReadOnly : fleet::RecordingMode::Paused, error.text());
}

void RecordingDesk::tell(fleet::RecordingMode mode, std::string reason)
{
    if (mode != m_state.mode) {
        m_state.since = time();
    }
    m_state.mode = mode;
    m_state.reason = std::move(reason);
    m_door->pass([this] { m_listener(m_state); });
}

} // namespace checkwatch::recording
