#pragma once

#include <cstdio>
#include <string>

namespace checkwatch::app {

/// Where a command writes: what was asked for, and what went wrong.
struct Streams
{
    std::FILE* out = stdout;
    std::FILE* err = stderr;

    void say(const std::string& line) const { put(out, line); }
    void complain(const std::string& line) const
    {
        std::fflush(out); // keeps the two in order where they are one
        put(err, line);
    }

private:
    static void put(std::FILE* to, const std::string& line)
    {
        std::fwrite(line.data(), 1, line.size(), to);
        std::fputc('\n', to);
    }
};

} // namespace checkwatch::app
