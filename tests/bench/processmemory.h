#pragma once

#include <cstdlib>
#include <fstream>
#include <string>

namespace checkwatch::bench {

/// "VmRSS" or "VmHWM" of this process, out of /proc/self/status.
inline double megabytes(const char* what)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(what)) {
            return std::atof(line.c_str() + line.find(':') + 1) / 1024;
        }
    }
    return 0;
}

} // namespace checkwatch::bench
