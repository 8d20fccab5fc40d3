#include "models/session/livesession.h"

#include "models/session/engineworker.h"
#include "models/session/rulesets.h"
#include "models/sources/logreceiver.h"
#include "models/sources/scraper.h"
#include "models/sources/silencewatch.h"

namespace checkwatch::session {

base::Result<std::unique_ptr<LiveSession>> LiveSession::create(config::Config config, const base::Clock* clock)
{
    auto set = loadRuleFiles(config);
    if (!set) {
        return std::move(set).error();
    }
    config.notices.insert(config.notices.end(), set->notices.begin(), set->notices.end());
    return std::unique_ptr<LiveSession>(new LiveSession(std::move(config), std::move(set->groups), clock));
}

LiveSession::LiveSession(config::Config config, std::vector<rules::Group> groups, const base::Clock* clock)
    : m_clock(clock != nullptr ? *clock : m_machineClock), m_config(std::move(config)),
      m_scraper(new sources::Scraper(m_clock)), m_toScraper(new sources::Postbox(m_scraper)),
      m_logs(new sources::LogReceiver(m_clock)), m_silences(new sources::SilenceWatch(m_clock, m_machineClock)),
      m_worker(new EngineWorker(m_clock, m_config, std::move(groups), listener()))
{
    m_ioThread.setObjectName(QStringLiteral("io"));
    m_engineThread.setObjectName(QStringLiteral("engine"));
    // On the I/O thread, where the scraper emits: the batches cross over in the worker's own queue.
    const auto forward = [worker = m_worker](auto step) {
        return [worker, step](std::uint32_t target, const std::shared_ptr<const metrics::ScrapeBatch>& batch) {
            worker->post([worker, step, target, batch] { (worker->*step)(target, batch); });
        };
    };
    connect(m_scraper, &sources::Scraper::scraped, m_scraper, forward(&EngineWorker::onScraped), Qt::DirectConnection);
    connect(m_scraper, &sources::Scraper::ended, m_scraper, forward(&EngineWorker::onEnded), Qt::DirectConnection);
    listenToLogs();
    watchSilences();
    const config::Recording& recording = m_config.checkwatch.recording;
    m_acks = std::make_unique<AckExchange>(recording.enabled ? recording.folder : std::string(), ackListener());
    connect(&m_ackTimer, &QTimer::timeout, this, [this] { m_acks->look(m_clock.wall()); });
    connect(&m_ioThread, &QThread::finished, m_scraper, &QObject::deleteLater);
    connect(&m_ioThread, &QThread::finished, m_logs, &QObject::deleteLater);
    connect(&m_ioThread, &QThread::finished, m_silences, &QObject::deleteLater);
    connect(&m_engineThread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_scraper->moveToThread(&m_ioThread);
    m_logs->moveToThread(&m_ioThread);
    m_silences->moveToThread(&m_ioThread);
    m_worker->moveToThread(&m_engineThread);
}

/// On the I/O thread, as with what is scraped.
void LiveSession::listenToLogs()
{
    using sources::LogReceiver;
    const auto take = [worker = m_worker](const std::shared_ptr<const std::vector<fleet::Event>>& lines) {
        worker->post([worker, lines] { worker->addEvents(*lines); });
    };
    const auto note = [this, worker = m_worker](const std::vector<std::string>& sources) {
        worker->post(
            [worker, record = recording::LogSourcesRecord{m_clock.wall(), sources}] { worker->record(record); });
    };
    const auto tell = [this](const base::Error& error) {
        m_answers.post([this, error] { Q_EMIT notice(QString::fromStdString(error.text()), true); });
    };
    connect(m_logs, &LogReceiver::received, m_logs, take, Qt::DirectConnection);
    connect(m_logs, &LogReceiver::listening, m_logs, note, Qt::DirectConnection);
    connect(m_logs, &LogReceiver::failed, m_logs, tell, Qt::DirectConnection);
}

EngineWorker::Listener LiveSession::listener()
{
    return {[this] { m_answers.post([this] { takeSnapshot(); }); },
            [this](fleet::HistoryPtr history) {
                m_answers.post([this, history = std::move(history)] { Q_EMIT historyReady(history); });
            },
            [this](fleet::ExplanationPtr explanation) {
                m_answers.post([this, explanation = std::move(explanation)] { Q_EMIT explanationReady(explanation); });
            },
            [this](const std::string& text, bool error) {
                m_answers.post([this, text, error] { Q_EMIT notice(QString::fromStdString(text), error); });
            },
            [this](QueryAnswerPtr answer) {
                m_answers.post([this, answer = std::move(answer)] { Q_EMIT queryReady(answer); });
            },
            [this](CompletionAnswerPtr answer) {
                m_answers.post([this, answer = std::move(answer)] { Q_EMIT completionsReady(answer); });
            },
            [this](const fleet::RecordingState& state) {
                m_answers.post([this, state] {
                    m_recording = state;
                    Q_EMIT recordingChanged(state);
                });
            }};
}

AckExchange::Listener LiveSession::ackListener()
{
    return {[worker = m_worker](const std::vector<fleet::Event>& events) {
                worker->post([worker, events] { worker->addEvents(events); });
            },
            [this](const base::Error& error) {
                m_answers.post([this, error] { Q_EMIT notice(QString::fromStdString(error.text()), true); });
            },
            [this](const std::string& text, bool error) { Q_EMIT notice(QString::fromStdString(text), error); }};
}

void LiveSession::takeSnapshot()
{
    if (fleet::SnapshotPtr snapshot = m_worker->takeSnapshot()) {
        m_snapshot = std::move(snapshot);
        Q_EMIT snapshotReady(m_snapshot);
    }
}

LiveSession::~LiveSession()
{
    m_acks.reset(); // it tells the worker
    // Scraping ends first, so that nothing comes in while the engine goes down.
    m_toScraper->post([scraper = m_scraper, logs = m_logs, silences = m_silences] {
        silences->stop();
        logs->stop();
        scraper->stop();
    });
    m_ioThread.quit();
    m_ioThread.wait();
    m_engineThread.quit();
    m_engineThread.wait();
    if (!m_started) { // no thread ever ran that could have deleted them
        delete m_scraper;
        delete m_logs;
        delete m_silences;
        delete m_worker;
    }
}

void LiveSession::start()
{
    const auto targets = sources::targetsOf(m_config);
    m_started = true;
    m_engineThread.start();
    m_ioThread.start();
    m_worker->post([worker = m_worker, config = m_config, targets] { worker->start(config, targets); });
    m_toScraper->post([scraper = m_scraper, logs = m_logs, silences = m_silences, targets,
                       sources = m_config.checkwatch.logs, alertmanagers = m_config.alertmanagers] {
        scraper->setTargets(targets);
        logs->setSources(sources);
        silences->setAlertmanagers(alertmanagers);
    });
    tellNotices();
    if (m_acks->isShared()) {
        m_acks->look(m_clock.wall());
        m_ackTimer.start(1'000);
    }
}

/// What people should know of the configuration.
void LiveSession::tellNotices()
{
    for (const auto& notices : {m_config.notices, sources::targetComplaints(m_config)}) {
        for (const std::string& text : notices) {
            Q_EMIT notice(QString::fromStdString(text), false);
        }
    }
}

void LiveSession::recordRunbooks(const runbooks::Library& library)
{
    recording::RunbooksRecord record;
    record.from = m_clock.wall();
    for (const auto& [alert, book] : library.books()) {
        const std::string name = book->path.substr(book->path.rfind('/') + 1); // folders are nobody else's business
        record.books.push_back({alert, name, book->markdown});
    }
    m_worker->record(std::move(record));
}

base::Result<void> LiveSession::addNote(const std::string& text)
{
    return addNote(recording::NoteRecord{m_clock.wall(), text});
}

base::Result<void> LiveSession::addNote(const recording::NoteRecord& note)
{
    using Mode = fleet::RecordingMode;
    if (m_recording.mode == Mode::Off || m_recording.mode == Mode::ReadOnly) {
        return base::Error{base::ErrorCode::Refused, "nothing is recorded here, so the note would be lost"};
    }
    m_worker->record(note);
    return {};
}

base::Result<void> LiveSession::reconfigure(config::Config config)
{
    auto set = loadRuleFiles(config);
    if (!set) {
        return refuse(std::move(set).error());
    }
    config.notices.insert(config.notices.end(), set->notices.begin(), set->notices.end());
    keepRecording(config);
    m_config = std::move(config);
    const auto targets = sources::targetsOf(m_config);
    m_worker->post([worker = m_worker, targets, next = m_config, groups = std::move(set->groups)] {
        worker->reconfigure(next, groups);
        worker->setTargets(targets);
    });
    tellConfiguration("configuration loaded");
    m_toScraper->post([scraper = m_scraper, logs = m_logs, silences = m_silences, targets,
                       sources = m_config.checkwatch.logs, alertmanagers = m_config.alertmanagers] {
        scraper->setTargets(targets);
        logs->setSources(sources);
        silences->setAlertmanagers(alertmanagers);
    });
    Q_EMIT notice(QStringLiteral("Configuration loaded"), false);
    tellNotices();
    return {};
}

/// What is recorded, and where to, stays what it was at the start.
void LiveSession::keepRecording(config::Config& config) const
{
    const config::Recording& running = m_config.checkwatch.recording;
    config::Recording& wanted = config.checkwatch.recording;
    if (wanted.folder.empty()) {
        wanted.folder = running.folder;
    }
    if (wanted != running) {
        config.notices.emplace_back("checkwatch.recording: what has changed there holds from the next start on");
        wanted = running;
    }
}

base::Result<void> LiveSession::reload()
{
    if (m_config.path.empty()) {
        return refuse({base::ErrorCode::NotFound, "there is no configuration file to read again", {}});
    }
    auto config = config::loadConfig(m_config.path);
    if (!config) {
        return refuse(std::move(config).error());
    }
    for (const config::ScrapeConfig& exporter : m_config.added) {
        config::addExporter(*config, exporter);
    }
    return reconfigure(std::move(*config));
}

base::Error LiveSession::refuse(base::Error error)
{
    const std::string text = "the running configuration stays: " + error.text();
    tellConfiguration(text);
    Q_EMIT notice(QString::fromStdString(text), true);
    return error;
}

void LiveSession::tellConfiguration(std::string text)
{
    fleet::Event event;
    event.kind = fleet::EventKind::Configuration;
    event.detail = std::move(text);
    addEvent(event);
}

void LiveSession::addEvent(const fleet::Event& event)
{
    if (event.kind == fleet::EventKind::Acknowledged && m_acks->isShared()) {
        m_acks->share(event); // and known here at once: what comes back from the file is no news then
    }
    m_worker->post([worker = m_worker, event] { worker->addEvents({event}); });
}

void LiveSession::requestHistory(std::uint64_t request, int channel, const std::vector<fleet::ServerId>& servers,
                                 base::Timestamp from, base::Timestamp to, base::Duration step)
{
    m_worker->postHistory({request, channel, servers, from, to, step});
}

void LiveSession::requestExplanation(std::uint64_t request, const fleet::WhyQuestion& question)
{
    m_worker->postQuestion({request, question});
}

void LiveSession::requestQuery(const QueryRequest& request)
{
    m_worker->postQuery(request);
}

void LiveSession::requestCompletions(const CompletionRequest& request)
{
    m_worker->post([worker = m_worker, request] { worker->complete(request); });
}

} // namespace checkwatch::session
