#include "models/recording/importwriter.h"

#include "models/recording/stagerecord.h"

#include <algorithm>

namespace checkwatch::recording {

base::Result<ImportWriter> ImportWriter::open(const std::string& path, base::Timestamp now, std::uint64_t random)
{
    auto file = FrameFile::open(path, now, random);
    return file ? base::Result(ImportWriter(std::move(*file))) : std::move(file).error();
}

std::uint32_t ImportWriter::number(const metrics::Labels& series)
{
    const auto [known, isNew] = m_numbers.try_emplace(series, static_cast<std::uint32_t>(m_places.size()));
    if (isNew) {
        const std::pair key(std::string(series.get("job")), std::string(series.get("instance")));
        const auto [target, first] = m_targetNumbers.try_emplace(key, static_cast<std::uint32_t>(m_targets.size()));
        if (first) {
            m_targets.emplace_back().labels = metrics::Labels{{"job", key.first}, {"instance", key.second}};
        }
        Target& of = m_targets[target->second];
        m_places.push_back({target->second, of.told + static_cast<std::uint32_t>(of.added.size())});
        of.added.push_back(series);
    }
    return known->second;
}

base::Result<void> ImportWriter::flush(bool durable)
{
    std::ranges::stable_sort(m_waiting, {}, [this](const Waiting& waiting) {
        return std::pair(m_places[waiting.series].target, waiting.sample.time);
    });
    for (std::size_t begin = 0; begin < m_waiting.size();) {
        const std::uint32_t target = m_places[m_waiting[begin].series].target;
        const auto end
            = std::find_if(m_waiting.begin() + static_cast<std::ptrdiff_t>(begin), m_waiting.end(),
                           [&](const Waiting& waiting) { return m_places[waiting.series].target != target; });
        const auto count = static_cast<std::size_t>(end - m_waiting.begin()) - begin;
        if (auto done = write(m_targets[target], std::span(m_waiting).subspan(begin, count)); !done) {
            return done;
        }
        begin += count;
    }
    m_samples += m_waiting.size();
    m_waiting.clear();
    for (Target& target : m_targets) {
        if (durable && target.track) {
            if (auto done = commit(target, false); !done) {
                return done;
            }
        }
    }
    return {};
}

/// The middle one of the steps from one time to the next, for a target's scrape interval.
base::Duration ImportWriter::usualStep(std::span<const Waiting> samples)
{
    std::vector<base::Duration> steps;
    for (std::size_t i = 1; i < samples.size() && steps.size() < SampleTrack::blockColumns; ++i) {
        if (const base::Duration step = samples[i].sample.time - samples[i - 1].sample.time; step.count() > 0) {
            steps.push_back(step);
        }
    }
    if (steps.empty()) {
        return base::Duration{0};
    }
    std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
    return steps[steps.size() / 2];
}

/// Samples of one target in the order of their times, column by column.
base::Result<void> ImportWriter::write(Target& target, std::span<const Waiting> samples)
{
    if (!target.track) {
        StreamRecord record;
        record.number = m_file.newStream();
        record.labels = target.labels;
        record.interval = usualStep(samples);
        target.track = std::make_unique<SampleTrack>(std::move(record), std::make_shared<const Selection>(true));
    }
    m_oldest = std::min(m_oldest, samples.front().sample.time);
    for (std::size_t i = 0; i < samples.size();) {
        metrics::ScrapeBatch batch;
        batch.time = samples[i].sample.time;
        batch.firstAdded = target.told;
        batch.added = std::exchange(target.added, {});
        target.told += static_cast<std::uint32_t>(batch.added.size());
        batch.column.assign(target.told, metrics::missingValue());
        for (; i < samples.size() && samples[i].sample.time == batch.time; ++i) {
            double& value = batch.column[m_places[samples[i].series].local];
            value = metrics::isMissing(value) ? samples[i].sample.value : value;
        }
        target.track->add(batch);
        if (++target.columns % SampleTrack::blockColumns == 0) {
            if (auto done = commit(target, true); !done) {
                return done;
            }
        }
    }
    return {};
}

base::Result<void> ImportWriter::commit(Target& target, bool seal)
{
    target.track->stage(m_file, seal);
    auto done = m_file.commit();
    if (done) {
        target.track->committed(m_file);
    }
    return done;
}

base::Result<void> ImportWriter::finish(const std::string& program)
{
    if (auto done = flush(false); !done) {
        return done;
    }
    for (Target& target : m_targets) {
        if (target.track) {
            if (auto done = commit(target, true); !done) {
                return done;
            }
        }
    }
    if (m_samples > 0) {
        stageRecord(m_file, FrameKind::Session, SessionRecord{m_oldest, program, true});
    }
    return m_file.seal();
}

} // namespace checkwatch::recording
