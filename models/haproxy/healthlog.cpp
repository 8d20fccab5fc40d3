#include "models/haproxy/healthlog.h"

#include <algorithm>

namespace checkwatch::haproxy {
namespace {

using Outcome = HealthLine::Outcome;

constexpr std::size_t longestName = 256;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isNameChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || c == '.'
        || c == '-';
}

bool take(std::string_view& text, std::string_view start)
{
    if (!text.starts_with(start)) {
        return false;
    }
    text.remove_prefix(start.size());
    return true;
}

/// Up to the next blank, and that; empty where there is none.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t end = text.find(' ');
    if (end == std::string_view::npos) {
        return {};
    }
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end + 1);
    return word;
}

std::string_view takeName(std::string_view& text)
{
    const auto* const end = std::ranges::find_if_not(text, isNameChar);
    const std::string_view name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(name.size());
    return name.size() <= longestName ? name : std::string_view();
}

/// "PROXY/SERVER ", with something after it.
bool takeServer(std::string_view& text, HealthLine& line)
{
    line.proxy = takeName(text);
    const bool slash = take(text, "/");
    line.server = takeName(text);
    return !line.proxy.empty() && slash && !line.server.empty() && take(text, " ");
}

/// "<133>", of which nothing is wanted.
bool takePriority(std::string_view& text)
{
    const std::size_t end = text.find('>');
    const bool fits = text.starts_with('<') && end != std::string_view::npos && end > 1 && end <= 4
        && std::ranges::all_of(text.substr(1, end - 1), isDigit);
    if (fits) {
        text.remove_prefix(end + 1);
    }
    return fits;
}

/// "2026-11-22T10:43:39.290799+00:00 ".
bool takeIsoTime(std::string_view& text)
{
    constexpr std::size_t shortest = std::string_view("2026-11-22T10:43:39").size();
    const bool fits = text.size() > shortest && isDigit(text[0]) && text[4] == '-' && text[10] == 'T';
    return fits && !takeWord(text).empty();
}

/// "Nov 22 10:51:30 ".
bool takeOldTime(std::string_view& text)
{
    constexpr std::size_t length = std::string_view("Nov 22 10:51:30 ").size();
    const bool fits = text.size() > length && text[3] == ' ' && text[6] == ' ' && text[9] == ':' && text[12] == ':'
        && text[length - 1] == ' ';
    if (fits) {
        text.remove_prefix(length);
    }
    return fits;
}

/// "haproxy[7095]: ", or that with a host before it.
void takeTag(std::string_view& text)
{
    std::string_view rest = text;
    std::string_view word = takeWord(rest);
    if (!word.ends_with(':')) {
        word = takeWord(rest);
    }
    if (word.ends_with(':')) {
        text = rest;
    }
}

/// What RFC 5424 has behind its version: time, host, program, process, kind of message, and structured data.
void takeHead5424(std::string_view& text)
{
    for (int word = 0; word < 5; ++word) {
        (void)takeWord(text);
    }
    const std::size_t end = text.starts_with('[') ? text.find("] ") : text.find(' ');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + (text.starts_with('[') ? 2 : 1));
}

/// "[WARNING]  (18452) : ", as on standard error.
void takeLevel(std::string_view& text)
{
    const std::size_t end = text.starts_with('[') ? text.find(") : ") : std::string_view::npos;
    if (end != std::string_view::npos && end < 40) {
        text.remove_prefix(end + 4);
    }
}

bool startsMessage(std::string_view text)
{
    return text.starts_with("Server ") || text.starts_with("Backup Server ") || text.starts_with("Health check ")
        || text.starts_with("Agent check ") || text.find(" has no server available!") != std::string_view::npos;
}

std::string_view messageOf(std::string_view line)
{
    line = line.substr(0, line.find_first_of(std::string_view("\r\n\0", 3)));
    const bool syslog = takePriority(line);
    if (syslog && take(line, "1 ")) {
        takeHead5424(line);
    } else if (takeOldTime(line)) {
        takeTag(line);
    } else if (takeIsoTime(line) && !startsMessage(line)) {
        takeTag(line);
    }
    takeLevel(line);
    return line;
}

std::optional<Outcome> checkOutcome(std::string_view rest)
{
    (void)take(rest, "conditionally ");
    if (rest.starts_with("failed,")) {
        return Outcome::CheckFailed;
    }
    return rest.starts_with("succeeded,") ? std::optional(Outcome::CheckPassed) : std::nullopt;
}

/// What follows "Server PROXY/SERVER ".
std::optional<Outcome> serverOutcome(std::string_view rest)
{
    const auto begins = [rest](std::string_view start) { return rest.starts_with(start); };
    if (begins("is going DOWN for maintenance") || begins("was DOWN and now enters maintenance")
        || begins("enters drain state") || begins("remains in ") || begins("is stopping")) {
        return Outcome::Out;
    }
    if (begins("administratively READY")) {
        return Outcome::Back;
    }
    if (begins("('")) { // a host name that resolves again
        rest.remove_prefix(std::min(rest.size(), std::min(rest.find("') "), rest.size()) + 3));
    }
    if (!take(rest, "is ")) {
        return std::nullopt;
    }
    const std::string_view state = rest.substr(0, rest.find_first_of(" ,."));
    const std::string_view after = rest.substr(state.size());
    if (after.starts_with(" (leaving ") || after.starts_with(" (resolves ")) {
        return Outcome::Back;
    }
    if (state == "DOWN") {
        return Outcome::Down;
    }
    return state == "UP" ? std::optional(Outcome::Up) : std::nullopt;
}

/// Of what follows "Server PROXY/SERVER " where it goes out or DOWN: "…maintenance (DNS timeout status) via PROXY/SERVER. 2
/// active and …", of which each part may be missing.
HealthLine::Cause causeOf(std::string_view rest)
{
    const std::string_view reason = rest.substr(0, rest.find(", reason: "));
    const std::string_view sentence = reason.substr(0, reason.find(". "));
    if (sentence.find(" via ") != std::string_view::npos) {
        return HealthLine::Cause::Tracked;
    }
    for (const std::string_view words :
         {" (DNS ", " (No IP for server", " (entry removed from SRV record", " (unspecified DNS"}) {
        if (sentence.find(words) != std::string_view::npos) {
            return HealthLine::Cause::NoDns;
        }
    }
    return HealthLine::Cause::NotTold;
}

bool parseNoneLeft(std::string_view text, HealthLine& line)
{
    const std::string_view kind = takeWord(text);
    const bool lower = std::ranges::all_of(kind, [](char c) { return c >= 'a' && c <= 'z'; });
    const bool quoted = take(text, "'");
    line.proxy = takeName(text);
    const bool closed = !quoted || take(text, "'");
    line.outcome = Outcome::NoneLeft;
    return !kind.empty() && lower && closed && !line.proxy.empty() && text == " has no server available!";
}

} // namespace

std::optional<HealthLine> parseHealthLine(std::string_view whole) noexcept
{
    HealthLine line;
    line.text = messageOf(whole);
    std::string_view rest = line.text;
    std::optional<Outcome> outcome;
    if (take(rest, "Health check for ") || take(rest, "Agent check for ")) {
        (void)take(rest, "backup ");
        outcome = take(rest, "server ") && takeServer(rest, line) ? checkOutcome(rest) : std::nullopt;
    } else if (take(rest, "Server ") || take(rest, "Backup Server ")) {
        outcome = takeServer(rest, line) ? serverOutcome(rest) : std::nullopt;
        line.cause = outcome == Outcome::Out || outcome == Outcome::Down ? causeOf(rest) : HealthLine::Cause::NotTold;
    } else if (parseNoneLeft(rest, line)) {
        outcome = line.outcome;
    }
    if (!outcome) {
        return std::nullopt;
    }
    line.outcome = *outcome;
    return line;
}

std::string_view outcomeName(Outcome outcome) noexcept
{
    switch (outcome) {
    case Outcome::CheckFailed: return "check failed";
    case Outcome::CheckPassed: return "check passed";
    case Outcome::Down: return "DOWN";
    case Outcome::Up: return "UP";
    case Outcome::Out: return "out of rotation";
    case Outcome::Back: return "back in rotation";
    case Outcome::NoneLeft: return "no server left";
    }
    return "";
}

} // namespace checkwatch::haproxy
