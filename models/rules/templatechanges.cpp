#include "models/rules/templatechanges.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace checkwatch::rules {
namespace {

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

/// Go's net.SplitHostPort. False where the text is no host:port.
bool splitHostPort(std::string_view from, std::string_view& host, std::string_view& port)
{
    const std::size_t colon = from.rfind(':');
    if (colon == std::string_view::npos) {
        return false;
    }
    host = from.substr(0, colon);
    port = from.substr(colon + 1);
    if (host.starts_with('[')) {
        const bool closed = host.find(']') == host.size() - 1 && host.size() > 1;
        host = closed ? host.substr(1, host.size() - 2) : host;
        return closed;
    }
    return host.find_first_of(":[]") == std::string_view::npos && port.find_first_of("[]") == std::string_view::npos;
}

bool isAddress(std::string_view host)
{
    if (host.find(':') != std::string_view::npos) {
        return host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    }
    return std::count(host.begin(), host.end(), '.') == 3
        && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string replaced(std::string_view from, std::span<const std::pair<char, std::string_view>> table)
{
    std::string out;
    for (const char c : from) {
        const auto found
            = std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.first == c; });
        found == table.end() ? out.push_back(c) : void(out.append(found->second));
    }
    return out;
}

} // namespace

std::string toUpper(std::string_view from)
{
    std::string out(from);
    std::transform(out.begin(), out.end(), out.begin(), upper);
    return out;
}

std::string toLower(std::string_view from)
{
    std::string out(from);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

std::string title(std::string_view from)
{
    std::string out(from);
    bool start = true;
    for (char& c : out) {
        const bool word = c == '_' || c == '\'' || static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9')
            || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
        c = start ? upper(c) : c;
        start = !word;
    }
    return out;
}

std::string stripPort(std::string_view from)
{
    std::string_view host;
    std::string_view port;
    return std::string(splitHostPort(from, host, port) ? host : from);
}

std::string stripDomain(std::string_view from)
{
    std::string_view host;
    std::string_view port;
    if (!splitHostPort(from, host, port)) {
        host = from;
        port = {};
    }
    if (isAddress(host)) {
        return std::string(from);
    }
    const std::string name(host.substr(0, host.find('.')));
    return port.empty() ? name : name + ":" + std::string(port);
}

std::string queryEscape(std::string_view from)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : from) {
        const bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_'
            || c == '.' || c == '~';
        if (plain || c == ' ') {
            out += plain ? c : '+';
        } else {
            out += '%';
            out += hex[static_cast<unsigned char>(c) >> 4U];
            out += hex[static_cast<unsigned char>(c) & 15U];
        }
    }
    return out;
}

std::string graphLink(std::string_view expression)
{
    return "/graph?g0.expr=" + queryEscape(expression) + "&g0.tab=0";
}

std::string tableLink(std::string_view expression)
{
    return "/graph?g0.expr=" + queryEscape(expression) + "&g0.tab=1";
}

std::string htmlEscape(std::string_view from)
{
    static constexpr std::array<std::pair<char, std::string_view>, 6> table{
        {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&#34;"}, {'\'', "&#39;"}, {'\0', "\xef\xbf\xbd"}}};
    return replaced(from, table);
}

std::string jsEscape(std::string_view from)
{
    static constexpr std::array<std::pair<char, std::string_view>, 11> table{{{'\\', "\\\\"},
                                                                              {'\'', "\\'"},
                                                                              {'"', "\\\""},
                                                                              {'<', "\\u003C"},
                                                                              {'>', "\\u003E"},
                                                                              {'&', "\\u0026"},
                                                                              {'=', "\\u003D"},
                                                                              {'\n', "\\u000A"},
                                                                              {'\r', "\\u000D"},
                                                                              {'\t', "\\u0009"},
                                                                              {'\0', "\\u0000"}}};
    return replaced(from, table);
}

} // namespace checkwatch::rules
