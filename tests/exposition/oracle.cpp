#include "tests/exposition/oracle.h"

#include "models/base/numbers.h"

#include <utility>

namespace checkwatch::exposition {
namespace {

constexpr std::int64_t tolerance = 10LL * 60 * 1000;

std::string line(const std::string& labels, double value)
{
    return labels + ' ' + (metrics::isStale(value) ? "stale" : base::formatFloat(value, 'e'));
}

bool synthetic(const std::string& labels)
{
    static const std::set<std::string> names = {"up", "scrape_duration_seconds", "scrape_samples_scraped",
                                                "scrape_samples_post_metric_relabeling", "scrape_series_added"};
    return names.contains(labels);
}

} // namespace

void Oracle::take(const Parser& parser, base::Timestamp time, Met& met)
{
    ++met.scraped;
    const std::string text(parser.series());
    const bool known = m_known.contains(text);
    const auto labels = parser.labels();
    if (!labels.ok()) {
        met.good = false;
        return;
    }
    const auto left = m_relabelling.apply(*labels);
    if (!left || left->empty()) {
        return;
    }
    if (left->name().empty()) {
        met.good = false;
        return;
    }
    const std::string name = left->toString();
    const bool over = m_sampleLimit > 0 && met.kept + 1 > m_sampleLimit;
    const auto stamp = parser.timestampMs();
    const bool droppable = stamp && (*stamp < -(1LL << 53) || *stamp - tolerance > base::unixMs(time));
    if (known || !over) {
        m_known.insert(text);
        m_seen.insert(text);
    }
    ++met.kept;
    if (!stamp && (!known || !over)) {
        met.tracked.insert(name);
    }
    if (over || droppable) {
        return;
    }
    met.added += known ? 0 : 1;
    if (stamp) {
        met.timed.insert(line(name, parser.value()) + " @" + std::to_string(*stamp));
    } else {
        met.values.try_emplace(name, parser.value());
    }
}

Oracle::Met Oracle::read(std::string_view body, Format format, base::Timestamp time)
{
    Met met;
    Parser parser(body, format);
    while (met.good) {
        const auto entry = parser.next();
        met.good = entry.ok();
        if (!met.good || *entry == Entry::End) {
            break;
        }
        if (*entry == Entry::Sample) {
            take(parser, time, met);
        }
    }
    if (m_sampleLimit > 0 && met.kept > m_sampleLimit) {
        met.good = false;
    }
    return met;
}

std::string Oracle::check(std::string_view body, Format format, const metrics::ScrapeBatch& batch)
{
    Met met = read(body, format, batch.time);
    if (!met.good) {
        met.values.clear();
        met.timed.clear();
    } else if (!body.empty()) {
        m_known = std::exchange(m_seen, {});
    }
    std::set<std::string> expected = met.timed;
    for (const auto& [labels, value] : met.values) {
        expected.insert(line(labels, value));
    }
    for (const std::string& labels : m_previous) {
        if (!met.tracked.contains(labels)) {
            expected.insert(line(labels, metrics::staleValue()));
        }
    }
    m_previous = met.tracked;

    if (batch.firstAdded != m_labels.size()) {
        return "firstAdded is " + std::to_string(batch.firstAdded);
    }
    for (const metrics::Labels& labels : batch.added) {
        m_labels.push_back(labels.toString());
    }
    if (batch.column.size() != m_labels.size()) {
        return "the column has " + std::to_string(batch.column.size()) + " values";
    }
    std::set<std::string> found;
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        if (!metrics::isMissing(batch.column[i])
            && (!synthetic(m_labels[i]) || expected.contains(line(m_labels[i], batch.column[i])))) {
            found.insert(line(m_labels[i], batch.column[i]));
        }
    }
    for (const metrics::TimedSample& timed : batch.timed) {
        found.insert(line(m_labels.at(timed.series), timed.sample.value) + " @"
                     + std::to_string(base::unixMs(timed.sample.time)));
    }
    for (const std::string& one : expected) {
        if (!found.contains(one)) {
            return "not in the batch: " + one;
        }
    }
    for (const std::string& one : found) {
        if (!expected.contains(one)) {
            return "too much in the batch: " + one;
        }
    }
    const metrics::ScrapeReport& r = batch.report;
    if (r.up != met.good || r.samplesScraped != met.scraped) {
        return "up " + std::to_string(r.up) + ", scraped " + std::to_string(r.samplesScraped) + " for "
            + std::to_string(met.scraped);
    }
    if (met.good && (r.samplesPostRelabel != met.kept || r.seriesAdded != met.added)) {
        return "kept " + std::to_string(r.samplesPostRelabel) + " for " + std::to_string(met.kept) + ", added "
            + std::to_string(r.seriesAdded) + " for " + std::to_string(met.added);
    }
    return {};
}

} // namespace checkwatch::exposition
