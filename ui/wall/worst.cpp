#include "ui/wall/worst.h"

#include "models/fleet/alertbook.h"
#include "ui/wall/blindspots.h"
#include "ui/wall/cleared.h"
#include "ui/wall/listedservers.h"
#include "ui/wall/recovered.h"
#include "ui/wall/takenup.h"
#include "ui/wall/unwantedouts.h"
#include "ui/wall/verdict.h"
#include "ui/wall/worstwords.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_set>

namespace checkwatch::wall {

using Rank = WorstRow::Rank;
using namespace std::chrono_literals;

namespace {

constexpr base::Duration clearedFor = 10min;
constexpr base::Duration rateWindow = 10min;

/// An entry that is not put into words yet: there may be 50,000, and a wall shows a few.
struct Draft
{
    Rank rank = Rank::Other;
    bool acknowledged = false;
    std::uint32_t order = 0; ///< within the rank
    std::size_t at = 0;      ///< where that stands which it is about
};

bool isFirst(const WorstRow& a, const WorstRow& b)
{
    return std::tie(a.rank, a.acknowledged, a.order) < std::tie(b.rank, b.acknowledged, b.order);
}

bool draftComesFirst(const Draft& a, const Draft& b)
{
    return std::tie(a.rank, a.acknowledged, a.order, a.at) < std::tie(b.rank, b.acknowledged, b.order, b.at);
}

class Collector
{
public:
    Collector(const WorstContext& context, std::size_t most)
        : m_context(context), m_most(most), m_counted(context.counted),
          m_takenUp(context.snapshot, context.acknowledgements, context.silences)
    {
    }

    void addBackends()
    {
        const UnwantedOuts outs = m_context.folded ? UnwantedOuts(m_context.snapshot, m_counted) : UnwantedOuts();
        const std::vector<fleet::BackendRow>& backends = m_context.snapshot.backends;
        std::vector<Draft> drafts;
        for (std::size_t at = 0; at < backends.size(); ++at) {
            const fleet::BackendRow& backend = backends[at];
            if (backend.stale || !(backend.noneLeft || m_context.folded)) {
                continue;
            }
            const fleet::BackendRow counted = m_counted.of(backend);
            const UnwantedOuts::Of out = outs.of(backend);
            if (backend.noneLeft || counted.down + counted.firing + counted.pending + out.out > 0) {
                const Rank rank = backend.noneLeft ? Rank::Outage : rankOf(counted, out);
                drafts.push_back({rank, m_takenUp.has(backend), backend.inRotation, at});
            }
        }
        addFirst(std::move(drafts), [&](const Draft& draft) {
            const fleet::BackendRow& backend = backends[draft.at];
            WorstRow entry = backend.noneLeft ? outageEntry(m_context, backend)
                                              : backendEntry(m_context, m_counted.of(backend), outs.of(backend));
            entry.acknowledged = draft.acknowledged;
            return entry;
        });
    }
    /// In a flood their backends' entries tell of them.
    void addServers()
    {
        if (m_context.folded) {
            return;
        }
        const ListedServers servers = listedServers(m_context, m_most);
        for (const ListedServer& server : servers.first) {
            m_list.rows.push_back(entryOf(m_context, server));
        }
        m_list.all += servers.all;
    }
    void addTargets()
    {
        const std::vector<fleet::TargetRow>& targets = m_context.snapshot.targets;
        std::vector<Draft> drafts;
        for (std::size_t at = 0; at < targets.size(); ++at) {
            if (!isFresh(targets[at], m_context.now)) {
                drafts.push_back({rankOf(m_context, targets[at]), false, targets[at].id, at});
            }
        }
        addFirst(std::move(drafts), [&](const Draft& draft) { return silentEntry(m_context, targets[draft.at]); });
    }
    void addAlerts()
    {
        std::vector<Draft> drafts;
        std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::size_t> backends; // in `drafts`
        for (const std::size_t place : m_counted.others().places) {
            const fleet::AlertRow& alert = (*m_context.snapshot.alerts)[place];
            m_alerting.insert(alert.server);
            const Draft draft{rankOf(m_context, alert), isTakenUp(alert), static_cast<std::uint32_t>(place), place};
            if (alert.subject == fleet::SubjectKind::Server && m_context.folded) { // one stands for its backend
                const std::tuple key{std::string_view(alert.job), std::string_view(alert.instance),
                                     std::string_view(alert.proxy)};
                if (const auto [at, first] = backends.emplace(key, drafts.size()); !first) {
                    drafts[at->second] = std::min(drafts[at->second], draft, draftComesFirst);
                    continue;
                }
            }
            drafts.push_back(draft);
        }
        addFirst(std::move(drafts), [&](const Draft& draft) {
            const fleet::AlertRow& alert = (*m_context.snapshot.alerts)[draft.at];
            WorstRow entry = alertEntry(m_context, draft.at);
            takeUp(m_context, entry, acknowledgementOf(alert));
            if (m_context.silences != nullptr) {
                takeUp(m_context, entry, m_context.silences->of(alert), m_context.silences->covers(alert));
            }
            return entry;
        });
    }
    void addBlindSpots()
    {
        BlindEntries blind = blindEntries(m_context, m_most);
        std::ranges::move(blind.rows, std::back_inserter(m_list.rows));
        m_list.all += blind.all;
    }
    /// After addAlerts(): what is wrong in another way is not well.
    void addCleared()
    {
        std::size_t cleared = 0;
        for (const std::size_t place : clearedAfter(m_context.snapshot, m_context.now - clearedFor, m_context.now)) {
            const fleet::AlertRow& alert = (*m_context.snapshot.alerts)[place];
            const bool first = !isAlerting(alert.server)
                && isFirstCleared(alert.server, alert.proxy, alert.alert.identity->labels.get("server"));
            m_list.all += first ? 1 : 0;
            if (first && cleared++ < m_most) { // no more are shown, and a flood leaves thousands
                m_list.rows.push_back(clearedEntry(m_context, place));
            }
        }
    }
    /// After addCleared(): what an alert says is not said twice.
    void addRecovered()
    {
        std::size_t recovered = 0;
        for (const Recovered& server : recoveredAfter(m_context.snapshot, m_context.now - clearedFor, m_context.now)) {
            const fleet::ServerIdentity& who = *server.row->identity;
            const bool first = !isAlerting(who.id) && isFirstCleared(who.id, who.proxy, who.server);
            m_list.all += first ? 1 : 0;
            if (first && recovered++ < m_most) {
                m_list.rows.push_back(recoveredEntry(m_context, server));
            }
        }
    }
    WorstList take()
    {
        std::ranges::stable_sort(m_list.rows, isFirst);
        m_list.rows.resize(std::min(m_list.rows.size(), m_most));
        return std::move(m_list);
    }

private:
    /// Those of them that the list may show; all of them are counted.
    template <typename Compose>
    void addFirst(std::vector<Draft> drafts, const Compose& compose)
    {
        m_list.all += drafts.size();
        const std::size_t kept = std::min(drafts.size(), m_most);
        const auto middle = drafts.begin() + static_cast<std::ptrdiff_t>(kept);
        std::partial_sort(drafts.begin(), middle, drafts.end(), draftComesFirst);
        std::transform(drafts.begin(), middle, std::back_inserter(m_list.rows), compose);
    }
    [[nodiscard]] const fleet::Event* acknowledgementOf(const fleet::AlertRow& alert) const
    {
        const fleet::Acknowledgements* const known = m_context.acknowledgements;
        return known != nullptr && !known->isEmpty() ? known->of(alert) : nullptr;
    }
    [[nodiscard]] bool isTakenUp(const fleet::AlertRow& alert) const
    {
        return acknowledgementOf(alert) != nullptr
            || (m_context.silences != nullptr && m_context.silences->covers(alert));
    }
    /// Once for a server, and once for what is one server to several HAProxies.
    bool isFirstCleared(fleet::ServerId server, std::string_view proxy, std::string_view name)
    {
        return server == fleet::noServer
            || (m_context.vantages != nullptr ? m_clearedNames.emplace(proxy, name).second
                                              : m_cleared.insert(server).second);
    }
    [[nodiscard]] bool isAlerting(fleet::ServerId server) const
    {
        return server != fleet::noServer && m_alerting.contains(server);
    }

    const WorstContext& m_context;
    std::size_t m_most;
    const Counted& m_counted;
    WorstList m_list;
    TakenUp m_takenUp;
    std::unordered_set<fleet::ServerId> m_alerting; ///< listed for an alert that is not about their health
    std::unordered_set<fleet::ServerId> m_cleared;
    std::set<std::pair<std::string_view, std::string_view>> m_clearedNames;
};

} // namespace

WorstList worstOf(const WorstContext& context, std::size_t most)
{
    Collector collector(context, most);
    collector.addBackends();
    collector.addServers();
    collector.addTargets();
    collector.addAlerts();
    collector.addBlindSpots();
    collector.addCleared();
    collector.addRecovered();
    return collector.take();
}

int alarmsInTenMinutes(const fleet::Snapshot& snapshot, base::Timestamp now)
{
    if (!snapshot.events) {
        return 0;
    }
    return static_cast<int>(std::ranges::count_if(*snapshot.events, [&](const fleet::Event& event) {
        // One whose exporter is back fires as it did before.
        return event.kind == fleet::EventKind::AlertFiring && now - event.time < rateWindow
            && event.before != fleet::phaseName(fleet::AlertPhase::Unknown);
    }));
}

} // namespace checkwatch::wall
