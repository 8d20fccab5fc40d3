#pragma once

#include "models/config/config.h"
#include "models/fleet/explanation.h"
#include "models/fleet/history.h"
#include "models/fleet/recordingstate.h"
#include "models/fleet/snapshot.h"
#include "models/session/query.h"

#include <QObject>

#include <memory>
#include <vector>

namespace checkwatch::session {

/// What a screen may ask of a running session. The GUI's only door to the engine: every call returns at once, every
/// answer comes as a signal on the thread of the Session object. Implemented by LiveSession; tests and screenshots may
/// give a scripted one.
class Session : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The newest snapshot; null before the first.
    [[nodiscard]] virtual fleet::SnapshotPtr snapshot() const = 0;
    /// Asks for the past of some servers; answered by historyReady with the same number. A newer request with the same
    /// `channel` drops an older one that is still waiting.
    virtual void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                                base::Timestamp from, base::Timestamp to, base::Duration step)
        = 0;
    /// Asks why a rule says what it says about a server or an alert, or why an expression has a value; answered by
    /// explanationReady. A newer question drops an older one of its kind, rule or query, that is still waiting.
    virtual void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) = 0;
    /// How what is seen is being recorded.
    [[nodiscard]] virtual fleet::RecordingState recording() const { return {}; }
    /// Time as the session sees it, for ages that count live.
    [[nodiscard]] virtual base::Timestamp now() const = 0;
    /// A recording is shown: now() is where somebody is in it, and goes back and forth.
    [[nodiscard]] virtual bool isReplay() const { return false; }
    /// Evaluates an expression over the samples kept; answered by queryReady with the request in it. A newer request on
    /// the same channel cancels an older one that has no answer yet.
    virtual void requestQuery(const QueryRequest& request) = 0;
    /// Something that somebody did here, for the timeline and the recording; without its time. A replay does not take it.
    virtual void addEvent(const fleet::Event&) {}
    /// Whether it takes what somebody did: a replay does not.
    [[nodiscard]] virtual bool takesEvents() const { return false; }
    /// An Alertmanager is configured that can be told to silence alerts.
    [[nodiscard]] virtual bool canSilence() const { return false; }
    /// Tells it to; what comes of it is a notice().
    virtual void requestSilence(const fleet::SilenceWish&) {}
    /// What could stand at a place of an expression; answered by completionsReady with the same number.
    virtual void requestCompletions(const CompletionRequest& request) = 0;

Q_SIGNALS:
    void snapshotReady(checkwatch::fleet::SnapshotPtr snapshot);
    void historyReady(checkwatch::fleet::HistoryPtr history);
    void explanationReady(checkwatch::fleet::ExplanationPtr explanation);
    /// The state, or the size of the file.
    void recordingChanged(checkwatch::fleet::RecordingState state);
    /// Configuration loaded, reloaded or refused; plain text for the status bar, error or not.
    void notice(QString text, bool error);
    void queryReady(checkwatch::session::QueryAnswerPtr answer);
    void completionsReady(checkwatch::session::CompletionAnswerPtr answer);
};

} // namespace checkwatch::session
