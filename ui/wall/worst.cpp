#include "ui/wall/worst.h"

#include "models/fleet/alertbook.h"
#include "models/fleet/shown.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"
#include "ui/wall/blindspots.h"
#include "ui/wall/cleared.h"
#include "ui/wall/otheralerts.h"
#include "ui/wall/recovered.h"
#include "ui/wall/takenup.h"
#include "ui/wall/verdict.h"
#include "ui/wall/wordparts.h"
#include "ui/wall/worstwords.h"

#include <algorithm>
#include <set>
#include <span>
#include <tuple>
#include <unordered_set>

namespace checkwatch::wall {

using Rank = WorstRow::Rank;
using namespace std::chrono_literals;

namespace {

constexpr base::Duration clearedFor = 10min;
constexpr base::Duration rateWindow = 10min;

bool fresh(const fleet::TargetRow& target)
{
    return target.freshness == base::Freshness::Fresh || target.freshness == base::Freshness::Late;
}

bool isFirst(const WorstRow& a, const WorstRow& b)
{
    return std::tie(a.rank, a.acknowledged, a.order) < std::tie(b.rank, b.acknowledged, b.order);
}

class Collector
{
public:
    Collector(const WorstContext& context, std::size_t most)
        : m_context(context), m_most(most), m_takenUp(context.snapshot, context.acknowledgements, context.silences)
    {
    }

    void addBackends()
    {
        for (const fleet::BackendRow& row : m_context.snapshot.backends) {
            const fleet::BackendRow backend = m_context.counted != nullptr ? m_context.counted->of(row) : row;
            const bool wrong = backend.down + backend.firing + backend.pending > 0;
            const bool outage = backend.noneLeft && !backend.stale;
            if (outage || (m_context.folded && wrong && !backend.stale)) {
                WorstRow entry = outage ? outageEntry(m_context, backend) : backendEntry(m_context, backend);
                entry.acknowledged = m_takenUp.has(backend);
                add(std::move(entry));
            }
        }
    }
    /// Only the most urgent ones are put into words: there may be 50,000.
    void addServers()
    {
        std::vector<Listed> rows = m_context.vantages != nullptr ? listedOnce() : listed();
        const std::size_t kept = std::min(rows.size(), m_most);
        const auto middle = rows.begin() + static_cast<std::ptrdiff_t>(kept);
        std::partial_sort(rows.begin(), middle, rows.end(), moreUrgent);
        for (std::size_t i = 0; i < kept; ++i) {
            WorstRow entry = serverEntry(m_context, *rows[i].row, whereWords(rows[i]));
            acknowledge(entry, acknowledgementOf(rows[i]));
            silence(entry, rows[i]);
            m_list.rows.push_back(std::move(entry));
        }
        m_list.all += rows.size();
    }
    void addTargets()
    {
        for (const fleet::TargetRow& target : m_context.snapshot.targets) {
            if (!fresh(target) || isOverdue(target, m_context.now)) {
                add(silentEntry(m_context, target));
            }
        }
    }
    void addAlerts()
    {
        const Counted everything;
        const Counted& counted = m_context.counted != nullptr ? *m_context.counted : everything;
        std::size_t ofServers = 0;
        for (const std::size_t place : otherAlerts(m_context.snapshot, counted)) {
            const fleet::AlertRow& alert = (*m_context.snapshot.alerts)[place];
            const bool ofServer = alert.subject == fleet::SubjectKind::Server;
            m_alerting.insert(alert.server);
            if (ofServer && m_context.folded && !m_alertsOf.emplace(alert.instance, alert.proxy).second) {
                continue; // the most urgent stands for its backend
            }
            if (ofServer && counted.counts(alert) && ofServers++ >= m_most) {
                ++m_list.all; // no more are shown
                continue;
            }
            WorstRow entry = alertEntry(m_context, place);
            acknowledge(entry, m_context.acknowledgements != nullptr ? m_context.acknowledgements->of(alert) : nullptr);
            if (m_context.silences != nullptr) {
                silence(entry, m_context.silences->of(alert), m_context.silences->covers(alert));
            }
            add(std::move(entry));
        }
    }
    void addBlindSpots()
    {
        for (WorstRow& entry : blindEntries(m_context)) {
            add(std::move(entry));
        }
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
        const std::vector<Recovered> servers
            = recoveredAfter(m_context.snapshot, m_context.now - clearedFor, m_context.now);
        for (const Recovered& server : std::span(servers).first(std::min(servers.size(), m_most))) {
            const fleet::ServerIdentity& who = *server.row->identity;
            if (!isAlerting(who.id) && isFirstCleared(who.id, who.proxy, who.server)) {
                add(recoveredEntry(m_context, server));
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
    struct Listed
    {
        const fleet::ServerRow* row = nullptr;
        std::uint32_t server = 0; ///< its number among the vantages, where there are any
    };
    static bool moreUrgent(const Listed& a, const Listed& b)
    {
        return std::tie(a.row->urgency, a.row->identity->id) < std::tie(b.row->urgency, b.row->identity->id);
    }
    [[nodiscard]] std::vector<Listed> listed() const
    {
        std::vector<Listed> rows;
        std::size_t seen = 0;
        for (const auto& block : m_context.snapshot.blocks) {
            for (const fleet::ServerRow& row : block->rows) {
                const std::size_t at = seen++;
                if (isListed(row) && (!m_context.folded || fleet::isOutUnwanted(row))) {
                    rows.push_back({&row, m_context.vantages != nullptr ? m_context.vantages->serverOf(at) : 0});
                }
            }
        }
        return rows;
    }
    /// Of each server the most urgent of its vantages.
    [[nodiscard]] std::vector<Listed> listedOnce() const
    {
        std::vector<Listed> best(m_context.vantages->servers());
        for (const Listed& each : listed()) {
            Listed& known = best[each.server];
            known = known.row == nullptr || moreUrgent(each, known) ? each : known;
        }
        std::erase_if(best, [](const Listed& each) { return each.row == nullptr; });
        return best;
    }
    /// Of any of its vantages, where it has several; null: nobody is on it.
    [[nodiscard]] const fleet::Event* acknowledgementOf(const Listed& each) const
    {
        const fleet::Acknowledgements* known = m_context.acknowledgements;
        const fleet::Event* event = known == nullptr ? nullptr : known->of(m_context.snapshot, *each.row);
        if (known == nullptr || m_context.vantages == nullptr) {
            return event;
        }
        for (const fleet::RowPlace& place : m_context.vantages->of(each.server)) {
            const fleet::ServerRow& row = m_context.snapshot.blocks[place.block]->rows[place.row];
            event = event == nullptr && isListed(row) ? known->of(m_context.snapshot, row) : event;
        }
        return event;
    }
    /// That somebody is on it is what a narrow wall must not cut.
    static void takeUp(WorstRow& entry, const QString& words) { entry.detail = joined({words, entry.detail}); }
    void acknowledge(WorstRow& entry, const fleet::Event* event) const
    {
        if (event != nullptr) {
            entry.acknowledged = true;
            takeUp(entry, common::acknowledgedWords(*event, m_context.zone));
        }
    }
    void silence(WorstRow& entry, const fleet::Silence* silence, bool covered) const
    {
        if (silence != nullptr) {
            entry.acknowledged = entry.acknowledged || covered;
            fleet::Silence brief = *silence;
            brief.comment.clear();
            takeUp(entry, common::silencedWords(brief, m_context.now, m_context.zone));
            entry.detail = joined({entry.detail, common::display(silence->comment, 80).simplified()});
        }
    }
    /// Of several vantages each must be silenced that is listed.
    void silence(WorstRow& entry, const Listed& each) const
    {
        const fleet::Silences* const known = m_context.silences;
        if (known == nullptr || known->isEmpty()) {
            return;
        }
        bool covered = known->covers(each.row->identity->id);
        if (m_context.vantages != nullptr) {
            for (const fleet::RowPlace& place : m_context.vantages->of(each.server)) {
                const fleet::ServerRow& row = m_context.snapshot.blocks[place.block]->rows[place.row];
                covered = covered && (!isListed(row) || known->covers(row.identity->id));
            }
        }
        const fleet::Silence* words = known->of(each.row->identity->id);
        const auto alert = static_cast<std::size_t>(each.row->alert);
        if (words == nullptr && each.row->alert >= 0 && alert < m_context.snapshot.alerts->size()) {
            words = known->of((*m_context.snapshot.alerts)[alert]);
        }
        silence(entry, words, covered);
    }
    /// From where it is seen like that.
    [[nodiscard]] QString whereWords(const Listed& each) const
    {
        return m_context.vantages != nullptr
            ? vantageWords(m_context, *each.row, m_context.vantages->of(each.server))
            : exporterWords(m_context, each.row->identity->job, each.row->identity->instance);
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
    void add(WorstRow row)
    {
        m_list.rows.push_back(std::move(row));
        ++m_list.all;
    }

    const WorstContext& m_context;
    std::size_t m_most;
    WorstList m_list;
    TakenUp m_takenUp;
    std::unordered_set<fleet::ServerId> m_alerting; ///< listed for an alert that is not about their health
    std::set<std::pair<std::string_view, std::string_view>> m_alertsOf; ///< in a flood: instance, proxy
    std::unordered_set<fleet::ServerId> m_cleared;
    std::set<std::pair<std::string_view, std::string_view>> m_clearedNames;
};

} // namespace

WorstList worstOf(const WorstContext& context, std::size_t most)
{
    Collector collector(context, most);
    collector.addBackends();
    collector.addServers(); // in a flood those that no backend's entry tells of
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
