#pragma once

#include <cstdint>
#include <cstdio>

#include <unistd.h>

namespace checkwatch::app {

/// How far a long piece of work has got, in one line that is written over again: only on a terminal.
class ProgressLine
{
public:
    explicit ProgressLine(std::FILE* out) : m_out(::isatty(::fileno(out)) != 0 ? out : nullptr) {}
    ~ProgressLine()
    {
        if (m_shown >= 0) {
            std::fputs("\r\033[K", m_out);
        }
    }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(std::uint64_t done, std::uint64_t all)
    {
        const int percent = all == 0 ? 0 : static_cast<int>(done * 100 / all);
        if (m_out != nullptr && percent != m_shown) {
            m_shown = percent;
            std::fprintf(m_out, "\r%d %%", percent);
            std::fflush(m_out);
        }
    }

private:
    std::FILE* m_out;
    int m_shown = -1;
};

} // namespace checkwatch::app
