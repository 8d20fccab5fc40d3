#pragma once

#include "models/fleet/snapshot.h"
#include "tests/support/faultserver.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// Everything an exporter may do to us: for end-to-end tests, which break a target with each of them.
namespace checkwatch::faults {

/// A page as HAProxy's exporter writes it, of one backend with two servers: app/flapping, whose check failures grow with
/// `scrape`, and app/calm, which is UP and well. In both, `extra` follows at the end.
std::string haproxyPage(int scrape, std::string_view extra = {});
/// The same as a whole response, chunked like HAProxy's.
support::Script healthy(const support::Request& request);

/// The scrape brings nothing: the target's servers become stale, with a reason.
struct Fault
{
    const char* name;
    std::function<support::Script(const support::Request&)> behave;
    const char* reason; ///< how the error message begins
};
std::vector<Fault> allFaults();

/// The page is accepted; what it may make of the server "calm".
struct Oddity
{
    const char* name;
    std::function<std::string(int scrape)> page;
    fleet::Shown calm; ///< how it is shown after a while
};
std::vector<Oddity> allOddities();

/// Names that hurt where they are taken for markup or a path: tags, images, bidi overrides, combining marks.
std::vector<std::string> evilNames();
/// A file that some of them name.
inline constexpr const char* canaryFile = "/tmp/checkwatch-canary.png";

/// Limits that the servers of this catalogue go beyond.
inline constexpr std::size_t bodyLimit = 2UL * 1024 * 1024;
inline constexpr std::size_t sampleLimit = 20'000;
inline constexpr std::size_t labelLimit = 64;

} // namespace checkwatch::faults
