#pragma once

#include "models/base/result.h"
#include "models/metrics/labels.h"

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace checkwatch::metrics {

enum class MatchType : std::uint8_t { Equal, NotEqual, Regex, NotRegex };

/// What `.` in a regular expression stands for: any character in Prometheus 3, in Prometheus 2 all but the newline.
enum class Dot : std::uint8_t { AllButNewline, Any };

/// A regular expression as Prometheus compiles it: anchored at both ends.
[[nodiscard]] std::string anchored(std::string_view regex, Dot dot);

/// A condition on one label. An absent label has the value "". Regular expressions are RE2's, anchored().
/// Immutable, cheap to copy, safe from any thread.
class Matcher
{
public:
    /// Fails where a regular expression does not compile.
    static base::Result<Matcher> create(MatchType type, std::string name, std::string value, Dot dot = Dot::Any);
    /// name="value".
    static Matcher equal(std::string name, std::string value);

    [[nodiscard]] MatchType type() const noexcept { return m_type; }
    [[nodiscard]] const std::string& name() const noexcept { return m_name; }
    [[nodiscard]] const std::string& value() const noexcept { return m_value; }
    [[nodiscard]] bool matches(std::string_view value) const;
    /// name="value", name!="value", name=~"value", name!~"value".
    [[nodiscard]] std::string toString() const;

    bool operator==(const Matcher& other) const
    {
        return m_type == other.m_type && m_name == other.m_name && m_value == other.m_value;
    }

private:
    Matcher(MatchType type, std::string name, std::string value);

    MatchType m_type;
    std::string m_name;
    std::string m_value;
    std::shared_ptr<const re2::RE2> m_regex; ///< only for the two regex types
};

} // namespace checkwatch::metrics
