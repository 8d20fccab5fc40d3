#include "models/recording/importwriter.h"

#include "models/recording/stagerecord.h"

#include <algorithm>
#include <array>

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
        const bool ofRules = series.name() == "ALERTS" || series.name() == "ALERTS_FOR_STATE";
        const std::string job(ofRules ? std::string_view() : series.get("job"));
        const std::string instance(ofRules ? std::string_view() : series.get("instance"));
        const auto [target, first]
            = m_targetNumbers.try_emplace({ofRules, job, instance}, static_cast<std::uint32_t>(m_targets.size()));
        if (first) {
            m_targets.emplace_back().ofRules = ofRules;
            m_targets.back().labels
                = ofRules ? metrics::Labels() : metrics::Labels{{"job", job}, {"instance", instance}};
        }
        Target& of = m_targets[target->second];
        m_places.push_back(
            {target->second, of.told + static_cast<std::uint32_t>(of.added.size()), aboutOf(series.name())});
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

ImportWriter::About ImportWriter::aboutOf(std::string_view name)
{
    constexpr std::array<std::pair<std::string_view, About>, 5> known{
        {{"up", About::Up},
         {"scrape_duration_seconds", About::Seconds},
         {"scrape_samples_scraped", About::Samples},
         {"scrape_samples_post_metric_relabeling", About::Kept},
         {"scrape_series_added", About::Added}}};
    const auto* const found = std::ranges::find(known, name, &std::pair<std::string_view, About>::first);
    return found == known.end() ? About::Nothing : found->second;
}

/// How the scrape went that these came with. Without `up` it went well: something came.
metrics::ScrapeReport ImportWriter::reportOf(std::span<const Waiting> column) const
{
    metrics::ScrapeReport report;
    report.up = true;
    const auto count = [](double value) { return value >= 0 && value < 1e9 ? static_cast<std::uint64_t>(value) : 0; };
    for (const Waiting& waiting : column) {
        const double value = waiting.sample.value;
        switch (m_places[waiting.series].about) {
        case About::Up: report.up = value != 0; break;
        case About::Seconds: report.durationSeconds = value >= 0 ? value : 0; break;
        case About::Samples: report.samplesScraped = count(value); break;
        case About::Kept: report.samplesPostRelabel = count(value); break;
        case About::Added: report.seriesAdded = count(value); break;
        case About::Nothing: break;
        }
    }
    if (!report.up) {
        report.error = {base::ErrorCode::Network, "why is not in what was imported", {}};
    }
    return report;
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
        record.kind = target.ofRules ? StreamRecord::Kind::RuleGroup : StreamRecord::Kind::Target;
        record.group = target.ofRules ? "imported" : "";
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
        const std::size_t first = i;
        for (; i < samples.size() && samples[i].sample.time == batch.time; ++i) {
            double& value = batch.column[m_places[samples[i].series].local];
            value = metrics::isMissing(value) ? samples[i].sample.value : value;
        }
        if (!target.ofRules) {
            ScrapeRecord scrape{target.track->stream(), batch.time, batch.time,
                                reportOf(samples.subspan(first, i - first))};
            scrape.received += std::chrono::ceil<base::Duration>(
                std::chrono::duration<double>(std::clamp(scrape.report.durationSeconds, 0.0, 60.0)));
            m_scrapes.add(std::move(scrape));
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
    m_scrapes.stage(m_file, false);
    auto done = m_file.commit();
    if (done) {
        target.track->committed(m_file);
        m_scrapes.committed();
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
    m_scrapes.stage(m_file, true);
    if (m_samples > 0) {
        stageRecord(m_file, FrameKind::Session, SessionRecord{m_oldest, program, true});
    }
    return m_file.seal();
}

} // namespace checkwatch::recording
