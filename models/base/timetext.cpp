#include "models/base/timetext.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <cmath>
#include <cstdio>
#include <optional>

namespace checkwatch::base {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Seconds beyond which no time lies: the year 33658 and its mirror.
constexpr double mostSeconds = 1e12;

std::optional<Duration> secondsOf(std::string_view text)
{
    const auto value = parseFloat(text);
    if (!value || !(std::abs(*value) < mostSeconds)) { // NaN too
        return std::nullopt;
    }
    return Duration{std::llround(*value * 1000.0)};
}

/// Takes digits off the front of a text.
class Digits
{
public:
    explicit Digits(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_ok && m_text.empty(); }
    unsigned number(std::size_t count)
    {
        unsigned value = 0;
        for (; count > 0 && nextIsDigit(); --count) {
            value = value * 10 + static_cast<unsigned>(m_text.front() - '0');
            m_text.remove_prefix(1);
        }
        m_ok = m_ok && count == 0;
        return value;
    }
    /// One of these characters; 0 where there is none.
    char oneOf(std::string_view wanted)
    {
        const bool there = !m_text.empty() && wanted.find(m_text.front()) != std::string_view::npos;
        const char found = there ? m_text.front() : '\0';
        m_text.remove_prefix(there ? 1 : 0);
        return found;
    }
    void want(std::string_view wanted) { m_ok = oneOf(wanted) != '\0' && m_ok; }
    Duration fraction()
    {
        Duration value{0};
        Duration unit{100};
        m_ok = m_ok && nextIsDigit();
        for (; nextIsDigit(); unit /= 10) {
            value += unit * static_cast<int>(number(1));
        }
        return value;
    }

private:
    [[nodiscard]] bool nextIsDigit() const { return !m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9'; }

    std::string_view m_text;
    bool m_ok = true;
};

Duration zoneOf(Digits& read)
{
    const char sign = read.oneOf("Zz+-");
    if (sign == 'Z' || sign == 'z') {
        return Duration{0};
    }
    const unsigned hour = read.number(2);
    read.want(":");
    const unsigned minute = read.number(2);
    if (sign == '\0' || hour > 23 || minute > 59) {
        read.want({}); // nothing is among no characters: refused
    }
    const Duration zone = hours{hour} + minutes{minute};
    return sign == '-' ? -zone : zone;
}

std::optional<Timestamp> rfc3339(std::string_view text)
{
    Digits read(text);
    const auto year = static_cast<int>(read.number(4));
    read.want("-");
    const unsigned month = read.number(2);
    read.want("-");
    const unsigned day = read.number(2);
    read.want("Tt ");
    const unsigned hour = read.number(2);
    read.want(":");
    const unsigned minute = read.number(2);
    read.want(":");
    const unsigned second = read.number(2);
    const Duration fraction = read.oneOf(".") != '\0' ? read.fraction() : Duration{0};
    const Duration zone = zoneOf(read);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!read.atEnd() || !date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    return Timestamp{std::chrono::sys_days{date}} + hours{hour} + minutes{minute} + seconds{second} + fraction - zone;
}

std::optional<Duration> offsetOf(std::string_view text)
{
    const bool plus = text.starts_with('+');
    if (const auto duration = parseDuration(text.substr(plus ? 1 : 0))) {
        return *duration;
    }
    return plus ? secondsOf(text.substr(1)) : std::nullopt;
}

} // namespace

Result<Timestamp> parseTime(std::string_view text, Timestamp start)
{
    const bool relative = text.starts_with('+');
    if (const auto since1970 = relative ? std::nullopt : secondsOf(text)) {
        return Timestamp{*since1970};
    }
    if (const auto time = rfc3339(text)) {
        return *time;
    }
    if (const auto offset = offsetOf(text)) {
        return start + *offset;
    }
    return Error{
        ErrorCode::BadInput,
        "not a time: \"" + std::string(text)
            + "\" (want Unix seconds, RFC 3339 like 2026-11-28T10:14:38Z, or an offset from the start like 10m)"};
}

std::string formatTime(Timestamp time)
{
    const auto day = std::chrono::floor<days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    std::string out = text;
    if (clock.subseconds().count() != 0) {
        std::snprintf(text, sizeof text, ".%03d", static_cast<int>(clock.subseconds().count()));
        out += text;
    }
    return out + 'Z';
}

} // namespace checkwatch::base
