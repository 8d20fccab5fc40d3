#include "ui/wall/neededrules.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace checkwatch::wall {
namespace {

using rules::Rule;

bool isOfName(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
}

/// The rules that record something, by its name, each of which is taken once.
class Recorders
{
public:
    explicit Recorders(std::span<const rules::RuleStatus> rules)
    {
        for (const rules::RuleStatus& status : rules) {
            if (!status.rule) {
                continue;
            }
            if (status.rule->kind == Rule::Kind::Alerting) {
                m_alerting.push_back(status.rule.get());
            } else {
                m_byName[status.rule->name].push_back(status.rule.get());
            }
        }
        for (const auto& [name, recorders] : m_byName) {
            if (!std::ranges::all_of(name, isOfName)) {
                m_quoted.push_back(name);
            }
        }
    }

    /// Moves those that an expression may read to the end of `to`.
    void takeReadBy(std::string_view query, std::vector<const Rule*>& to)
    {
        if (query.find("__name__") != std::string_view::npos) {
            takeAll(to);
            return;
        }
        for (std::size_t from = 0; from < query.size();) {
            std::size_t end = from;
            while (end < query.size() && isOfName(query[end])) {
                ++end;
            }
            take(query.substr(from, end - from), to);
            from = end + 1;
        }
        for (const std::string_view name : m_quoted) {
            if (query.find(name) != std::string_view::npos) {
                take(name, to);
            }
        }
    }

private:
    static void move(std::vector<const Rule*>& from, std::vector<const Rule*>& to)
    {
        to.insert(to.end(), from.begin(), from.end());
        from.clear();
    }
    void take(std::string_view name, std::vector<const Rule*>& to)
    {
        if (name == "ALERTS" || name == "ALERTS_FOR_STATE") {
            move(m_alerting, to);
        } else if (const auto at = m_byName.find(name); at != m_byName.end()) {
            move(at->second, to);
        }
    }
    void takeAll(std::vector<const Rule*>& to)
    {
        move(m_alerting, to);
        for (auto& [name, recorders] : m_byName) {
            move(recorders, to);
        }
    }

    std::unordered_map<std::string_view, std::vector<const Rule*>> m_byName;
    std::vector<std::string_view> m_quoted; ///< names that are no words; few are
    std::vector<const Rule*> m_alerting;
};

} // namespace

NeededRules::NeededRules(std::span<const rules::RuleStatus> rules, const std::function<bool(const rules::Rule&)>& needs)
{
    Recorders recorders(rules);
    std::vector<const Rule*> needed;
    for (const rules::RuleStatus& status : rules) {
        if (status.rule && needs(*status.rule)) {
            recorders.takeReadBy(status.rule->query, needed);
        }
    }
    for (std::size_t next = 0; next < needed.size(); ++next) {
        const std::string_view query = needed[next]->query; // `needed` grows
        recorders.takeReadBy(query, needed);
    }
    m_rules.insert(needed.begin(), needed.end());
}

} // namespace checkwatch::wall
