#pragma once

#include "models/base/clock.h"
#include "models/config/config.h"
#include "models/fleet/event.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>
#include <vector>

namespace checkwatch::sources {

/// Listens to HAProxy's log and picks out what it says about the checks of servers, as events of the kind LogLine without
/// a time: that is when they are taken in. Traffic is passed over. A flood costs a bounded part of a thread: lines beyond
/// a few a second are dropped, and an event says how many. Lives on the I/O thread; create it, moveToThread, and call it
/// there.
class LogReceiver final : public QObject
{
    Q_OBJECT

public:
    /// `clock` must outlive it and be safe from its thread.
    explicit LogReceiver(const base::Clock& clock, QObject* parent = nullptr);
    ~LogReceiver() override;

    /// The sources from now on; those that are the same as before go on undisturbed.
    void setSources(const std::vector<config::LogSource>& sources);
    /// Ends. No signal after it.
    void stop();

Q_SIGNALS:
    void received(std::shared_ptr<const std::vector<checkwatch::fleet::Event>> lines);
    /// What is listened to now, in words that say nothing of this machine's folders: after setSources(), and whenever a
    /// file comes to be there.
    void listening(std::vector<std::string> sources);
    /// A source that cannot be used: told once, until it can.
    void failed(checkwatch::base::Error error);

private:
    struct Source;

    void open(Source& source);
    void poll();
    void take(const Source& source, std::string_view line);
    [[nodiscard]] bool afford();
    void deliver();
    void tellListening();

    const base::Clock& m_clock;
    std::vector<std::unique_ptr<Source>> m_sources;
    std::vector<fleet::Event> m_lines; ///< not delivered yet
    QTimer m_poll;                     ///< looks at files, and tells what was dropped
    double m_credit = 0;               ///< lines that may still come
    std::chrono::nanoseconds m_credited{0};
    std::uint64_t m_dropped = 0; ///< not told yet
    std::chrono::nanoseconds m_told{0};
};

} // namespace checkwatch::sources
