#pragma once

#include "models/fleet/before.h"
#include "models/fleet/directory.h"
#include "models/fleet/eventlog.h"
#include "models/fleet/silencebook.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace checkwatch::fleet {

/// "pending", "firing", "resolved", "cleared_down", "unknown": used in JSON and logs.
[[nodiscard]] std::string_view phaseName(AlertPhase phase) noexcept;

/// The alerts of all rule groups as people see them: the engine's word while they are active, the fleet's word about how
/// they ended. Tells the servers what covers them. One thread (the engine's).
class AlertBook
{
public:
    AlertBook(const TrackerOptions& options, Directory& directory, EventLog& events, SilenceBook& silences);

    /// From before the session, before anything else. An alert that was firing then and fires again is no new one: it was
    /// unknown in between.
    void setBefore(const std::vector<PastAlert>& ended, const std::vector<metrics::Labels>& firing,
                   base::Timestamp now);
    void setHealthAlerts(const std::vector<std::string>& names, base::Timestamp now);
    /// The whole list of a group's runner after an evaluation.
    void evaluate(const rules::Group& group, base::Timestamp time, base::Duration interval,
                  std::span<const rules::Alert> alerts);
    void removeGroup(const std::string& file, const std::string& name, base::Timestamp now);
    /// Alerts about a target that is being removed end without a word; and as long as rules still see its last samples,
    /// nobody hears of it.
    void forgetTarget(const TargetState& target, base::Timestamp now);
    /// A target with these labels is (back) in the configuration.
    void expectTarget(const std::string& job, const std::string& instance) { m_removed.erase({job, instance}); }
    /// Other silences hold, or other external labels.
    void applySilences();
    /// Drops what ended long ago.
    void expire(base::Timestamp now);
    /// Tells a server that came (back) what covers it, and that an alert of before ended as it went DOWN.
    void meet(ServerId server, base::Timestamp now);
    /// All alerts, most urgent first; the same object while nothing changed. Tells the servers their places.
    const std::shared_ptr<const std::vector<AlertRow>>& rows();

private:
    using Index = std::uint32_t;
    static constexpr Index none = 0xffffffffU;
    struct Record
    {
        AlertRow row;
        std::uint64_t id = 0;
        std::uint64_t seen = 0;    ///< evaluation of its group that last had it
        Cover cover = Cover::None; ///< what it covers its server with; stays while unknown
        Index nextOfServer = none;
        bool used = false;
    };
    struct GroupState
    {
        std::uint64_t evaluation = 0;
        std::vector<Index> order; ///< by place in the runner's list: where to look first
        std::unordered_map<std::uint64_t, Index> byId;
        std::unordered_map<metrics::Labels, Index> byLabels;
        std::vector<Index> active; ///< pending, firing, unknown
    };
    struct Ended
    {
        base::Timestamp time{};
        GroupState* group = nullptr;
        Index index = none;
        std::uint64_t id = 0;
    };
    using GroupKey = std::pair<std::string, std::string>;

    Index locate(GroupState& state, std::size_t place, const rules::Alert& alert, const rules::Group& group);
    Index makeRecord(GroupState& state, const rules::Alert& alert, bool product);
    void describe(Record& record, const rules::Alert& alert, bool product);
    void addPast(const PastAlert& past);
    [[nodiscard]] bool firedBefore(const Record& record, const rules::Alert& alert, base::Duration interval);
    [[nodiscard]] bool isHealthAlert(const rules::Alert& alert) const;
    void follow(Record& record, const rules::Alert& alert, base::Timestamp time, base::Duration interval);
    /// False where the record is not active any more.
    bool end(GroupState& state, Index index, base::Timestamp time);
    void finish(GroupState& state, Index index, AlertPhase phase, base::Timestamp time);
    void release(GroupState& state, Index index);
    void unlinkServer(Index index);
    void updateCover(ServerId server, base::Timestamp now);
    [[nodiscard]] std::pair<bool, base::Timestamp> dataMissing(const AlertRow& row) const;
    void addEvent(const Record& record, AlertPhase before, AlertPhase after, base::Timestamp time, std::string detail);
    void sort();
    [[nodiscard]] bool ofRemovedTarget(const rules::Alert& alert) const;

    std::vector<std::string> m_healthAlerts;
    base::Duration m_endedKept;
    Directory& m_directory;
    EventLog& m_events;
    SilenceBook& m_silences;
    std::map<GroupKey, GroupState> m_groups;
    std::vector<Record> m_records;
    std::vector<Index> m_free;
    std::deque<Ended> m_ended;          ///< oldest first; may name records that live again
    std::vector<Index> m_firstOfServer; ///< by ServerId
    std::vector<Index> m_sorted;
    std::shared_ptr<const std::vector<AlertRow>> m_rows;
    std::set<std::pair<std::string, std::string>> m_removed; ///< job and instance
    std::unordered_set<metrics::Labels> m_firingBefore;      ///< and not heard of since
    base::Timestamp m_begun{};
    bool m_orderChanged = true;
    bool m_valuesChanged = false;
};

} // namespace checkwatch::fleet
