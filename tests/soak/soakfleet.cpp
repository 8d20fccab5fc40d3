#include "tests/soak/soakfleet.h"

#include "tests/support/fleetrig.h"

#include <algorithm>

namespace checkwatch::soak {
namespace {

/// Seconds of the round, from `from` up to but not with `to`.
struct Stretch
{
    int from;
    int to;
    [[nodiscard]] bool has(int second) const { return second >= from && second < to; }
    [[nodiscard]] int past(int second) const { return std::clamp(second, from, to) - from; }
};

constexpr Stretch lossy{300, 900};
constexpr Stretch dead{1200, 1800};
constexpr Stretch maintained{1000, 1400};
constexpr Stretch flood{2100, 2500};
constexpr Stretch silent{2700, 2880};
constexpr Stretch allSilent{3000, 3120};
constexpr Stretch unwanted{3300, 3400};

int secondOf(base::Timestamp now)
{
    return static_cast<int>(now.time_since_epoch() % round / std::chrono::seconds{1});
}

void lose(support::NativeServer& server, int failures, bool now)
{
    server.failures = std::to_string(failures);
    if (now) {
        server.check = "L7STS";
        server.code = "503";
    }
}

void die(support::NativeServer& server, const Stretch& when, int second)
{
    if (when.has(second)) {
        server.status = "DOWN";
        server.check = "L4CON";
        server.lastChange = std::to_string(when.past(second));
    }
    server.failures = std::to_string(second >= when.from ? 3 : 0);
}

support::NativeServer serverAt(int exporter, int number, int second)
{
    support::NativeServer server;
    server.proxy = number % 2 == 0 ? "app" : "api";
    server.server = "web-" + std::to_string(number);
    server.lastChange = std::to_string(second);
    switch (number) {
    case 3: lose(server, lossy.past(second) / 20, lossy.has(second)); break;
    case 5:
    case 9:
    case 17: lose(server, second / 240 * 3 + std::min(second % 240 / 30, 3), second % 60 < 30); break;
    case 7: die(server, dead, second); break;
    case 11: server.status = maintained.has(second) ? "MAINT" : "UP"; break;
    case 13: server.check = server.code = "-"; break;
    case 15: server.status = second < 1800 ? "DRAIN" : "UP"; break;
    case 19: server.server = "canary-" + std::to_string(second / 600 % 3); break; // each ends, and comes back
    default: break;
    }
    if (exporter == 1 && server.proxy == "app") {
        die(server, flood, second);
    }
    return server;
}

} // namespace

std::optional<std::string> pageOf(int exporter, base::Timestamp now)
{
    const int second = secondOf(now);
    if (allSilent.has(second) || (exporter == 2 && silent.has(second))) {
        return std::nullopt;
    }
    support::NativeScrape page;
    page.processStart = std::to_string(base::unixMs(now) / 1000 - second); // reloaded as a round begins
    for (int number = 0; number < serversEach; ++number) {
        page.servers.push_back(serverAt(exporter, number, second));
    }
    for (const support::NativeServer& server : page.servers) {
        page.active[server.proxy] += server.status == "UP" ? 1 : 0;
    }
    return support::nativeText(page);
}

bool isWanted(int exporter, base::Timestamp now)
{
    return exporter != 2 || !unwanted.has(secondOf(now));
}

} // namespace checkwatch::soak
