#include "app/builtinrunbooks.h"
#include "app/run/recordingfolder.h"
#include "app/run/run.h"
#include "app/run/signals.h"
#include "models/session/livesession.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

namespace checkwatch::app {
namespace {

void say(const char* format, const std::string& text)
{
    std::fprintf(stderr, format, text.c_str());
}

/// Says what changes: that it records, that it cannot and why, that it does again.
class RecordingTeller
{
public:
    explicit RecordingTeller(bool& recorded) : m_recorded(recorded) {}
    void operator()(const fleet::RecordingState& state)
    {
        m_recorded = m_recorded || state.mode == fleet::RecordingMode::Recording;
        if (state.trouble != m_trouble) {
            m_trouble = state.trouble;
            say("checkwatch: %s\n", m_trouble.empty() ? "what is recorded around alerts is kept again" : m_trouble);
        }
        if (state.mode == m_told && state.reason == m_reason) {
            return;
        }
        m_told = state.mode;
        m_reason = state.reason;
        if (state.mode == fleet::RecordingMode::Recording) {
            say("checkwatch: recording into %s\n", state.path);
        } else {
            say("checkwatch: NOT recording: %s\n", state.reason);
        }
    }

private:
    bool& m_recorded;
    fleet::RecordingMode m_told = fleet::RecordingMode::Off;
    std::string m_reason;
    std::string m_trouble;
};

int refuseToRecord(const base::Error& error)
{
    say("checkwatch: %s\n", error.text());
    return 2;
}

} // namespace

int runRecord(const Options& options)
{
    if (options.config.empty()) {
        return refuseToRecord({base::ErrorCode::BadInput, "record wants --config FILE"});
    }
    auto config = config::loadConfig(options.config);
    if (!config) {
        return refuseToRecord(config.error());
    }
    if (!config->checkwatch.recording.enabled) {
        return refuseToRecord({base::ErrorCode::BadInput, "checkwatch.recording.enabled is false", options.config});
    }
    useUsualRecordingFolder(*config);
    const runbooks::Library library = loadRunbooks(*config, config->notices);
    const Signals signals; // outlives the session: a second Ctrl+C must not end the closing of the recording
    auto session = session::LiveSession::create(std::move(*config));
    if (!session) {
        return refuseToRecord(session.error());
    }
    bool recorded = false;
    QObject::connect(session->get(), &session::Session::recordingChanged, qApp, RecordingTeller(recorded));
    QObject::connect(session->get(), &session::Session::notice, qApp, [](const QString& text, bool error) {
        say(error ? "checkwatch: error: %s\n" : "checkwatch: %s\n", text.toStdString());
    });
    QObject::connect(&signals, &Signals::hangUp, qApp, [&session] { (void)(*session)->reload(); }); // notice() tells
    QObject::connect(&signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    if (options.duration) {
        QTimer::singleShot(*options.duration, qApp, &QCoreApplication::quit);
    }
    (*session)->recordRunbooks(library);
    (*session)->start();
    const int result = QCoreApplication::exec();
    return result == 0 && !recorded ? 1 : result;
}

} // namespace checkwatch::app
