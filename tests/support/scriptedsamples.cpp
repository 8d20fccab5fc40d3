#include "tests/support/scriptedsamples.h"

#include <cmath>

namespace checkwatch::scriptedsession {
namespace {

constexpr base::Duration samplePast{1'800'000};
constexpr base::Duration sampleStep{15'000};

metrics::LabelsBuilder labelsOf(const fleet::ServerIdentity& who, const char* metric)
{
    metrics::LabelsBuilder labels;
    labels.set(metrics::metricNameLabel, metric).set("instance", who.instance).set("job", who.job);
    labels.set("proxy", who.proxy).set("server", who.server);
    return labels;
}

} // namespace

void fillSamples(const fleet::Snapshot& snapshot, base::Timestamp now, tsdb::MemoryStore& store)
{
    std::vector<double> growth; ///< by series, in a step
    metrics::ScrapeBatch batch;
    for (const auto& block : snapshot.blocks) {
        for (const fleet::ServerRow& row : block->rows) {
            batch.added.push_back(labelsOf(*row.identity, "haproxy_server_check_failures_total").build());
            batch.column.push_back(0);
            growth.push_back(std::isfinite(row.increase) ? row.increase / 4 : 0);
            for (const auto& [name, state] :
                 {std::pair{"UP", haproxy::ServerState::Up}, std::pair{"DOWN", haproxy::ServerState::Down}}) {
                batch.added.push_back(labelsOf(*row.identity, "haproxy_server_status").set("state", name).build());
                batch.column.push_back(row.state == state ? 1 : 0);
                growth.push_back(0);
            }
        }
    }
    const tsdb::GroupId group = store.addGroup();
    for (batch.time = now - samplePast; batch.time <= now; batch.time += sampleStep) {
        store.append(group, batch);
        batch.firstAdded += static_cast<std::uint32_t>(batch.added.size());
        batch.added.clear();
        for (std::size_t i = 0; i < growth.size(); ++i) {
            batch.column[i] += growth[i];
        }
    }
}

} // namespace checkwatch::scriptedsession
