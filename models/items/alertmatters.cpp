#include "models/items/alertmatters.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace checkwatch::items {

namespace {

using fleet::AlertPhase;
using fleet::AlertRow;
using fleet::SubjectKind;

/// Lower is more urgent.
int rankOf(AlertPhase phase) noexcept
{
    switch (phase) {
    case AlertPhase::Firing: return 0;
    case AlertPhase::Unknown: return 1;
    case AlertPhase::Pending: return 2;
    case AlertPhase::ClearedDown:
    case AlertPhase::Resolved: return 3;
    }
    return 3;
}

/// Whom an alert is about, in few bytes; "" where it names nobody.
std::string matterOf(const AlertRow& row)
{
    switch (row.subject) {
    case SubjectKind::Server: return "s" + std::to_string(row.server);
    case SubjectKind::Backend: return "b" + row.instance + '\0' + row.proxy;
    case SubjectKind::Exporter: return "e" + row.instance;
    case SubjectKind::Fleet: break;
    }
    return {};
}

const fleet::TargetRow* silentExporterOf(const AlertRow& row, const std::vector<fleet::TargetRow>& targets)
{
    const std::string_view job = row.job;
    const auto at = std::ranges::find_if(targets, [&](const fleet::TargetRow& target) {
        return target.instance == row.instance && (job.empty() || target.job == job) && doesNotAnswer(target);
    });
    return at == targets.end() ? nullptr : &*at;
}

class Places
{
public:
    Places(std::span<const AlertRow* const> alerts, const std::vector<fleet::TargetRow>& targets,
           const std::function<bool(fleet::ServerId)>& isSilent)
        : m_targets(targets), m_isSilent(isSilent)
    {
        for (const AlertRow* row : alerts) {
            std::string matter = row->product ? std::string() : matterOf(*row);
            if (!matter.empty())
                m_hosts.try_emplace(std::move(matter), row); // most urgent first, so the first stays
        }
    }

    [[nodiscard]] AlertPlace of(const AlertRow& row) const
    {
        if (!row.product)
            return {};
        if (row.subject == SubjectKind::Server && m_isSilent(row.server))
            return {AlertPlace::Kind::Silent};
        if (row.subject == SubjectKind::Exporter || row.phase == AlertPhase::Unknown) {
            if (const fleet::TargetRow* target = silentExporterOf(row, m_targets))
                return {AlertPlace::Kind::Exporter, nullptr, target};
        }
        const auto host = m_hosts.find(matterOf(row));
        if (host != m_hosts.end() && rankOf(host->second->phase) <= rankOf(row.phase))
            return {AlertPlace::Kind::Alert, host->second};
        return {};
    }

private:
    const std::vector<fleet::TargetRow>& m_targets;
    const std::function<bool(fleet::ServerId)>& m_isSilent;
    std::unordered_map<std::string, const AlertRow*> m_hosts; ///< by matter
};

} // namespace

bool doesNotAnswer(const fleet::TargetRow& target) noexcept
{
    const bool failedFromTheStart = target.freshness == base::Freshness::Never && !target.lastError.message.empty();
    return target.freshness == base::Freshness::Stale || failedFromTheStart || target.lack == fleet::Lack::Haproxy;
}

std::vector<AlertPlace> placesOf(std::span<const AlertRow* const> alerts, const std::vector<fleet::TargetRow>& targets,
                                 const std::function<bool(fleet::ServerId)>& isSilent)
{
    std::vector<AlertPlace> places(alerts.size());
    if (std::ranges::none_of(alerts, &AlertRow::product))
        return places;
    const Places known(alerts, targets, isSilent);
    std::ranges::transform(alerts, places.begin(), [&known](const AlertRow* row) { return known.of(*row); });
    return places;
}

} // namespace checkwatch::items
