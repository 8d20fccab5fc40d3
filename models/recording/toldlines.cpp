#include "models/recording/toldlines.h"

#include "models/fleet/toldline.h"
#include "models/haproxy/metricmap.h"
#include "models/tsdb/newestvalue.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>

namespace checkwatch::recording {
namespace {

using base::Timestamp;
using haproxy::Field;
using haproxy::ServerStatus;

constexpr base::Duration justBefore{1};
/// A scrape that failed or was late may show long after the line what it told of.
constexpr base::Duration lateScrape = std::chrono::minutes{10};
/// Where servers went out at more times than that, of the older ones only lateScrape counts.
constexpr std::size_t mostScrapesAsked = 64;
/// Each piece of the past that is looked at is so many times as long as the one after it.
constexpr int longer = 4;
constexpr std::size_t mostEvents = 100'000;
/// A piece that may hold more is made shorter, down to one of lateScrape.
constexpr std::uint64_t mostInPiece = 20'000;
/// Short ones may hold little, as events are unpacked by the frame.
constexpr int mostPieces = 100;
constexpr std::array statusFamilies{"haproxy_server_status", "haproxy_server_up"};

/// Whether a value says that its server is out of rotation or DOWN.
bool saysOut(const haproxy::MetricPlace& place, double value)
{
    const auto isOut = [](ServerStatus status) {
        return status == ServerStatus::Down || status == ServerStatus::Maint || status == ServerStatus::Drain;
    };
    switch (place.field) {
    case Field::ServerUp: return value != 1;
    case Field::StatusNumber: return isOut(haproxy::statusFromNumber(value));
    case Field::Status: return value == 1 && isOut(static_cast<ServerStatus>(place.code));
    default: return false;
    }
}

bool saysOut(std::string_view stateName)
{
    const auto state = haproxy::serverStateNamed(stateName);
    return state && fleet::isOutOrDown(*state);
}

/// Goes through events from the newest to the oldest until the newest line about each server is found.
class Search
{
public:
    Search(Reader& reader, const tsdb::Querier& samples, Timestamp at) : m_reader(reader)
    {
        for (const char* const family : statusFamilies) {
            const metrics::Matcher matcher = metrics::Matcher::equal("__name__", family);
            for (const tsdb::SeriesRef series : samples.select({&matcher, 1})) {
                add(samples.labels(series), tsdb::newestValue(samples, series, at - longestUnseen, at));
            }
        }
    }

    /// Whether events from before `time` may still say something.
    [[nodiscard]] bool goesOn(Timestamp time) const
    {
        return std::ranges::any_of(m_servers, [time](const auto& entry) {
            return std::ranges::any_of(entry.second,
                                       [time](const Server& server) { return server.out && isOpen(server, time); });
        });
    }

    void take(fleet::Event event)
    {
        const auto named = m_servers.find({event.proxy, event.name});
        if (named == m_servers.end()) {
            return;
        }
        if (event.kind == fleet::EventKind::ServerState) {
            for (Server& server : named->second) {
                takeState(server, event);
            }
        } else if (const auto line = fleet::toldLineOf(event)) {
            takeLine(named->second, *line, std::move(event));
        }
    }

    std::vector<fleet::Event> finish()
    {
        std::ranges::stable_sort(m_found, {}, &fleet::Event::time);
        return std::move(m_found);
    }

private:
    struct Server
    {
        std::string instance;
        Timestamp seen{};               ///< newest scrape
        bool out = false;               ///< by that
        std::optional<Timestamp> since; ///< it was seen to go out then
        Timestamp before{};             ///< of since: the scrape that last showed it in rotation began then
        bool done = false;
    };

    static bool isOpen(const Server& server, Timestamp time)
    {
        return !server.done && (!server.since || time >= server.before);
    }

    void add(const metrics::Labels& labels, const std::optional<metrics::Sample>& newest)
    {
        const auto place = haproxy::placeOf(labels);
        if (!place || !newest) {
            return;
        }
        std::vector<Server>& servers = m_servers[{std::string(place->proxy), std::string(place->server)}];
        const std::string_view instance = labels.get("instance");
        auto server = std::ranges::find(servers, instance, &Server::instance);
        if (server == servers.end()) {
            servers.push_back({std::string(instance), newest->time, false, {}, {}, false});
            server = std::prev(servers.end());
        }
        server->out = (server->out && server->seen >= newest->time)
            || (newest->time >= server->seen && saysOut(*place, newest->value));
        server->seen = std::max(server->seen, newest->time);
    }

    void takeState(Server& server, const fleet::Event& event)
    {
        if (server.instance != event.instance) {
            return;
        }
        if (server.since) {
            server.done = true; // in rotation since this
        } else if (!saysOut(event.after)) {
            server.done = server.done || server.out; // what was said before this is over
        } else if (!server.out) {
            server.done = true; // nothing older says why it may be out now
        } else if (!server.done && !event.before.empty() && !saysOut(event.before)) {
            server.since = event.time;
            server.before = lastScrape(event.instance, event.time);
        }
    }

    /// When the last one before `time` began that went well, or lateScrape before it.
    Timestamp lastScrape(const std::string& instance, Timestamp time)
    {
        const bool mayRead = m_lastScrapes.size() < mostScrapesAsked;
        const auto [known, isNew] = m_lastScrapes.try_emplace({instance, time}, time - lateScrape);
        if (isNew && mayRead) {
            for (const ScrapeRecord& scrape : m_reader.scrapes(known->second, time - justBefore)) {
                const bool itsOwn = std::ranges::any_of(m_reader.streams(), [&](const RecordedStream& stream) {
                    return stream.record.number == scrape.stream && stream.record.labels.get("instance") == instance;
                });
                known->second = itsOwn && scrape.report.up ? scrape.time : known->second;
            }
        }
        return known->second;
    }

    /// HAProxy does not say its exporter; where several have the server nobody knows which one is meant.
    void takeLine(std::vector<Server>& servers, const fleet::ToldLine& line, fleet::Event event)
    {
        const auto server = event.instance.empty() && servers.size() == 1
            ? servers.begin()
            : std::ranges::find(servers, event.instance, &Server::instance);
        if (server == servers.end() || !isOpen(*server, line.time)) {
            return;
        }
        server->done = true;
        if (line.cause != fleet::OutCause::None && (server->out || line.time >= server->seen)) {
            event.instance = server->instance;
            m_found.push_back(std::move(event));
        }
    }

    Reader& m_reader;
    std::map<std::pair<std::string, std::string>, std::vector<Server>> m_servers; ///< by proxy and name
    std::map<std::pair<std::string, Timestamp>, Timestamp> m_lastScrapes; ///< by instance and what is after them
    std::vector<fleet::Event> m_found;
};

/// Most never do, and nothing need be read then.
bool listened(Reader& reader, Timestamp at)
{
    return std::ranges::any_of(reader.logSources(Timestamp::min(), at),
                               [](const LogSourcesRecord& record) { return !record.sources.empty(); });
}

/// The end of the newest gap before `at` behind which nothing is known of what was before it; nullopt where `at` lies in a
/// time in which no program ran. Not before 1970, whatever the recording says.
std::optional<Timestamp> beginningOf(Reader& reader, Timestamp at)
{
    Timestamp begin = std::max(reader.from(), Timestamp{});
    for (const RecordedGap& gap : reader.gaps(Timestamp::min(), at)) {
        if (gap.reason == nothingRecorded && gap.from < at && at < gap.to) {
            return std::nullopt;
        }
        const bool newer = gap.to <= at && gap.to > begin; // and so after 1970
        begin = newer && gap.from < gap.to - longestUnseen ? gap.to : begin;
    }
    return begin;
}

/// Where the piece that ends at `to` begins, and is `length` long at the most; that becomes less where it holds too much.
Timestamp beginOfPiece(const Reader& reader, Timestamp oldest, Timestamp to, base::Duration& length)
{
    const auto begin = [&] { return to - oldest > length ? to - length : oldest; };
    while (length > lateScrape && reader.eventsAbout(begin(), to) > mostInPiece) {
        length = std::max(lateScrape, length / 2);
    }
    return begin();
}

} // namespace

std::vector<fleet::Event> toldLines(Reader& reader, const tsdb::Querier& samples, Timestamp at)
{
    if (!listened(reader, at)) {
        return {};
    }
    const auto oldest = beginningOf(reader, at);
    if (!oldest || *oldest >= at) {
        return {};
    }
    Search search(reader, samples, at - justBefore);
    std::size_t events = 0;
    int pieces = 0;
    Timestamp from = at;
    base::Duration length = lateScrape;
    do {
        const Timestamp to = from - justBefore;
        from = beginOfPiece(reader, *oldest, to, length);
        length = std::min(length, base::Duration::max() / longer) * longer;
        std::vector<fleet::Event> more = reader.events(from, to);
        events += more.size();
        for (fleet::Event& event : std::views::reverse(more)) {
            search.take(std::move(event));
        }
    } while (from > *oldest && events < mostEvents && ++pieces < mostPieces && search.goesOn(from));
    return search.finish();
}

} // namespace checkwatch::recording
