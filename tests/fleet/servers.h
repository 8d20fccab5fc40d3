#pragma once

#include "tests/support/fleetrig.h"

#include <algorithm>
#include <string>
#include <vector>

/// Servers of the fleet tests.
namespace checkwatch::servers {

/// DOWN: connections are refused.
inline support::NativeServer down(std::string name = "s1")
{
    support::NativeServer server;
    server.server = std::move(name);
    server.status = "DOWN";
    server.check = "L4CON";
    server.failures = "3";
    server.code = "0";
    return server;
}

/// UP and well.
inline support::NativeServer up(std::string name = "s1")
{
    support::NativeServer server;
    server.server = std::move(name);
    return server;
}

inline bool has(const std::vector<std::string>& lines, const char* line)
{
    return std::ranges::find(lines, line) != lines.end();
}

} // namespace checkwatch::servers
