#pragma once

#include "models/config/config.h"
#include "models/fleet/tracker.h"
#include "models/rules/grouprunner.h"
#include "models/session/completion.h"
#include "models/session/explainer.h"
#include "models/session/farewells.h"
#include "models/session/headline.h"
#include "models/session/intake.h"
#include "models/session/metadatabook.h"
#include "models/session/preload.h"
#include "models/session/queryrunner.h"
#include "models/session/rulewatch.h"
#include "models/session/scribe.h"
#include "models/sources/target.h"
#include "models/tsdb/memorystore.h"

#include <memory>
#include <string>
#include <vector>

namespace checkwatch::recording {
class Reader;
}

namespace checkwatch::session {

/// Store, rules and fleet of one session: what live, wall and replay have in common. It is told the time with every call
/// and starts nothing by itself. One thread at a time; the session's engine thread owns it.
class Engine
{
public:
    /// `scribe` is told what happens from the first moment on. Of `tracker`, health alerts and compatibility come from
    /// `config`.
    Engine(const config::Config& config, std::vector<rules::Group> userGroups, base::Timestamp now,
           Scribe scribe = Scribe(), const fleet::TrackerOptions& tracker = {});
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// A changed configuration: rule groups that stay the same keep their state, and so do targets.
    void reconfigure(const config::Config& config, std::vector<rules::Group> userGroups, base::Timestamp now);
    /// The same where `groups` are all there are to evaluate; `atStart`: new ones begin as after a start of the program.
    void useRules(const config::Config& config, std::vector<rules::Group> groups, base::Timestamp now, bool atStart);
    void setTargets(const std::vector<sources::Target>& targets, base::Timestamp now);
    /// Begins with the past that a recording has, before anything else happens.
    void preload(recording::Reader& reader, base::Timestamp now);
    /// The same piece by piece: the samples, and then, once all are there, what they and the rest of the recording say.
    [[nodiscard]] Preload preloading(recording::Reader& reader, base::Timestamp now) { return {reader, m_store, now}; }
    void takePast(recording::Reader& reader, base::Timestamp now);

    /// One scrape of a target that setTargets() named; others are ignored.
    void onScrape(std::uint32_t target, const metrics::ScrapeBatch& batch, base::Timestamp now);
    /// The same of a batch that is recorded as well, without a copy.
    void onScrape(std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch, base::Timestamp now);
    /// A target was removed, or begins anew because what it stores has changed.
    void onEnded(std::uint32_t target, const metrics::ScrapeBatch& batch, base::Timestamp now);

    /// Evaluates every group whose slot has come since it was evaluated last; missed slots are not made up, as in
    /// Prometheus. True if one was.
    bool evaluateDue(std::chrono::nanoseconds wall);
    /// The newest slot of each of groups(): nanoseconds since 1970.
    [[nodiscard]] std::vector<std::chrono::nanoseconds> evaluatedAt() const;
    /// When evaluateDue() has something to do next: nanoseconds since 1970.
    [[nodiscard]] std::chrono::nanoseconds nextEvaluation() const;
    /// The session's time has leapt forward: slots are counted anew. `by` is for the event.
    void onClockStep(std::chrono::nanoseconds wall, base::Duration by);

    /// How often it is looked whether the rules can fire, while series come and go.
    void setPaceOfRuleChecks(base::Duration between) { m_ruleWatch.setPace(between); }
    void addEvent(fleet::Event event) { m_tracker.addEvent(std::move(event)); }
    /// All silences that are active in the Alertmanagers; `gone`: what became of one that is missing before its time.
    void setSilences(const std::vector<fleet::Silence>& active, base::Timestamp now, std::string_view gone)
    {
        m_tracker.setSilences(active, now, gone);
    }
    fleet::SnapshotPtr snapshot(base::Timestamp now);
    [[nodiscard]] fleet::HistoryPtr history(std::uint64_t request, const std::vector<fleet::ServerId>& servers,
                                            base::Timestamp from, base::Timestamp to, base::Duration step) const;
    /// What people ask, evaluated when its owner finds the time.
    [[nodiscard]] QueryRunner& queries() noexcept { return m_queries; }
    [[nodiscard]] CompletionAnswerPtr complete(const CompletionRequest& request) const
    {
        return completionsOf(m_store, request, &m_metadata);
    }
    /// Evaluates the rule in question once more at the time of its newest evaluation, recorded; what it found stays until
    /// the next one, so that asking often costs nothing. An expression it evaluates at the time that is asked about.
    [[nodiscard]] fleet::ExplanationPtr explain(std::uint64_t request, const fleet::WhyQuestion& question,
                                                base::Timestamp now);

    [[nodiscard]] const tsdb::MemoryStore& store() const noexcept { return m_store; }
    [[nodiscard]] const std::vector<rules::Group>& groups() const noexcept { return m_groups; }
    [[nodiscard]] const fleet::Tracker& tracker() const noexcept { return m_tracker; }

private:
    /// A rule group at work: where it writes, and the slot it was evaluated at last.
    struct Running
    {
        std::unique_ptr<rules::GroupRunner> runner;
        tsdb::GroupId output = 0;
        std::uint32_t series = 0; ///< local numbers used in output
        recording::SourceId source = 0;
        std::vector<metrics::ScrapeBatch> written; ///< by the running evaluation, for the scribe
        std::chrono::nanoseconds last{0};
    };

    void setGroups(std::vector<rules::Group> groups, std::chrono::nanoseconds wall, bool atStart);
    std::unique_ptr<Running> start(const rules::Group& group, std::chrono::nanoseconds wall);
    void dropReplaced(const std::vector<rules::Group>& groups, base::Timestamp now);
    void loadBuiltinFor(haproxy::Exporter exporter, std::chrono::nanoseconds wall);
    void recognise(Intake::Active& target, base::Timestamp now);
    void evaluate(Running& running, std::chrono::nanoseconds slot, base::Timestamp now);
    /// What has happened since the last time, to the scribe.
    void tellEvents();
    void checkRules(base::Timestamp now);

    config::Config m_config;
    Scribe m_scribe;
    std::uint64_t m_toldEvent = 0; ///< number of the newest event the scribe knows
    metrics::Labels m_externalLabels;
    tsdb::MemoryStore m_store;
    fleet::Tracker m_tracker;
    std::vector<rules::Group> m_groups; ///< of m_running, in order
    std::vector<std::unique_ptr<Running>> m_running;
    Farewells m_farewells{m_store};
    Intake m_intake{m_store, m_tracker, m_farewells};
    std::vector<haproxy::Exporter> m_exporters; ///< whose built-in rules are loaded
    Headline m_headline;
    MetadataBook m_metadata;
    QueryRunner m_queries;
    RuleWatch m_ruleWatch;
    bool m_answered = false;                     ///< some target has, so what is missing in the store is missing there
    std::unique_ptr<promql::Engine> m_explainer; ///< evaluates as the rules' own do
    Explainer m_why;
};

} // namespace checkwatch::session
