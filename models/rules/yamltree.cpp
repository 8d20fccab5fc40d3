#include "models/rules/yamltree.h"

#include "models/base/utf8.h"

#include <yaml.h>

#include <algorithm>
#include <unordered_map>

namespace checkwatch::rules {
namespace {

base::Error yamlError(std::string message, std::int64_t line)
{
    const std::string place = line > 0 ? "line " + std::to_string(line) + ": " : "";
    return base::Error{base::ErrorCode::BadInput, "yaml: " + place + std::move(message), {}, line};
}

/// Deeper nesting than any file of ours has; libyaml's time grows with depth times length.
constexpr std::size_t maxDepth = 200;

std::string_view textOf(const yaml_char_t* text)
{
    return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

bool isNullWord(std::string_view text)
{
    return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";

/// libyaml's parser, as a value that cleans up.
class Parser
{
public:
    explicit Parser(std::string_view text)
    {
        m_good = yaml_parser_initialize(&m_parser) != 0;
        if (m_good) {
            yaml_parser_set_encoding(&m_parser, YAML_UTF8_ENCODING);
            if (text.starts_with(byteOrderMark)) { // libyaml takes it off only where it guesses the encoding
                text.remove_prefix(byteOrderMark.size());
            }
            yaml_parser_set_input_string(&m_parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
        }
    }
    ~Parser() { yaml_parser_delete(&m_parser); }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    bool next(yaml_event_t& event) { return m_good && yaml_parser_parse(&m_parser, &event) != 0; }

    /// In the words and with the line that yaml.v3 gives; the error's own line is the true one.
    [[nodiscard]] base::Error error() const
    {
        const std::size_t context = m_parser.context_mark.line;
        const std::size_t problem = m_parser.problem_mark.line;
        std::size_t line = context != 0 ? context : problem;
        if (line != 0 && m_parser.error == YAML_SCANNER_ERROR) {
            ++line;
        }
        base::Error out = yamlError(m_parser.problem ? m_parser.problem : "unknown problem parsing YAML content",
                                    static_cast<std::int64_t>(line));
        out.line = static_cast<std::int64_t>(problem + 1);
        return out;
    }

private:
    yaml_parser_t m_parser{};
    bool m_good = false;
};

/// One event of libyaml's.
struct Event
{
    yaml_event_t value{};
    Event() = default;
    ~Event() { yaml_event_delete(&value); }
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
};

/// Makes nodes of events.
class Builder
{
public:
    explicit Builder(YamlDocument& document) : m_document(document) {}

    base::Result<void> take(const yaml_event_t& event)
    {
        switch (event.type) {
        case YAML_SCALAR_EVENT: takeScalar(event); return {};
        case YAML_ALIAS_EVENT: return takeAlias(event);
        case YAML_SEQUENCE_START_EVENT: return open(YamlNode::Kind::Sequence, event, event.data.sequence_start.anchor);
        case YAML_MAPPING_START_EVENT: return open(YamlNode::Kind::Map, event, event.data.mapping_start.anchor);
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: m_open.pop_back(); return {};
        default: return {};
        }
    }

private:
    YamlNode& add(YamlNode::Kind kind, const yaml_event_t& event, const yaml_char_t* anchor)
    {
        YamlNode& node = m_document.nodes.emplace_back();
        node.kind = kind;
        node.line = static_cast<int>(event.start_mark.line) + 1;
        node.column = static_cast<int>(event.start_mark.column) + 1;
        if (anchor != nullptr) {
            m_anchors[std::string(textOf(anchor))] = &node;
        }
        if (m_open.empty()) {
            m_document.root = &node;
        } else {
            m_open.back()->children.push_back(&node);
        }
        return node;
    }

    void takeScalar(const yaml_event_t& event)
    {
        const auto& scalar = event.data.scalar;
        YamlNode& node = add(YamlNode::Kind::Scalar, event, scalar.anchor);
        node.text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
        const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
        node.tag = scalar.tag != nullptr ? textOf(scalar.tag) : plain ? "?" : "!";
        if (plain && scalar.tag == nullptr && isNullWord(node.text)) {
            node.kind = YamlNode::Kind::Null;
        }
    }

    base::Result<void> takeAlias(const yaml_event_t& event)
    {
        YamlNode& node = add(YamlNode::Kind::Alias, event, nullptr);
        const std::string name(textOf(event.data.alias.anchor));
        const auto found = m_anchors.find(name);
        if (found == m_anchors.end()) {
            return yamlError("unknown anchor '" + name + "' referenced", node.line);
        }
        if (std::find(m_open.begin(), m_open.end(), found->second) != m_open.end()) {
            return yamlError("anchor '" + name + "' value contains itself", node.line);
        }
        node.target = &found->second->resolved();
        return {};
    }

    base::Result<void> open(YamlNode::Kind kind, const yaml_event_t& event, const yaml_char_t* anchor)
    {
        YamlNode& node = add(kind, event, anchor);
        if (m_open.size() == maxDepth) {
            return yamlError("nested deeper than " + std::to_string(maxDepth) + " levels", node.line);
        }
        m_open.push_back(&node);
        return {};
    }

    YamlDocument& m_document;
    std::vector<YamlNode*> m_open;
    std::unordered_map<std::string, const YamlNode*> m_anchors;
};

std::int64_t lineOf(std::string_view text, std::size_t position)
{
    return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n');
}

/// yaml.v3 reads printable characters only; DEL and the C1 controls but NEL are none.
base::Result<void> checkCharacters(std::string_view text)
{
    if (!base::isValidUtf8(text)) {
        std::size_t good = 0;
        for (std::size_t end = text.find('\n');
             end != std::string_view::npos && base::isValidUtf8(text.substr(good, end - good));
             end = text.find('\n', good)) {
            good = end + 1;
        }
        return yamlError("invalid UTF-8", lineOf(text, good));
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        const bool c0 = byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r';
        if (c0 || byte == 0x7f || (byte == 0xc2 && next < 0xa0 && next != 0x85)) {
            return yamlError("control characters are not allowed", lineOf(text, i));
        }
    }
    return {};
}

} // namespace

base::Result<YamlDocument> readYaml(std::string_view text)
{
    if (const auto good = checkCharacters(text); !good) {
        return good.error();
    }
    YamlDocument document;
    Builder builder(document);
    Parser parser(text);
    for (bool ended = false; !ended;) {
        Event event;
        if (!parser.next(event.value)) {
            return parser.error();
        }
        if (const auto taken = builder.take(event.value); !taken) {
            return taken.error();
        }
        ended = event.value.type == YAML_DOCUMENT_END_EVENT || event.value.type == YAML_STREAM_END_EVENT;
    }
    return document;
}

} // namespace checkwatch::rules
