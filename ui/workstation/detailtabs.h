#pragma once

#include "models/fleet/explanation.h"
#include "models/runbooks/library.h"
#include "ui/common/flattabbar.h"
#include "ui/common/format.h"
#include "ui/workstation/fleetlookup.h"

#include <memory>

namespace checkwatch::charts {
class WhyView;
}
namespace checkwatch::runbook {
class RunbookView;
}

namespace checkwatch::workstation {

class ServerFacts;
class TimelineView;

/// The tabs about what is selected: Why, Runbook, Timeline, Server. GUI thread.
class DetailTabs : public common::FlatTabs
{
    Q_OBJECT

public:
    /// What is selected: a server, or an alert that names none, or nothing.
    struct Subject
    {
        Found found;
        const fleet::AlertRow* alert = nullptr;
    };
    struct Moment
    {
        base::Timestamp now{};
        common::Zone zone = common::Zone::Utc;
    };

    explicit DetailTabs(QWidget* parent = nullptr);

    void setLibrary(std::shared_ptr<const runbooks::Library> library) { m_library = std::move(library); }
    void setSubject(const fleet::SnapshotPtr& snapshot, const Subject& subject, const Moment& moment);
    void setExplanation(const fleet::ExplanationPtr& why);
    void setNow(const Moment& moment);
    /// What the Why tab wants to know of the session: about the alert that is selected, or what a rule says about the
    /// server.
    [[nodiscard]] const fleet::WhyQuestion& question() const { return m_question; }

Q_SIGNALS:
    /// Another tab was opened, which wants to be told the subject: those that nobody sees are told nothing.
    void pageOpened();
    void serverActivated(checkwatch::fleet::ServerId server);
    void questionChanged(const checkwatch::fleet::WhyQuestion& question);
    /// A step of a runbook was ticked, or is open again: fleet::EventKind::RunbookStep.
    void stepTicked(const checkwatch::fleet::Event& event);

private:
    void ask(const Subject& subject);
    void showEvents(const fleet::SnapshotPtr& snapshot, const Subject& subject);
    void showFacts(const Subject& subject, const Moment& moment);
    void nameSubject(const Subject& subject, const Moment& moment);
    void showRunbook(const Subject& subject);
    [[nodiscard]] std::string alertNameOf(const Subject& subject) const;

    charts::WhyView* m_why;
    runbook::RunbookView* m_runbook;
    TimelineView* m_timeline;
    ServerFacts* m_facts;
    std::shared_ptr<const runbooks::Library> m_library;
    fleet::ExplanationPtr m_explanation;
    common::ExporterNames m_names;
    fleet::ServerId m_eventsOf = fleet::noServer; ///< whose events the timeline has
    fleet::WhyQuestion m_question;
    std::uint64_t m_alert = 0; ///< the one selected
    fleet::Event m_ticked;     ///< what is the same in each step of the runbook that is shown
};

} // namespace checkwatch::workstation
