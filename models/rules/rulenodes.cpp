#include "models/rules/rulenodes.h"

#include "models/rules/yamldecoder.h"

#include <optional>

namespace checkwatch::rules {
namespace {

class Decoder : private YamlDecoder
{
public:
    using YamlDecoder::YamlDecoder;

    std::vector<RawGroup> file(const YamlNode& node)
    {
        const YamlNode* spec = manifestSpec(node);
        m_inManifest = spec != nullptr;
        if (spec) {
            groups(*spec, "PrometheusRuleSpec");
        } else {
            groups(node, "rulefmt.RuleGroups");
        }
        finish();
        return std::move(m_groups);
    }

private:
    /// The `spec` of a Kubernetes manifest of the kind PrometheusRule; null for a rule file.
    static const YamlNode* manifestSpec(const YamlNode& alias)
    {
        const YamlNode& node = alias.resolved();
        const YamlNode* spec = nullptr;
        bool isManifest = false;
        for (std::size_t i = 0; node.kind == YamlNode::Kind::Map && i + 1 < node.children.size(); i += 2) {
            const std::string& key = node.children[i]->text;
            const YamlNode& value = node.children[i + 1]->resolved();
            isManifest = isManifest || (key == "kind" && value.text == "PrometheusRule");
            spec = key == "spec" ? &value : spec;
        }
        return isManifest ? spec : nullptr;
    }
    void groups(const YamlNode& node, std::string_view type)
    {
        forEachField(node, type, [&](const std::string& name, const YamlNode& value) {
            if (name != "groups") {
                return false;
            }
            forEachItem(value, "[]rulefmt.RuleGroup", [&](const YamlNode& item) {
                if (auto decoded = group(item)) {
                    m_groups.push_back(std::move(*decoded));
                }
            });
            return true;
        });
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
                // Thanos' own; it says nothing to Prometheus, whose operator takes it out as well.
                return m_inManifest && name == "partial_response_strategy";
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

    std::vector<RawGroup> m_groups;
    bool m_inManifest = false;
};

} // namespace

std::vector<RawGroup> decodeRuleFile(const YamlDocument& document, std::vector<base::Error>& errors)
{
    return document.root ? Decoder(document, errors).file(*document.root) : std::vector<RawGroup>();
}

} // namespace checkwatch::rules
