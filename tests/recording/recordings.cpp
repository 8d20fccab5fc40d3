#include "tests/recording/recordings.h"

#include "models/recording/recordeddata.h"
#include "models/rules/rulefile.h"

#include <QtGlobal>
#include <sqlite3.h>

#include <bit>
#include <cstdlib>

namespace checkwatch::recordings {
namespace {

using recording::Writer;

constexpr recording::SourceId firstSource = 1;

recording::RulesRecord rulesRecord()
{
    auto file
        = rules::parseRuleFile("groups:\n- name: g\n  rules:\n  - alert: Failing\n    expr: increase(m0[1m]) > 0\n"
                               "    for: 15m\n    labels: {severity: warning}\n",
                               "rules.yml");
    if (!file) {
        std::abort(); // the test is wrong
    }
    recording::RulesRecord record;
    record.from = start;
    record.evaluationInterval = base::Duration{5000};
    record.externalLabels = metrics::Labels{{"site", "a"}};
    record.healthAlerts = {"Failing"};
    record.groups = std::move(file->groups);
    return record;
}

void addWords(Writer& writer, base::Timestamp time, std::uint64_t number)
{
    fleet::Event event;
    event.number = number;
    event.time = time;
    event.kind = fleet::EventKind::TargetDown;
    event.instance = "lb-1";
    event.detail = "connection refused";
    writer.add(std::move(event));
    recording::AlertRecord alert;
    alert.time = time;
    alert.group = "g";
    alert.id = number;
    alert.after = rules::AlertState::Pending;
    alert.labels = metrics::Labels{{"alertname", "Failing"}, {"server", "s" + std::to_string(number)}};
    alert.value = 0.5;
    writer.add(std::move(alert));
}

} // namespace

RandomTarget::RandomTarget(std::string instance, std::size_t series, unsigned seed)
    : m_instance(std::move(instance)), m_values(series), m_random(seed * 2654435761U + 1)
{
}

std::uint64_t RandomTarget::random()
{
    m_random ^= m_random << 13U;
    m_random ^= m_random >> 7U;
    m_random ^= m_random << 17U;
    return m_random;
}

recording::StreamRecord RandomTarget::record() const
{
    recording::StreamRecord record;
    record.labels = metrics::Labels{{"job", "test"}, {"instance", m_instance}};
    record.url = "http://" + m_instance + "/metrics";
    record.interval = base::Duration{5000};
    record.timeout = base::Duration{4000};
    return record;
}

metrics::ScrapeBatch RandomTarget::scrape(base::Timestamp time)
{
    metrics::ScrapeBatch batch;
    batch.time = time;
    batch.firstAdded = static_cast<std::uint32_t>(m_known);
    const std::size_t wanted = m_known == 0 ? m_values.size() * 3 / 4 : m_known + random() % 2;
    for (; m_known < std::min(wanted, m_values.size()); ++m_known) {
        batch.added.push_back(metrics::Labels{{"__name__", "m" + std::to_string(m_known % 7)},
                                              {"instance", m_instance},
                                              {"server", "web-" + std::to_string(m_known)}});
    }
    for (std::size_t i = 0; i < m_known; ++i) {
        double& value = m_values[i];
        switch (random() % 16) {
        case 0: value += 1; break;
        case 1: value += 0.125 * static_cast<double>(i); break;
        case 2: value = std::bit_cast<double>(random()); break;
        case 3: batch.column.push_back(metrics::staleValue()); continue;
        case 4: batch.column.push_back(metrics::missingValue()); continue;
        case 5: value = metrics::nanValue(); break;
        default: break;
        }
        const bool kept = !metrics::isMissing(value) && i % 3 != 0;
        batch.column.push_back(kept ? value : static_cast<double>(i + random() % 3));
    }
    if (random() % 8 == 0) {
        batch.timed.push_back({static_cast<std::uint32_t>(random() % m_known), {time - base::Duration{1}, 42.5}});
    }
    batch.report.up = random() % 8 != 0;
    if (!batch.report.up) {
        batch.report.error = {base::ErrorCode::Network, "connection refused", "http://x", 0, 0};
    }
    batch.report.durationSeconds = 0.004;
    return batch;
}

void note(const metrics::ScrapeBatch& batch, std::vector<metrics::Labels>& known, Samples& samples)
{
    known.insert(known.end(), batch.added.begin(), batch.added.end());
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        if (!metrics::isMissing(batch.column[i])) {
            samples[known[i].toString()][base::unixMs(batch.time)] = std::bit_cast<std::uint64_t>(batch.column[i]);
        }
    }
    for (const metrics::TimedSample& timed : batch.timed) {
        samples[known[timed.series].toString()].try_emplace(base::unixMs(timed.sample.time),
                                                            std::bit_cast<std::uint64_t>(timed.sample.value));
    }
}

Samples samplesIn(recording::Reader& reader)
{
    Samples out;
    const recording::RecordedData data(reader, reader.from(), reader.to());
    std::vector<metrics::Sample> found;
    for (const tsdb::SeriesRef series : data.select({})) {
        found.clear();
        data.samples(series, reader.from(), reader.to(), found);
        for (const metrics::Sample& sample : found) {
            out[data.labels(series).toString()][base::unixMs(sample.time)] = std::bit_cast<std::uint64_t>(sample.value);
        }
    }
    return out;
}

bool isPart(const Samples& part, const Samples& whole)
{
    for (const auto& [labels, samples] : part) {
        const auto same = whole.find(labels);
        if (same == whole.end()) {
            return false;
        }
        for (const auto& [time, bits] : samples) {
            const auto sample = same->second.find(time);
            if (sample == same->second.end() || sample->second != bits) {
                return false;
            }
        }
    }
    return true;
}

std::size_t count(const Samples& samples)
{
    std::size_t sum = 0;
    for (const auto& [labels, values] : samples) {
        sum += values.size();
    }
    return sum;
}

void changeSchema(const std::string& path, const std::string& sql)
{
    sqlite3* database = nullptr;
    const std::string all = sql + ";PRAGMA wal_checkpoint(TRUNCATE)";
    const bool done = sqlite3_open(path.c_str(), &database) == SQLITE_OK
        && sqlite3_exec(database, all.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    if (!done) {
        std::abort();
    }
}

Samples writeSmall(const std::string& path, std::size_t series, int scrapes, bool open)
{
    Samples samples;
    std::vector<RandomTarget> targets{{"lb-1", series, 1}, {"lb-2", series / 2, 2}};
    std::vector<std::vector<metrics::Labels>> labels(targets.size());
    Writer writer({"test", true, {}});
    writer.setRules(rulesRecord());
    for (std::size_t i = 0; i < targets.size(); ++i) {
        writer.begin(firstSource + i, targets[i].record());
    }
    if (!writer.attach(path, start, 0x1234'5678'9abc'def0ULL)) {
        std::abort();
    }
    for (int round = 0; round < scrapes; ++round) {
        const base::Timestamp time = start + round * base::Duration{5000};
        for (std::size_t i = 0; i < targets.size(); ++i) {
            const auto batch = targets[i].scrape(time + base::Duration{static_cast<int>(i)});
            note(batch, labels[i], samples);
            writer.add(firstSource + i, batch);
            writer.addScrape(firstSource + i, {0, batch.time, batch.time + base::Duration{3}, batch.report});
        }
        if (round % 10 == 0) {
            addWords(writer, time, static_cast<std::uint64_t>(round) + 1);
        }
        if (round % 3 == 2 && !writer.commit(time)) {
            std::abort();
        }
    }
    writer.add(recording::NoteRecord{start, "deploy finished"});
    const base::Timestamp end = start + scrapes * base::Duration{5000};
    if (!(open ? writer.commit(end) : writer.close(end))) {
        std::abort();
    }
    return samples;
}

Samples within(const Samples& all, base::Timestamp from, base::Timestamp to)
{
    Samples out;
    for (const auto& [labels, values] : all) {
        for (const auto& [time, bits] : values) {
            if (time >= base::unixMs(from) && time <= base::unixMs(to)) {
                out[labels][time] = bits;
            }
        }
    }
    return out;
}

std::unique_ptr<recording::Reader> opened(const std::string& path)
{
    auto reader = recording::Reader::open(path);
    if (!reader) {
        qWarning("%s", reader.error().text().c_str());
        return nullptr;
    }
    return std::move(*reader);
}

} // namespace checkwatch::recordings
