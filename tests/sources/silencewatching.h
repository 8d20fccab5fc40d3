#pragma once

#include "models/base/clock.h"
#include "models/sources/silencewatch.h"

#include <QSignalSpy>

#include <vector>

/// What the tests of silences ask, and hear.
namespace silences {

using namespace checkwatch;
using namespace std::chrono_literals;

inline config::AlertmanagerConfig asking(const QString& address)
{
    config::AlertmanagerConfig out;
    out.http.jobName = "alertmanager";
    out.http.timeout = 2s;
    out.http.staticConfigs = {{{address.toStdString()}, {}}};
    return out;
}

/// What a watch says, newest last.
struct Watching
{
    explicit Watching(base::Duration patience = 5min) : Watching(clock, {200ms, patience}) {}
    Watching(const base::Clock& program, sources::SilenceWatchOptions options)
        : watch(program, clock, options), heard(&watch, &sources::SilenceWatch::heard),
          reached(&watch, &sources::SilenceWatch::reached), said(&watch, &sources::SilenceWatch::said)
    {
    }
    [[nodiscard]] std::vector<fleet::Silence> newest() const
    {
        return heard.isEmpty() ? std::vector<fleet::Silence>()
                               : *heard.last().front().value<std::shared_ptr<const std::vector<fleet::Silence>>>();
    }

    base::SystemClock clock;
    sources::SilenceWatch watch;
    QSignalSpy heard;
    QSignalSpy reached;
    QSignalSpy said;
};

} // namespace silences
