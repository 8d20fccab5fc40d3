#pragma once

#include "models/base/result.h"
#include "models/config/config.h"
#include "models/fleet/snapshot.h"
#include "models/fleet/spanlog.h"
#include "models/rules/rulefile.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

/// What a film's rows name by number: everything that is no number itself, once.
namespace checkwatch::session {

/// What was evaluated from some time on, and under which settings.
struct RulesInForce
{
    config::Config config; ///< of it: rules, intervals, jobs, external labels
    std::vector<rules::Group> groups;
};

/// Where the events of before a session stand in FilmNews::past.
struct FilmBefore
{
    std::size_t first = 0;
    std::size_t end = 0; ///< one behind the last
};

struct FilmServerMark
{
    fleet::ServerId server = fleet::noServer;
    fleet::SpanMark mark;
};
struct FilmTargetMark
{
    std::uint32_t target = 0; ///< TargetRow::id
    base::Timestamp known{};  ///< when it was found out
    fleet::SpanMark mark;
};

/// What a film names and tells anew from some time on. Numbers are places in all lists of a kind, one behind another.
struct FilmNews
{
    std::vector<fleet::ServerIdentity> servers;
    std::vector<std::string> texts;
    std::vector<metrics::Labels> labels; ///< of targets
    std::vector<fleet::AlertRow> faces;  ///< what stays of an alert while it lives
    std::vector<fleet::SilencePtr> silences;
    std::vector<std::shared_ptr<const std::vector<rules::RuleStatus>>> statuses;
    std::vector<std::shared_ptr<const RulesInForce>> rules;
    std::vector<fleet::Event> events;
    std::vector<fleet::Event>
        past; ///< what sessions knew from before them; of their numbers says FilmNames::addBefore()
    std::vector<FilmBefore> before; ///< of each session
    std::vector<FilmServerMark> serverMarks;
    std::vector<FilmTargetMark> targetMarks;

    /// Puts what `more` has behind it.
    void append(const FilmNews& more);
};

/// Gives numbers to what has none yet, and notes it as news. The engine of each recorded session numbers servers anew:
/// here one keeps its number. One thread.
class FilmNames
{
public:
    /// Servers that have their numbers already, in order.
    void know(const std::vector<fleet::ServerIdentity>& servers);
    [[nodiscard]] std::uint32_t text(const std::string& text);
    [[nodiscard]] std::uint32_t labels(const metrics::Labels& labels);
    fleet::ServerId server(const fleet::ServerIdentity& identity);
    /// Of the number in the running session; noServer where server() was never asked about it.
    [[nodiscard]] fleet::ServerId serverOf(fleet::ServerId inSession) const;
    [[nodiscard]] std::uint32_t face(const fleet::AlertRow& row);
    /// 0: none; else one more than its place.
    [[nodiscard]] std::uint32_t silence(const fleet::SilencePtr& silence);
    [[nodiscard]] std::uint32_t statuses(const std::vector<rules::RuleStatus>& statuses);
    void addRules(RulesInForce rules);
    [[nodiscard]] std::uint32_t rules() const noexcept { return m_rules - 1; }
    void addEvent(fleet::Event event);
    [[nodiscard]] std::uint64_t events() const noexcept { return m_events; }
    void addMark(fleet::ServerId server, const fleet::SpanMark& mark);
    void addStaleMark(std::uint32_t target, base::Timestamp known, const fleet::SpanMark& mark);
    /// An engine begins whose servers have other numbers.
    void beginSession();
    /// Events that it knows from before its session, ascending; they are none of the film's own. What the session before knew
    /// too is kept once. In a snapshot their numbers are those from events() on: between what was shown and what comes.
    void addBefore(std::vector<fleet::Event> events);
    [[nodiscard]] std::uint32_t before() const noexcept { return m_before - 1; }

    /// What came since the last call.
    [[nodiscard]] FilmNews takeNews() { return std::exchange(m_news, {}); }

private:
    fleet::ServerId numberOf(const fleet::ServerIdentity& identity);

    FilmNews m_news;
    std::unordered_map<std::string, std::uint32_t> m_texts;
    std::map<metrics::Labels, std::uint32_t> m_labels;
    std::unordered_map<std::string, fleet::ServerId> m_servers;
    std::vector<fleet::ServerId> m_ofSession; ///< by number in the running session
    std::map<std::pair<const void*, bool>, std::uint32_t> m_faces;
    std::vector<std::shared_ptr<const rules::AlertIdentity>> m_kept; ///< so that no address comes twice
    std::map<fleet::SilencePtr, std::uint32_t> m_silences;
    std::vector<rules::RuleStatus> m_statuses; ///< the newest
    std::uint32_t m_statusLists = 0;
    std::uint32_t m_rules = 0;
    std::uint32_t m_before = 0;
    std::vector<fleet::Event> m_past; ///< of the newest session
    std::size_t m_pastEnd = 0;        ///< how many there are in all
    std::uint64_t m_events = 0;
    std::vector<fleet::SpanMark> m_serverMarks; ///< newest, by server
    std::map<std::uint32_t, fleet::SpanMark> m_targetMarks;
};

} // namespace checkwatch::session
