#pragma once

#include "models/config/wall.h"
#include "models/fleet/shown.h"
#include "models/fleet/vantages.h"
#include "ui/wall/neededrules.h"
#include "ui/wall/otheralerts.h"
#include "ui/workstation/fleetcounts.h"

#include <QString>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace checkwatch::wall {

/// Whether an alert counts in the verdict.
[[nodiscard]] bool countsInVerdict(const config::VerdictAlerts& rules, const fleet::AlertRow& alert);
/// "Verdict by HaproxyServerDown, severity critical"; "" where all alerts count.
[[nodiscard]] QString verdictRuleWords(const config::VerdictAlerts& rules);
/// What a server comes to by its health alerts, whatever counts: firing, pending, or neither; and how severe that is.
[[nodiscard]] fleet::Cover shownCover(const fleet::ServerRow& row);
[[nodiscard]] std::string_view shownSeverity(const fleet::Snapshot& snapshot, const fleet::ServerRow& row);

/// What counts in the verdict of one snapshot. What does not is still shown, in its place and in the list, and is never
/// pinned there. Servers that are DOWN and what is stale always count. Owns nothing of the snapshot.
class Counted
{
public:
    /// Everything counts, and there are no other alerts.
    Counted() = default;
    /// `vantages`: of the snapshot, where a server that several HAProxies see counts once; null: each row counts.
    Counted(const fleet::Snapshot& snapshot, const config::VerdictAlerts& rules,
            const fleet::Vantages* vantages = nullptr);

    [[nodiscard]] bool counts(const fleet::AlertRow& alert) const { return countsInVerdict(m_rules, alert); }
    /// Whether alerts of such a rule may: what a template makes of its severity is not known before, nor what one without any
    /// takes from its series.
    [[nodiscard]] bool counts(const rules::Rule& rule) const;
    /// Whether they may, or such alerts may need what it records. `rule`: of the snapshot, and failing.
    [[nodiscard]] bool needs(const rules::Rule& rule) const { return counts(rule) || m_needed.has(rule); }
    /// What a server comes to by the alerts that count: firing, pending, or neither.
    [[nodiscard]] fleet::Cover coverOf(const fleet::ServerRow& row) const;
    /// How severe that is; "" where no alert says. Of the same snapshot.
    [[nodiscard]] std::string_view severityOf(const fleet::Snapshot& snapshot, const fleet::ServerRow& row) const;
    /// Of the snapshot.
    [[nodiscard]] const OtherAlerts& others() const noexcept { return m_others; }
    /// Servers and other alerts that fire or are pending and do not count.
    [[nodiscard]] std::uint32_t leftOut() const { return m_leftOut; }
    /// The same without what does not count.
    [[nodiscard]] workstation::FleetTotals of(workstation::FleetTotals totals) const;
    [[nodiscard]] fleet::BackendRow of(fleet::BackendRow backend) const;

private:
    /// How many fewer.
    struct Less
    {
        std::uint32_t firing = 0;
        std::uint32_t pending = 0;
        std::uint32_t nowPending = 0; ///< of those firing: a pending one counts

        Less& operator+=(const Less& more);
    };
    /// The strongest alert of a server that counts.
    struct Told
    {
        fleet::Cover cover = fleet::Cover::None;
        std::string severity;
    };
    void learnCovers(const fleet::Snapshot& snapshot);
    static Less lessOf(fleet::Cover shown, fleet::Cover counted, bool bad);
    /// A server's rows.
    void takeServer(std::span<const fleet::ServerRow* const> rows);
    void takeBackend(const fleet::ServerRow& row);

    config::VerdictAlerts m_rules;
    std::unordered_map<fleet::ServerId, Told> m_covers;
    NeededRules m_needed; ///< empty where no rule fails
    OtherAlerts m_others;
    Less m_less;
    std::map<std::tuple<std::string, std::string, std::string>, Less> m_backends; ///< job, instance, proxy
    std::uint32_t m_leftOut = 0;
};

} // namespace checkwatch::wall
