#include "models/sources/logreceiver.h"

#include "models/haproxy/healthlog.h"
#include "models/sources/logfile.h"
#include "models/sources/syslogsocket.h"

#include <QSocketNotifier>

#include <algorithm>
#include <optional>
#include <utility>

namespace checkwatch::sources {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds pollInterval{500};
/// The timeline keeps 10,000 events: a flood must not wash away in a minute what else there is to see.
constexpr double linesPerSecond = 10;
constexpr double linesAtOnce = 2000; ///< a whole fleet may fail at the same moment
constexpr nanoseconds tellInterval = std::chrono::seconds{10};
constexpr std::size_t longestText = 1024;

/// Cut where a character begins.
std::string textOf(std::string_view text)
{
    if (text.size() > longestText) {
        std::size_t end = longestText;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
            --end;
        }
        text = text.substr(0, end);
    }
    return std::string(text);
}

std::string nameOf(const config::LogSource& source)
{
    if (source.host.empty()) {
        return source.file.substr(source.file.rfind('/') + 1);
    }
    const bool six = source.host.find(':') != std::string::npos;
    return "udp://" + (six ? '[' + source.host + ']' : source.host) + ':' + std::to_string(source.port);
}

} // namespace

struct LogReceiver::Source
{
    config::LogSource config;
    std::optional<SyslogSocket> socket{};
    std::unique_ptr<QSocketNotifier> notifier{}; ///< before the socket it watches goes
    std::optional<LogFile> file{};
    bool works = false;
    bool told = false; ///< that it does not
};

LogReceiver::LogReceiver(const base::Clock& clock, QObject* parent)
    : QObject(parent), m_clock(clock), m_poll(this), m_credit(linesAtOnce), m_credited(clock.monotonic())
{
    connect(&m_poll, &QTimer::timeout, this, &LogReceiver::poll);
}

LogReceiver::~LogReceiver() = default;

void LogReceiver::stop()
{
    m_poll.stop();
    m_sources.clear();
    m_lines.clear();
}

void LogReceiver::setSources(const std::vector<config::LogSource>& sources)
{
    std::vector<std::unique_ptr<Source>> next;
    std::vector<Source*> fresh;
    for (const config::LogSource& wanted : sources) {
        const auto old = std::ranges::find_if(
            m_sources, [&wanted](const auto& source) { return source && source->config == wanted; });
        if (old != m_sources.end()) {
            next.push_back(std::move(*old));
        } else {
            fresh.push_back(next.emplace_back(std::make_unique<Source>(Source{wanted})).get());
        }
    }
    m_sources = std::move(next); // ports of those that are gone are free from here on
    for (Source* const source : fresh) {
        open(*source);
    }
    if (m_sources.empty()) {
        m_poll.stop();
    } else if (!m_poll.isActive()) {
        m_poll.start(pollInterval);
    }
    tellListening();
}

void LogReceiver::open(Source& source)
{
    if (source.config.host.empty()) {
        source.file.emplace(source.config.file);
        const auto there = source.file->read([](std::string_view) {}); // from its end on
        source.works = there.ok();
        if (!there && !std::exchange(source.told, true)) {
            Q_EMIT failed(there.error());
        }
        return;
    }
    auto socket = SyslogSocket::listenOn(source.config.host, source.config.port);
    if (!socket) {
        Q_EMIT failed(socket.error());
        return;
    }
    source.socket.emplace(std::move(*socket));
    source.works = true;
    source.notifier = std::make_unique<QSocketNotifier>(source.socket->descriptor(), QSocketNotifier::Read);
    connect(source.notifier.get(), &QSocketNotifier::activated, this, [this, &source] {
        source.socket->read([this, &source](std::string_view line) { take(source, line); });
        deliver();
    });
}

void LogReceiver::poll()
{
    bool changed = false;
    for (const auto& source : m_sources) {
        if (source->socket) {
            m_dropped += source->socket->takeLost();
            continue;
        }
        if (!source->file) {
            continue;
        }
        const auto read = source->file->read([this, &source](std::string_view line) { take(*source, line); });
        changed = changed || read.ok() != source->works;
        source->works = read.ok();
        if (!read && !std::exchange(source->told, true)) {
            Q_EMIT failed(read.error());
        }
        source->told = source->told && !read.ok();
        m_dropped += source->file->takeSkipped() > 0 ? 1 : 0;
    }
    deliver();
    if (changed) {
        tellListening();
    }
}

/// A few lines a second, and a store of them for bad moments.
bool LogReceiver::afford()
{
    const nanoseconds now = m_clock.monotonic();
    const double seconds = std::chrono::duration<double>(now - std::exchange(m_credited, now)).count();
    m_credit = std::min(linesAtOnce, m_credit + seconds * linesPerSecond);
    if (m_credit < 1) {
        return false;
    }
    m_credit -= 1;
    return true;
}

void LogReceiver::take(const Source& source, std::string_view line)
{
    const auto parsed = haproxy::parseHealthLine(line);
    if (!parsed) {
        return;
    }
    if (!afford()) {
        ++m_dropped;
        return;
    }
    fleet::Event& event = m_lines.emplace_back();
    event.kind = fleet::EventKind::LogLine;
    event.instance = source.config.instance;
    event.proxy = parsed->proxy;
    event.name = parsed->server;
    event.after = haproxy::outcomeName(parsed->outcome);
    event.detail = textOf(parsed->text);
}

void LogReceiver::deliver()
{
    const nanoseconds now = m_clock.monotonic();
    if (m_dropped > 0 && (m_told == nanoseconds{0} || now - m_told >= tellInterval)) {
        m_told = now;
        fleet::Event& event = m_lines.emplace_back();
        event.kind = fleet::EventKind::LogLine;
        event.after = "dropped";
        event.detail = std::to_string(std::exchange(m_dropped, 0))
            + " log lines came faster than they can be kept, and are not here";
    }
    if (!m_lines.empty()) {
        Q_EMIT received(std::make_shared<const std::vector<fleet::Event>>(std::exchange(m_lines, {})));
    }
}

void LogReceiver::tellListening()
{
    std::vector<std::string> names;
    for (const auto& source : m_sources) {
        if (source->works) {
            names.push_back(nameOf(source->config));
        }
    }
    Q_EMIT listening(std::move(names));
}

} // namespace checkwatch::sources
