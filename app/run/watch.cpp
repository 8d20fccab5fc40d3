#include "app/headless/watch.h"

#include "app/demo/demo.h"
#include "app/run/run.h"
#include "app/run/signals.h"
#include "models/session/livesession.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>
#include <memory>

namespace checkwatch::app {
namespace {

int refuse(const base::Error& error)
{
    std::fprintf(stderr, "checkwatch: %s\n", error.text().c_str());
    return 2;
}

/// A session with its printer: what `watch` consists of once the configuration is known.
class WatchRun
{
public:
    /// 0, or an exit code where the session could not begin.
    int begin(const Options& options, config::Config config)
    {
        if (options.compat) {
            config.checkwatch.compat = *options.compat;
        }
        auto session = session::LiveSession::create(std::move(config));
        if (!session) {
            return refuse(session.error());
        }
        m_session = std::move(*session);
        m_watcher = std::make_unique<Watcher>(*m_session, options.json, stdout);
        QObject::connect(
            m_session.get(), &session::Session::notice, m_watcher.get(), [](const QString& text, bool error) {
                std::fprintf(stderr, "checkwatch: %s%s\n", error ? "error: " : "", text.toUtf8().constData());
            });
        if (options.duration) {
            QTimer::singleShot(*options.duration, qApp, &QCoreApplication::quit);
        }
        m_session->start();
        return 0;
    }
    void reload()
    {
        if (m_session) {
            (void)m_session->reload(); // an error is told by notice()
        }
    }
    void end()
    {
        if (m_watcher) {
            m_watcher->printSummary();
        }
    }

private:
    std::unique_ptr<session::LiveSession> m_session;
    std::unique_ptr<Watcher> m_watcher;
};

} // namespace

int runWatch(const Options& options)
{
    const Signals signals; // outlives the session: a second Ctrl+C must not end the closing of its recording
    WatchRun run;
    demo::Demo demo;
    if (options.demo) {
        QObject::connect(&demo, &demo::Demo::started, qApp, [&](const demo::DemoEndpoint& endpoint) {
            if (const int code = run.begin(options, quickConfig("demo", {endpoint.hostAndPort.toStdString()}));
                code != 0) {
                QCoreApplication::exit(code);
            }
        });
        QObject::connect(&demo, &demo::Demo::failed, qApp,
                         [](const base::Error& error) { QCoreApplication::exit(refuse(error)); });
        demo.start();
    } else if (options.config.empty()) {
        return refuse({base::ErrorCode::BadInput, "watch wants --config FILE or --demo"});
    } else {
        auto config = config::loadConfig(options.config);
        if (!config) {
            return refuse(config.error());
        }
        if (const int code = run.begin(options, std::move(*config)); code != 0) {
            return code;
        }
    }
    QObject::connect(&signals, &Signals::hangUp, qApp, [&run] { run.reload(); });
    QObject::connect(&signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    const int code = QCoreApplication::exec();
    run.end();
    return code;
}

} // namespace checkwatch::app
