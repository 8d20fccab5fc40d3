#include "models/metrics/matcher.h"

#include <re2/re2.h>

namespace checkwatch::metrics {

Matcher::Matcher(MatchType type, std::string name, std::string value)
    : m_type(type), m_name(std::move(name)), m_value(std::move(value))
{
}

std::string anchored(std::string_view regex, Dot dot)
{
    return (dot == Dot::Any ? "^(?s:" : "^(?:") + std::string(regex) + ")$";
}

base::Result<Matcher> Matcher::create(MatchType type, std::string name, std::string value, Dot dot)
{
    Matcher matcher(type, std::move(name), std::move(value));
    if (type == MatchType::Regex || type == MatchType::NotRegex) {
        re2::RE2::Options options;
        options.set_log_errors(false);
        auto regex = std::make_shared<re2::RE2>(anchored(matcher.m_value, dot), options);
        if (!regex->ok()) {
            return base::Error{base::ErrorCode::BadInput, "error parsing regexp: " + regex->error()};
        }
        matcher.m_regex = std::move(regex);
    }
    return matcher;
}

Matcher Matcher::equal(std::string name, std::string value)
{
    return {MatchType::Equal, std::move(name), std::move(value)};
}

bool Matcher::matches(std::string_view value) const
{
    switch (m_type) {
    case MatchType::Equal: return value == m_value;
    case MatchType::NotEqual: return value != m_value;
    case MatchType::Regex: return re2::RE2::FullMatch({value.data(), value.size()}, *m_regex);
    case MatchType::NotRegex: return !re2::RE2::FullMatch({value.data(), value.size()}, *m_regex);
    }
    return false;
}

std::string Matcher::toString() const
{
    static constexpr std::string_view operators[] = {"=", "!=", "=~", "!~"};
    return m_name + std::string(operators[static_cast<std::size_t>(m_type)]) + quote(m_value);
}

} // namespace checkwatch::metrics
