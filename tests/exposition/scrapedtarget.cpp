#include "tests/exposition/scrapedtarget.h"

#include "models/base/numbers.h"

#include <set>

namespace checkwatch::scrapedtarget {
namespace {

std::string text(double value)
{
    return metrics::isStale(value) ? "stale" : base::formatSampleValue(value);
}

} // namespace

QByteArray Target::synthetic(const std::string& name) const
{
    const auto at = m_synthetic.find(name);
    return at == m_synthetic.end() ? QByteArray("none") : at->second;
}

QByteArray Target::counts() const
{
    return synthetic("scrape_samples_scraped") + ' ' + synthetic("scrape_samples_post_metric_relabeling") + ' '
        + synthetic("scrape_series_added");
}

QByteArray Target::tell(const metrics::ScrapeBatch& batch)
{
    m_report = batch.report;
    m_synthetic.clear();
    if (batch.firstAdded != m_labels.size()) {
        return "wrong firstAdded";
    }
    m_labels.insert(m_labels.end(), batch.added.begin(), batch.added.end());
    if (batch.column.size() != m_labels.size()) {
        return "wrong column";
    }
    std::multiset<std::string> lines;
    for (std::size_t i = 0; i < batch.column.size(); ++i) {
        const std::string name(m_labels[i].name());
        if (metrics::isMissing(batch.column[i])) {
            continue;
        }
        if (name == "up" || name.starts_with("scrape_")) {
            m_synthetic[name] = QByteArray::fromStdString(text(batch.column[i]));
        } else {
            lines.insert(m_labels[i].toString() + ' ' + text(batch.column[i]));
        }
    }
    for (const metrics::TimedSample& timed : batch.timed) {
        lines.insert(m_labels[timed.series].toString() + ' ' + text(timed.sample.value) + " @"
                     + std::to_string(base::unixMs(timed.sample.time)));
    }
    QByteArray out;
    for (const std::string& line : lines) {
        out += QByteArray::fromStdString(line) + '|';
    }
    return out;
}

exposition::ScrapeOptions options(metrics::Labels target, bool honorLabels)
{
    exposition::ScrapeOptions out;
    out.targetLabels = std::move(target);
    out.honorLabels = honorLabels;
    return out;
}

} // namespace checkwatch::scrapedtarget
