#include "app/demo/demo.h"
#include "app/headless/watch.h"
#include "app/run/run.h"
#include "app/run/signals.h"
#include "models/session/livesession.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>

namespace checkwatch::app {
namespace {

int refuse(const base::Error& error)
{
    std::fprintf(stderr, "checkwatch: %s\n", error.text().c_str());
    return 2;
}

base::Result<config::Config> configFor(const Options& options, Demo& demo)
{
    if (!options.demo) {
        if (options.config.empty()) {
            return base::Error{base::ErrorCode::BadInput, "watch wants --config FILE or --demo"};
        }
        return config::loadConfig(options.config);
    }
    const auto endpoint = demo.start();
    if (!endpoint) {
        return endpoint.error();
    }
    return quickConfig("demo", {endpoint->metricsAddress});
}

} // namespace

int runWatch(const Options& options)
{
    Demo demo;
    auto config = configFor(options, demo);
    if (!config) {
        return refuse(config.error());
    }
    if (options.compat) {
        config->checkwatch.compat = *options.compat;
    }
    auto session = session::LiveSession::create(std::move(*config));
    if (!session) {
        return refuse(session.error());
    }
    session::LiveSession& live = **session;
    Watcher watcher(live, options.json, stdout);
    QObject::connect(&live, &session::Session::notice, &watcher, [](const QString& text, bool error) {
        std::fprintf(stderr, "checkwatch: %s%s\n", error ? "error: " : "", text.toUtf8().constData());
    });
    Signals signals;
    QObject::connect(&signals, &Signals::hangUp, &live, [&live] { (void)live.reload(); });
    QObject::connect(&signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    if (options.duration) {
        QTimer::singleShot(*options.duration, qApp, &QCoreApplication::quit);
    }
    live.start();
    const int code = QCoreApplication::exec();
    watcher.printSummary();
    return code;
}

} // namespace checkwatch::app
