#include "models/fleet/silence.h"

#include "models/promql/ast.h"
#include "models/promql/parser.h"

#include <algorithm>
#include <charconv>

namespace checkwatch::fleet {
namespace {

/// Followed by since when: milliseconds since 1970.
constexpr std::string_view unknownStep = "unknown ";

std::string oneLine(std::string text)
{
    std::ranges::replace(text, '\n', ' ');
    return text;
}

} // namespace

bool matches(const Silence& silence, const metrics::Labels& labels) noexcept
{
    return std::ranges::all_of(
        silence.matchers, [&](const metrics::Matcher& matcher) { return matcher.matches(labels.get(matcher.name())); });
}

std::string matchersText(const std::vector<metrics::Matcher>& matchers)
{
    std::string out = "{";
    for (const metrics::Matcher& matcher : matchers) {
        out += (out.size() == 1 ? "" : ",") + matcher.toString();
    }
    return out + '}';
}

std::optional<std::vector<metrics::Matcher>> matchersFrom(std::string_view text)
{
    const auto parsed = promql::parse(text);
    const auto* const selector = parsed && (*parsed)->kind == promql::Selector::nodeKind
        ? static_cast<const promql::Selector*>(parsed->get())
        : nullptr;
    if (selector == nullptr) {
        return std::nullopt;
    }
    std::vector<metrics::Matcher> out;
    for (const metrics::Matcher& written : selector->matchers) {
        auto matcher
            = metrics::Matcher::create(written.type(), written.name(), written.value(), metrics::Dot::AllButNewline);
        if (!matcher) {
            return std::nullopt;
        }
        out.push_back(*std::move(matcher));
    }
    return out;
}

Event silenceEvent(const Silence& silence, std::string_view step, base::Timestamp at)
{
    Event event;
    event.kind = EventKind::Silenced;
    event.time = at;
    event.name = silence.id;
    event.before = matchersText(silence.matchers);
    event.job = relabellingText(silence.relabelling);
    event.after = silence.isKnown() ? std::string(step)
                                    : std::string(unknownStep) + std::to_string(base::unixMs(silence.unknownSince));
    event.detail = oneLine(silence.createdBy) + '\n' + silence.comment;
    event.value = static_cast<double>(base::unixMs(silence.endsAt));
    return event;
}

std::optional<Silence> silenceOf(const Event& event)
{
    auto matchers = matchersFrom(event.before);
    auto relabelling = relabellingFrom(event.job);
    if (event.kind != EventKind::Silenced || !matchers || !relabelling) {
        return std::nullopt;
    }
    Silence silence;
    silence.id = event.name;
    silence.matchers = *std::move(matchers);
    silence.relabelling = *std::move(relabelling);
    const std::size_t line = std::min(event.detail.find('\n'), event.detail.size());
    silence.createdBy = event.detail.substr(0, line);
    silence.comment = event.detail.substr(std::min(line + 1, event.detail.size()));
    silence.endsAt = base::fromUnixMs(static_cast<std::int64_t>(event.value));
    if (const std::string_view step = event.after; step.starts_with(unknownStep)) {
        std::int64_t since = 0;
        std::from_chars(step.data() + unknownStep.size(), step.data() + step.size(), since);
        silence.unknownSince = base::fromUnixMs(since);
    }
    return silence;
}

bool isOver(const Event& event) noexcept
{
    return event.after == silencestep::ended || event.after == silencestep::expired
        || event.after == silencestep::unasked;
}

} // namespace checkwatch::fleet
