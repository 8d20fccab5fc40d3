#include "models/rules/rulenodes.h"

#include "models/base/duration.h"
#include "models/metrics/labels.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace checkwatch::rules {
namespace {

struct Entry
{
    const YamlNode* key = nullptr;
    const YamlNode* value = nullptr;
};

/// One decoding. Stops at the first fatal error, and when aliases blow the document up.
class Decoder
{
public:
    Decoder(std::size_t nodes, std::vector<base::Error>& errors) : m_errors(errors), m_maxVisits(nodes * 4 + 100'000) {}

    std::vector<RawGroup> file(const YamlNode& node)
    {
        std::vector<RawGroup> groups;
        forEachField(node, "rulefmt.RuleGroups", [&](const std::string& name, const YamlNode& value) {
            if (name != "groups") {
                return false;
            }
            forEachItem(value, "[]rulefmt.RuleGroup", [&](const YamlNode& item) {
                if (auto decoded = group(item)) {
                    groups.push_back(std::move(*decoded));
                }
            });
            return true;
        });
        if (m_fatal) {
            m_errors.assign(1, *m_fatal);
        }
        return groups;
    }

private:
    static constexpr int maxMergeDepth = 16;

    void fail(int line, const std::string& message)
    {
        m_errors.push_back({base::ErrorCode::BadInput, "line " + std::to_string(line) + ": " + message, {}, line});
    }
    void failFatally(int line, std::string message)
    {
        if (!m_fatal) {
            m_fatal = base::Error{base::ErrorCode::BadInput, std::move(message), {}, line};
        }
    }
    void wrongType(const YamlNode& node, std::string_view type)
    {
        const YamlNode& actual = node.resolved();
        std::string shown;
        if (actual.kind == YamlNode::Kind::Scalar) {
            shown = actual.text.size() > 10 ? actual.text.substr(0, 7) + "..." : actual.text;
            shown = " `" + shown + "`";
        }
        fail(actual.line, "cannot unmarshal " + std::string(actual.shortTag()) + shown + " into " + std::string(type));
    }
    bool exhausted(const YamlNode& node)
    {
        if (++m_visits > m_maxVisits) {
            failFatally(node.line, "yaml: document contains excessive aliasing");
        }
        return m_fatal.has_value();
    }

    bool hasDuplicateKeys(const YamlNode& map)
    {
        std::unordered_map<std::string_view, int> seen;
        bool duplicate = false;
        for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
            const YamlNode& key = *map.children[i];
            if (key.kind != YamlNode::Kind::Scalar) {
                continue;
            }
            const auto [first, added] = seen.try_emplace(key.text, key.line);
            if (!added) {
                fail(key.line,
                     "mapping key " + metrics::quote(key.text) + " already defined at line "
                         + std::to_string(first->second));
                duplicate = true;
            }
        }
        return duplicate;
    }

    static bool isMerge(const YamlNode& key)
    {
        return key.kind == YamlNode::Kind::Scalar && key.text == "<<" && (key.tag == "?" || key.tag.empty());
    }

    /// The map's own entries, then those it merges in, a name once: own before merged, earlier before later.
    void gather(const YamlNode& map, std::vector<Entry>& out, std::unordered_set<std::string_view>& names, int depth)
    {
        if (hasDuplicateKeys(map)) {
            return;
        }
        std::vector<const YamlNode*> merges;
        for (std::size_t i = 0; i + 1 < map.children.size(); i += 2) {
            const YamlNode& key = map.children[i]->resolved();
            if (exhausted(key)) {
                return;
            }
            if (isMerge(key)) {
                merges.push_back(&map.children[i + 1]->resolved());
            } else if (key.kind == YamlNode::Kind::Sequence || key.kind == YamlNode::Kind::Map) {
                wrongType(key, "string");
            } else if (names.insert(key.text).second) {
                out.push_back({&key, map.children[i + 1]});
            }
        }
        for (const YamlNode* merged : merges) {
            merge(*merged, out, names, depth + 1);
        }
    }
    void merge(const YamlNode& node, std::vector<Entry>& out, std::unordered_set<std::string_view>& names, int depth)
    {
        if (depth > maxMergeDepth) {
            failFatally(node.line, "yaml: line " + std::to_string(node.line) + ": merged too deep");
        } else if (node.kind == YamlNode::Kind::Map) {
            gather(node, out, names, depth);
        } else if (node.kind == YamlNode::Kind::Sequence) {
            for (const YamlNode* item : node.children) {
                if (item->resolved().kind != YamlNode::Kind::Map) {
                    failFatally(node.line, "yaml: map merge requires map or sequence of maps as the value");
                } else if (!m_fatal) {
                    gather(item->resolved(), out, names, depth);
                }
            }
        } else {
            failFatally(node.line, "yaml: map merge requires map or sequence of maps as the value");
        }
    }

    /// Calls take(name, value) for each field; where it returns false, the field is not known.
    template <typename Take>
    bool forEachField(const YamlNode& alias, std::string_view type, Take take)
    {
        const YamlNode& node = alias.resolved();
        if (node.kind == YamlNode::Kind::Null || exhausted(node)) {
            return false;
        }
        if (node.kind != YamlNode::Kind::Map) {
            wrongType(node, type);
            return false;
        }
        std::vector<Entry> entries;
        std::unordered_set<std::string_view> names;
        gather(node, entries, names, 0);
        for (const Entry& entry : entries) {
            if (!m_fatal && !take(entry.key->text, *entry.value)) {
                fail(entry.key->line, "field " + entry.key->text + " not found in type " + std::string(type));
            }
        }
        return true;
    }
    template <typename Take>
    void forEachItem(const YamlNode& alias, std::string_view type, Take take)
    {
        const YamlNode& node = alias.resolved();
        if (node.kind == YamlNode::Kind::Null) {
            return;
        }
        if (node.kind != YamlNode::Kind::Sequence) {
            wrongType(node, type);
            return;
        }
        for (const YamlNode* item : node.children) {
            if (exhausted(*item)) {
                return;
            }
            take(*item);
        }
    }

    std::optional<RawGroup> group(const YamlNode& node)
    {
        RawGroup out;
        out.line = node.resolved().line;
        out.column = node.resolved().column;
        const bool good = forEachField(node, "rulefmt.RuleGroup", [&](const std::string& name, const YamlNode& value) {
            if (name == "name") {
                takeString(value, out.name);
            } else if (name == "interval") {
                takeDuration(value, out.interval);
            } else if (name == "limit") {
                takeInteger(value, out.limit);
            } else if (name == "rules") {
                forEachItem(value, "[]rulefmt.RuleNode", [&](const YamlNode& item) {
                    if (auto decoded = rule(item)) {
                        out.rules.push_back(std::move(*decoded));
                    }
                });
            } else {
                return false;
            }
            return true;
        });
        return good ? std::optional(std::move(out)) : std::nullopt;
    }

    std::optional<RawRule> rule(const YamlNode& node)
    {
        RawRule out;
        out.line = node.resolved().line;
        const bool good = forEachField(node, "rulefmt.RuleNode", [&](const std::string& name, const YamlNode& value) {
            if (name == "record" || name == "alert" || name == "expr") {
                takePlaced(name, value, name == "record" ? out.record : name == "alert" ? out.alert : out.expr);
            } else if (name == "for" || name == "keep_firing_for") {
                takeDuration(value, name == "for" ? out.holdFor : out.keepFiringFor);
            } else if (name == "labels" || name == "annotations") {
                takePairs(value, name == "labels" ? out.labels : out.annotations);
            } else {
                return false;
            }
            return true;
        });
        return good ? std::optional(std::move(out)) : std::nullopt;
    }

    bool takeString(const YamlNode& alias, std::string& out)
    {
        const YamlNode& node = alias.resolved();
        if (node.kind == YamlNode::Kind::Sequence || node.kind == YamlNode::Kind::Map) {
            wrongType(node, "string");
            return false;
        }
        out = node.kind == YamlNode::Kind::Null ? std::string() : node.text;
        return true;
    }
    void takePlaced(const std::string& field, const YamlNode& node, PlacedText& out)
    {
        if (node.kind == YamlNode::Kind::Alias) {
            fail(node.line,
                 "alias as the value of " + field
                     + ": Prometheus takes the anchor's name for the value; write the value out");
            return;
        }
        out = {node.text, node.line, node.column};
    }
    void takeInteger(const YamlNode& alias, int& out)
    {
        const YamlNode& node = alias.resolved();
        if (node.kind != YamlNode::Kind::Null && !yamlInteger(node, out)) {
            wrongType(node, "int");
        }
    }
    void takeDuration(const YamlNode& node, base::Duration& out)
    {
        std::string text;
        if (node.resolved().kind == YamlNode::Kind::Null || !takeString(node, text)) {
            return;
        }
        if (const auto duration = base::parseDuration(text)) {
            out = *duration;
        } else {
            failFatally(node.line, duration.error().message);
        }
    }
    void takePairs(const YamlNode& node, StringPairs& out)
    {
        forEachField(node, "map[string]string", [&](const std::string& name, const YamlNode& value) {
            std::string text;
            if (takeString(value, text)) {
                out.emplace_back(name, std::move(text));
            }
            return true;
        });
    }

    std::vector<base::Error>& m_errors;
    std::optional<base::Error> m_fatal;
    std::size_t m_visits = 0;
    std::size_t m_maxVisits; ///< aliases may make a small document large; without them no node is visited that often
};

} // namespace

std::vector<RawGroup> decodeRuleFile(const YamlDocument& document, std::vector<base::Error>& errors)
{
    return document.root ? Decoder(document.nodes.size(), errors).file(*document.root) : std::vector<RawGroup>();
}

} // namespace checkwatch::rules
