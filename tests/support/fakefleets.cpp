#include "tests/support/fakesnapshot.h"

namespace checkwatch::support {

using namespace std::chrono_literals;

namespace {

void addMany(FakeFleet& fleet, std::size_t target, const std::string& proxy, const std::string& prefix, int first,
             int last)
{
    for (int i = first; i <= last; ++i)
        fleet.addServer(target, proxy, prefix + (i < 10 ? "0" : "") + std::to_string(i));
}

std::string repeated(std::string_view text, int times)
{
    std::string result;
    for (int i = 0; i < times; ++i)
        result += text;
    return result;
}

} // namespace

FakeFleet FakeFleet::picture()
{
    FakeFleet fleet(base::fromUnixMs(1'700'000'000'000));
    const std::size_t one = fleet.addTarget("lb-01:8404");
    const std::size_t two = fleet.addTarget("lb-02:8404");
    const std::size_t three = fleet.addTarget("lb-03:8404");
    const std::vector<FakeState> app{FakeState::Up, FakeState::Firing,     FakeState::DownCleared,
                                     FakeState::Up, FakeState::UpWithBlip, FakeState::Up};
    for (std::size_t i = 0; i < app.size(); ++i)
        fleet.addServer(one, "app", "web-0" + std::to_string(i + 1), app[i]);
    addMany(fleet, one, "api", "api-", 1, 12);
    addMany(fleet, one, "static", "cdn-", 1, 8);
    addMany(fleet, two, "checkout", "pay-", 1, 12);
    fleet.setState(static_cast<fleet::ServerId>(app.size() + 12 + 8 + 6), FakeState::Pending);
    fleet.addServer(two, "search", "idx-01", FakeState::Drain);
    fleet.addServer(two, "search", "idx-02", FakeState::Maint);
    addMany(fleet, two, "search", "idx-", 3, 13);
    addMany(fleet, three, "legacy", "old-", 1, 3);
    fleet.setStale(three, 48s);
    return fleet;
}

FakeFleet FakeFleet::mixed(std::size_t servers, std::size_t exporters)
{
    FakeFleet fleet;
    for (std::size_t i = 0; i < exporters; ++i)
        fleet.addTarget("lb-" + std::to_string(i + 1) + ":8404");
    constexpr std::size_t perBackend = 20;
    for (std::size_t i = 0; i < servers; ++i) {
        const std::size_t target = i * exporters / servers;
        FakeState state = FakeState::Up;
        if (i % 53 == 7)
            state = static_cast<FakeState>(1 + (i / 53) % 15);
        fleet.addServer(target, "be-" + std::to_string(i / perBackend), "srv-" + std::to_string(i % perBackend + 1),
                        state);
    }
    return fleet;
}

FakeFleet FakeFleet::hostile()
{
    FakeFleet fleet;
    const std::size_t target = fleet.addTarget("<b>lb</b>.example.org:8404");
    fleet.addServer(target, "app", "<img src=\"/etc/hostname\">", FakeState::Firing);
    fleet.addServer(target,
                    "\xe2\x80\xae"
                    "kcab",
                    "\xe2\x80\xae"
                    "nwod-si-ti",
                    FakeState::DownCleared);
    fleet.addServer(target, "a-backend-with-a-very-long-name-that-nobody-should-choose-but-somebody-does",
                    "a-server-with-a-very-long-name-that-nobody-should-choose-but-somebody-does.example.org",
                    FakeState::Pending);
    fleet.addServer(target, repeated("x", 5000), repeated("y", 5000), FakeState::DownFiring);
    fleet.addServer(target, "e" + repeated("\xcc\x81", 200), "combining", FakeState::Drain);
    fleet.addServer(target, "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xe3\x82\xb5\xe3\x83\xbc\xe3\x83\x90-1",
                    FakeState::UpFailing);
    fleet.addServer(target, "a & b < c", "line\nbreak\ttab", FakeState::Unverified);
    fleet.addServer(target, "", "", FakeState::Unchecked);
    fleet.addServer(target,
                    "bad\xff\xfe"
                    "bytes",
                    "nul", FakeState::NotUp);
    fleet.addServer(target, "dns", "gone", FakeState::NoDns);
    fleet.addServer(target, "slow", "warming", FakeState::Warming);
    fleet.addServer(target, "zero", "weightless", FakeState::WeightZero);
    return fleet;
}

} // namespace checkwatch::support
