#include "models/session/backtest.h"
#include "models/session/reach.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace checkwatch::session {
namespace {

using base::Duration;
using base::Timestamp;
using rules::AlertState;

/// How long Prometheus remembers an alert that ended: one that comes back within that time flaps.
constexpr Duration flapTime = std::chrono::minutes{15};

class Judge
{
public:
    Judge(RuleSetVerdict& verdict, const std::vector<ServerPast>& servers, const std::vector<DownSpell>& spells,
          Timestamp start, Timestamp end)
        : m_verdict(verdict), m_servers(servers), m_spells(spells), m_start(start), m_end(end)
    {
        for (std::size_t i = 0; i < servers.size(); ++i) {
            m_byName[servers[i].server].push_back(i);
        }
        for (const ReplayedRule& rule : verdict.rules) {
            m_reach.push_back(rule.rule->expr ? std::max(reachOf(*rule.rule->expr), failuresTogether)
                                              : failuresTogether);
        }
        verdict.byRule.resize(verdict.rules.size());
        verdict.byServer.resize(servers.size());
        m_firingsOf.resize(servers.size());
    }

    void run()
    {
        for (std::size_t alert = 0; alert < m_verdict.alerts.size(); ++alert) {
            follow(alert);
        }
        m_verdict.catches.resize(m_spells.size());
        for (std::size_t spell = 0; spell < m_spells.size(); ++spell) {
            judgeSpell(spell);
        }
        finish(m_verdict.all);
        std::ranges::for_each(m_verdict.byRule, finish);
        std::ranges::for_each(m_verdict.byServer, finish);
    }

private:
    static void finish(Tally& tally) { std::ranges::sort(tally.delays); }

    /// The servers that the alert's labels name: by `server`, and by backend and exporter where it has them.
    [[nodiscard]] std::vector<std::size_t> serversOf(const metrics::Labels& labels) const
    {
        std::vector<std::size_t> out;
        const auto named = m_byName.find(std::string(labels.get("server")));
        if (named == m_byName.end()) {
            return out;
        }
        const std::string_view proxy = labels.has("proxy") ? labels.get("proxy") : labels.get("backend");
        const std::string_view instance = labels.get("instance");
        for (const std::size_t i : named->second) {
            const ServerPast& server = m_servers[i];
            const bool here = instance.empty() || std::ranges::binary_search(server.instances, instance, std::less<>{});
            if (here && (proxy.empty() || proxy == server.proxy)) {
                out.push_back(i);
            }
        }
        return out;
    }

    /// Calls `what` with the tallies that something about an alert of these servers counts in.
    template <typename What>
    void count(std::size_t rule, const std::vector<std::size_t>& servers, const What& what)
    {
        what(m_verdict.all);
        what(m_verdict.byRule[rule]);
        for (const std::size_t server : servers) {
            what(m_verdict.byServer[server]);
        }
    }

    void follow(std::size_t number)
    {
        const ReplayedAlert& alert = m_verdict.alerts[number];
        const std::vector<std::size_t> servers = serversOf(alert.labels);
        std::optional<Firing> firing;
        std::optional<Timestamp> ended;
        bool pending = false;
        for (const AlertTransition& to : alert.transitions) {
            if (to.state == AlertState::Firing) {
                if (ended && to.time - *ended <= flapTime) {
                    count(alert.rule, servers, [](Tally& tally) { ++tally.flaps; });
                }
                firing = Firing{number,
                                std::max(to.activeAt, m_start),
                                std::max(to.time, m_start),
                                m_end,
                                true,
                                Behind::NoServer,
                                servers,
                                to.time < m_start};
            } else if (to.state == AlertState::Inactive && firing) {
                firing->endedAt = to.time;
                firing->goesOn = false;
                ended = to.time;
                add(alert.rule, *std::exchange(firing, std::nullopt));
            } else if (to.state == AlertState::Inactive && pending) {
                count(alert.rule, servers, [](Tally& tally) { ++tally.pendingOnly; });
            }
            pending = to.state == AlertState::Pending;
        }
        if (firing) {
            add(alert.rule, *firing);
        }
    }

    void add(std::size_t rule, Firing firing)
    {
        const Timestamp from = firing.pendingAt - m_reach[rule];
        const auto any = [&](const auto& what) {
            return std::ranges::any_of(
                firing.servers, [&](std::size_t server) { return what(m_servers[server], from, firing.endedAt); });
        };
        if (!firing.servers.empty()) {
            firing.behind = any(wasDown) ? Behind::Down : any(hadTrouble) ? Behind::FailingOnly : Behind::Nothing;
        }
        count(rule, firing.servers, [&firing](Tally& tally) {
            ++tally.fired;
            ++tally.behind[static_cast<std::size_t>(firing.behind)];
        });
        for (const std::size_t server : firing.servers) {
            m_firingsOf[server].push_back(m_verdict.firings.size());
        }
        m_verdict.firings.push_back(std::move(firing));
    }

    static void note(Tally& tally, const DownSpell& spell, const Firing* first)
    {
        if (first == nullptr) {
            ++tally.missed;
            return;
        }
        ++tally.caught;
        if (first->firedBefore) {
            return; // who knows after how long
        }
        tally.delays.push_back(std::max(Duration{0}, first->firedAt - spell.firstFailure));
    }

    /// Caught by what fires at some time from the spell's first failed check to its end.
    void judgeSpell(std::size_t number)
    {
        const DownSpell& spell = m_spells[number];
        std::vector<const Firing*> firstOfRule(m_verdict.rules.size(), nullptr);
        const Firing* first = nullptr;
        for (const std::size_t i : m_firingsOf[spell.server]) {
            const Firing& firing = m_verdict.firings[i];
            if (firing.firedAt >= spell.time.to || firing.endedAt <= spell.firstFailure) {
                continue;
            }
            const Firing*& ofRule = firstOfRule[m_verdict.alerts[firing.alert].rule];
            ofRule = ofRule == nullptr || firing.firedAt < ofRule->firedAt ? &firing : ofRule;
            if (first == nullptr || firing.firedAt < first->firedAt) {
                first = &firing;
                m_verdict.catches[number] = i;
            }
        }
        note(m_verdict.all, spell, first);
        note(m_verdict.byServer[spell.server], spell, first);
        for (std::size_t rule = 0; rule < firstOfRule.size(); ++rule) {
            if (m_verdict.rules[rule].rule->kind == rules::Rule::Kind::Alerting) {
                note(m_verdict.byRule[rule], spell, firstOfRule[rule]);
            }
        }
    }

    RuleSetVerdict& m_verdict;
    const std::vector<ServerPast>& m_servers;
    const std::vector<DownSpell>& m_spells;
    Timestamp m_start;
    Timestamp m_end;
    std::unordered_map<std::string, std::vector<std::size_t>> m_byName;
    std::vector<Duration> m_reach;                     ///< by rule
    std::vector<std::vector<std::size_t>> m_firingsOf; ///< by server
};

} // namespace

std::optional<Duration> Tally::median() const
{
    return delays.empty() ? std::nullopt : std::optional(delays[(delays.size() - 1) / 2]);
}

std::optional<Duration> Tally::worst() const
{
    return delays.empty() ? std::nullopt : std::optional(delays.back());
}

RuleSetVerdict judge(std::string name, const RuleReplay& replay, const std::vector<ServerPast>& servers,
                     const std::vector<DownSpell>& spells, Timestamp start, Timestamp end)
{
    RuleSetVerdict verdict;
    verdict.name = std::move(name);
    verdict.rules = replay.rules();
    verdict.alerts = replay.alerts();
    Judge(verdict, servers, spells, start, end).run();
    return verdict;
}

} // namespace checkwatch::session
