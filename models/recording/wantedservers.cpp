#include "models/recording/wantedservers.h"

#include "models/fleet/silence.h"
#include "models/metrics/matcher.h"
#include "models/metrics/relabelling.h"

#include <algorithm>
#include <optional>

namespace checkwatch::recording {
namespace {

/// What a regular expression without operators matches; nothing where it has some.
std::optional<std::string> literal(std::string_view regex)
{
    std::string out;
    for (std::size_t at = 0; at < regex.size(); ++at) {
        const bool escaped = regex[at] == '\\' && at + 1 < regex.size();
        at += escaped ? 1 : 0;
        const bool letter
            = (regex[at] >= '0' && regex[at] <= '9') || ((regex[at] | 0x20) >= 'a' && (regex[at] | 0x20) <= 'z');
        if (escaped ? letter : std::string_view(R"(\.+*?()[]{}|^$)").find(regex[at]) != std::string_view::npos) {
            return std::nullopt;
        }
        out += regex[at];
    }
    return out;
}

std::string_view serverNameOf(std::string_view wanted)
{
    return wanted.substr(wanted.find('/') + 1); // npos + 1 is 0
}

/// Whether a step takes from, or gives to, the label `server` by a text of its own, which may name any.
bool namesServers(const metrics::RelabelStep& step)
{
    const metrics::RelabelStep plain;
    const bool ofServers = step.targetLabel == "server" || std::ranges::count(step.sourceLabels, "server") > 0;
    return ofServers && (step.regex != plain.regex || step.replacement != plain.replacement);
}

} // namespace

bool WantedServers::server(std::string_view proxy, std::string_view name) const
{
    return m_servers.empty() || name.empty() || m_servers.contains(name)
        || m_servers.contains(std::string(proxy) + '/' + std::string(name));
}

bool WantedServers::labels(const metrics::Labels& labels) const
{
    const std::string_view proxy = labels.get("proxy");
    return server(proxy.empty() ? labels.get("backend") : proxy, labels.get("server"));
}

bool WantedServers::named(std::string_view proxy, std::string_view name) const
{
    return server(proxy, name) || (proxy.empty() && std::ranges::any_of(m_servers, [name](const std::string& each) {
                                       return serverNameOf(each) == name;
                                   }));
}

/// Each alternative is a wanted server, or a pattern of at least one.
bool WantedServers::regex(std::string_view proxy, const std::string& text) const
{
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find('|', from), text.size());
        const std::string part = text.substr(from, to - from);
        from = to + 1;
        if (const auto name = literal(part)) {
            if (!named(proxy, *name)) {
                return false;
            }
            continue;
        }
        const auto matcher = metrics::Matcher::create(metrics::MatchType::Regex, "server", part);
        const auto matches = [&](const std::string& each) { return matcher && matcher->matches(serverNameOf(each)); };
        if (std::ranges::none_of(m_servers, matches)) {
            return false;
        }
    }
    return true;
}

bool WantedServers::silence(const fleet::Event& event) const
{
    if (m_servers.empty()) {
        return true;
    }
    const auto matchers = fleet::matchersFrom(event.before);
    const auto relabelling = fleet::relabellingFrom(event.job);
    if (!matchers || !relabelling || std::ranges::any_of(relabelling->steps(), namesServers)) {
        return false; // what it names is not known
    }
    std::string proxy;
    for (const metrics::Matcher& each : *matchers) {
        if ((each.name() == "proxy" || each.name() == "backend") && each.type() == metrics::MatchType::Equal) {
            proxy = each.value();
        }
    }
    return std::ranges::all_of(*matchers, [&](const metrics::Matcher& each) {
        const bool regular = each.type() == metrics::MatchType::Regex || each.type() == metrics::MatchType::NotRegex;
        return each.name() != "server" || (regular ? regex(proxy, each.value()) : named(proxy, each.value()));
    });
}

} // namespace checkwatch::recording
