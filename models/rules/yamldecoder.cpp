#include "models/rules/yamldecoder.h"

#include "models/base/duration.h"
#include "models/metrics/labels.h"

#include <unordered_map>

namespace checkwatch::rules {
namespace {

constexpr int maxMergeDepth = 16;

bool isMerge(const YamlNode& key)
{
    return key.kind == YamlNode::Kind::Scalar && key.text == "<<" && (key.tag == "?" || key.tag.empty());
}

} // namespace

YamlDecoder::YamlDecoder(const YamlDocument& document, std::vector<base::Error>& errors)
    : m_errors(errors), m_maxVisits(document.nodes.size() * 4 + 100'000)
{
}

void YamlDecoder::finish()
{
    if (m_fatal) {
        m_errors.assign(1, *m_fatal);
    }
}

void YamlDecoder::fail(int line, const std::string& message)
{
    m_errors.push_back({base::ErrorCode::BadInput, "line " + std::to_string(line) + ": " + message, {}, line});
}

void YamlDecoder::failFatally(int line, std::string message)
{
    if (!m_fatal) {
        m_fatal = base::Error{base::ErrorCode::BadInput, std::move(message), {}, line};
    }
}

void YamlDecoder::wrongType(const YamlNode& node, std::string_view type)
{
    const YamlNode& actual = node.resolved();
    std::string shown;
    if (actual.kind == YamlNode::Kind::Scalar) {
        shown = actual.text.size() > 10 ? actual.text.substr(0, 7) + "..." : actual.text;
        shown = " `" + shown + "`";
    }
    fail(actual.line, "cannot unmarshal " + std::string(actual.shortTag()) + shown + " into " + std::string(type));
}

bool YamlDecoder::exhausted(const YamlNode& node)
{
    if (++m_visits > m_maxVisits) {
        failFatally(node.line, "yaml: document contains excessive aliasing");
    }
    return m_fatal.has_value();
}

bool YamlDecoder::hasDuplicateKeys(const YamlNode& map)
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

void YamlDecoder::gather(const YamlNode& map, std::vector<Field>& out, Names& names, int depth)
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

void YamlDecoder::merge(const YamlNode& node, std::vector<Field>& out, Names& names, int depth)
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

bool YamlDecoder::forEachField(const YamlNode& alias, std::string_view type, const TakeField& take)
{
    const YamlNode& node = alias.resolved();
    if (node.kind == YamlNode::Kind::Null || exhausted(node)) {
        return false;
    }
    if (node.kind != YamlNode::Kind::Map) {
        wrongType(node, type);
        return false;
    }
    std::vector<Field> entries;
    Names names;
    gather(node, entries, names, 0);
    for (const Field& entry : entries) {
        if (!m_fatal && !take(entry.key->text, *entry.value)) {
            fail(entry.key->line, "field " + entry.key->text + " not found in type " + std::string(type));
        }
    }
    return true;
}

void YamlDecoder::forEachItem(const YamlNode& alias, std::string_view type,
                              const std::function<void(const YamlNode& item)>& take)
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

bool YamlDecoder::takeString(const YamlNode& alias, std::string& out)
{
    const YamlNode& node = alias.resolved();
    if (node.kind == YamlNode::Kind::Sequence || node.kind == YamlNode::Kind::Map) {
        wrongType(node, "string");
        return false;
    }
    out = node.kind == YamlNode::Kind::Null ? std::string() : node.text;
    return true;
}

void YamlDecoder::takeInteger(const YamlNode& alias, int& out)
{
    const YamlNode& node = alias.resolved();
    if (node.kind != YamlNode::Kind::Null && !yamlInteger(node, out)) {
        wrongType(node, "int");
    }
}

void YamlDecoder::takeDuration(const YamlNode& node, base::Duration& out)
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

void YamlDecoder::takePairs(const YamlNode& node, StringPairs& out)
{
    forEachField(node, "map[string]string", [&](const std::string& name, const YamlNode& value) {
        std::string text;
        if (takeString(value, text)) {
            out.emplace_back(name, std::move(text));
        }
        return true;
    });
}

void YamlDecoder::takeFloat(const YamlNode& alias, double& out)
{
    const YamlNode& node = alias.resolved();
    if (node.kind == YamlNode::Kind::Null) {
        return;
    }
    if (const auto number = yamlFloat(node)) {
        out = *number;
    } else {
        wrongType(node, "float64");
    }
}

void YamlDecoder::takeStrings(const YamlNode& node, std::vector<std::string>& out)
{
    forEachItem(node, "[]string", [&](const YamlNode& item) {
        std::string text;
        if (takeString(item, text)) {
            out.push_back(std::move(text));
        }
    });
}

std::vector<std::string> yamlComplaints(const std::vector<base::Error>& errors)
{
    std::vector<std::string> out;
    std::string types;
    for (const base::Error& error : errors) {
        if (error.message.starts_with("line ")) {
            types += "\n  " + error.message;
        } else {
            out.push_back(error.message);
        }
    }
    if (!types.empty()) {
        out.insert(out.begin(), "yaml: unmarshal errors:" + types);
    }
    return out;
}

} // namespace checkwatch::rules
