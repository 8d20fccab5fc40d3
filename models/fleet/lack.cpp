#include "models/fleet/lack.h"

namespace checkwatch::fleet {

std::string_view lackWords(Lack lack) noexcept
{
    switch (lack) {
    case Lack::None: break;
    case Lack::Haproxy: return "HAProxy unreachable: the exporter answers, but with haproxy_up 0";
    case Lack::Servers: return "the exporter answers, but without a single server";
    case Lack::Metrics: return "answers, but exposes no haproxy_server_… metrics; is this the exporter's path?";
    }
    return {};
}

} // namespace checkwatch::fleet
