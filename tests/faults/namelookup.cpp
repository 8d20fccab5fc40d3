#include "tests/faults/namelookup.h"

#include <atomic>
#include <chrono>
#include <string_view>
#include <thread>

#include <dlfcn.h>
#include <netdb.h>

namespace checkwatch::faults {
namespace {

std::atomic<bool> switchedOn{true};

} // namespace

void breakNameLookup(bool broken)
{
    switchedOn = broken;
}

} // namespace checkwatch::faults

extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result)
{
    using checkwatch::faults::switchedOn;
    using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const std::string_view name = node == nullptr ? std::string_view() : std::string_view(node);
    while (name.ends_with(".hangs.test") && switchedOn) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    if (name.ends_with(".fails.test") && switchedOn) {
        return EAI_NONAME;
    }
    return real(name.ends_with(".test") ? "127.0.0.1" : node, service, hints, result);
}
