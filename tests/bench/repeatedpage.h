#pragma once

#include "tests/support/expositions.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace checkwatch::bench {

/// The exposition of a real HAProxy, with the lines of one of its servers repeated for as many as there are to be.
class Page
{
public:
    explicit Page(int servers) : m_servers(servers)
    {
        const std::string demo = support::readBody(support::capturesFolder() + "/demo/t000.native.prom.gz");
        std::istringstream lines(demo);
        for (std::string line; std::getline(lines, line);) {
            const std::size_t name = line.find("proxy=\"web\",server=\"web1\"");
            if (name != std::string::npos) {
                m_lines.push_back({line.substr(0, name), line.substr(name + 25), counts(line)});
            } else if (line.find("server=\"") == std::string::npos) {
                m_lines.push_back({line, {}, false});
            }
        }
    }
    [[nodiscard]] bool empty() const { return m_lines.empty(); }
    /// Series that each server has.
    [[nodiscard]] std::ptrdiff_t perServer() const
    {
        return std::ranges::count_if(m_lines, [](const Line& line) { return !line.tail.empty(); });
    }
    [[nodiscard]] std::string at(int scrape) const
    {
        std::string body;
        for (const Line& line : m_lines) {
            if (line.tail.empty()) {
                body += line.head + '\n';
                continue;
            }
            const std::string tail = line.counts
                ? line.tail.substr(0, line.tail.rfind(' ') + 1) + std::to_string(1000 + scrape)
                : line.tail;
            for (int s = 0; s < m_servers; ++s) {
                body += line.head + "proxy=\"app" + std::to_string(s / perBackend) + "\",server=\"srv"
                    + std::to_string(s) + '"' + failing(line, tail, s, scrape) + '\n';
            }
        }
        return body;
    }

private:
    struct Line
    {
        std::string head;
        std::string tail; ///< from behind the server's name; "" = not a server's line
        bool counts;      ///< grows with every scrape
    };

    static bool counts(const std::string& line)
    {
        return line.starts_with("haproxy_server_bytes_") || line.starts_with("haproxy_server_sessions_total")
            || line.starts_with("haproxy_server_http_responses_total");
    }
    /// One server of fifty loses a check every ten seconds.
    static std::string failing(const Line& line, const std::string& tail, int server, int scrape)
    {
        const bool failures = line.head.starts_with("haproxy_server_check_failures_total");
        return failures && server % 50 == 7 ? tail.substr(0, tail.rfind(' ') + 1) + std::to_string(scrape / 10) : tail;
    }

    static constexpr int perBackend = 50;
    int m_servers;
    std::vector<Line> m_lines;
};

} // namespace checkwatch::bench
