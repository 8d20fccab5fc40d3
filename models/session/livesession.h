#pragma once

#include "models/base/clock.h"
#include "models/runbooks/library.h"
#include "models/session/ackexchange.h"
#include "models/session/engineworker.h"
#include "models/session/session.h"
#include "models/session/steadyclock.h"

#include <QThread>
#include <QTimer>

#include <memory>
#include <string>

namespace checkwatch::sources {
class LogReceiver;
class Scraper;
class SilenceWatch;
} // namespace checkwatch::sources

namespace checkwatch::session {

/// A session on live exporters: an I/O thread that scrapes, an engine thread that stores and evaluates, and this object on
/// the thread that made it (the GUI's), through which they are seen.
class LiveSession final : public Session
{
    Q_OBJECT

public:
    /// Nothing happens before start(). The rule files of `config` are read here: an error refuses the session. `clock`
    /// must outlive it; null is the machine's.
    static base::Result<std::unique_ptr<LiveSession>> create(config::Config config, const base::Clock* clock = nullptr);
    ~LiveSession() override;

    void start();
    /// Puts the runbooks that are shown into the recording too, for whoever reads it elsewhere.
    void recordRunbooks(const runbooks::Library& library);
    /// Writes down something about now, in the recording; refused where there is none that is written here.
    base::Result<void> addNote(const std::string& text);
    /// The same about another time.
    base::Result<void> addNote(const recording::NoteRecord& note);
    /// A changed configuration. On an error the running one stays, and notice() says what is wrong.
    base::Result<void> reconfigure(config::Config config);
    /// Reads the file of the running configuration again: SIGHUP, or the menu. Exporters that were added by hand stay.
    base::Result<void> reload();
    [[nodiscard]] const config::Config& config() const noexcept { return m_config; }

    [[nodiscard]] fleet::SnapshotPtr snapshot() const override { return m_snapshot; }
    void requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                        base::Timestamp from, base::Timestamp to, base::Duration step) override;
    void requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question) override;
    [[nodiscard]] fleet::RecordingState recording() const override { return m_recording; }
    [[nodiscard]] base::Timestamp now() const override { return m_clock.wall(); }
    void requestQuery(const QueryRequest& request) override;
    void requestCompletions(const CompletionRequest& request) override;
    /// Acknowledgements are shared with whoever has the same recording folder.
    void addEvent(const fleet::Event& event) override;
    [[nodiscard]] bool takesEvents() const override { return true; }
    [[nodiscard]] bool canSilence() const override { return !m_config.alertmanagers.empty(); }
    void requestSilence(const fleet::SilenceWish& wish) override;

private:
    LiveSession(config::Config config, std::vector<rules::Group> groups, const base::Clock* clock);
    EngineWorker::Listener listener();
    void listenToLogs();
    void watchSilences();
    void takeSnapshot();
    /// The running configuration stays; tells why.
    base::Error refuse(base::Error error);
    void tellConfiguration(std::string text);
    void tellNotices();
    AckExchange::Listener ackListener();
    void keepRecording(config::Config& config) const;

    base::SystemClock m_machineClock;
    SteadyClock m_clock;
    config::Config m_config;
    fleet::SnapshotPtr m_snapshot;
    fleet::RecordingState m_recording;
    std::unique_ptr<AckExchange> m_acks;
    QTimer m_ackTimer;
    QThread m_ioThread;
    QThread m_engineThread;
    sources::Postbox m_answers;                  ///< from the engine thread to this one
    sources::Scraper* m_scraper = nullptr;       ///< lives on m_ioThread, deleted there
    sources::Postbox* m_toScraper = nullptr;     ///< child of m_scraper
    sources::LogReceiver* m_logs = nullptr;      ///< as m_scraper
    sources::SilenceWatch* m_silences = nullptr; ///< as m_scraper
    EngineWorker* m_worker = nullptr;            ///< lives on m_engineThread, deleted there
    bool m_started = false;
};

} // namespace checkwatch::session
