#include "models/rules/yamltree.h"

#include "models/base/utf8.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace checkwatch::rules {
namespace {

base::Error yamlError(std::string message, std::int64_t line)
{
    const std::string place = line > 0 ? "line " + std::to_string(line) + ": " : "";
    return base::Error{base::ErrorCode::BadInput, "yaml: " + place + std::move(message), {}, line};
}

/// Carries an error out of yaml-cpp's callbacks, the way yaml-cpp's own errors come.
struct Refusal
{
    base::Error error;
};

/// Where each line of the text begins, to turn yaml-cpp's byte columns into characters.
class Lines
{
public:
    explicit Lines(std::string_view text) : m_text(text)
    {
        m_starts.push_back(text.starts_with("\xef\xbb\xbf") ? 3 : 0);
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
                m_starts.push_back(i + 1);
            }
        }
    }
    [[nodiscard]] std::string_view at(const YAML::Mark& mark) const
    {
        const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
        const std::size_t start = m_starts[std::min(line, m_starts.size() - 1)] + bytes(mark);
        return start < m_text.size() ? m_text.substr(start) : std::string_view();
    }
    [[nodiscard]] int column(const YAML::Mark& mark) const
    {
        const auto line = static_cast<std::size_t>(std::max(mark.line, 0));
        const std::string_view before = m_text.substr(m_starts[std::min(line, m_starts.size() - 1)], bytes(mark));
        const auto inner = std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xC0) == 0x80; });
        return mark.column + 1 - static_cast<int>(inner);
    }

private:
    static std::size_t bytes(const YAML::Mark& mark) { return static_cast<std::size_t>(std::max(mark.column, 0)); }

    std::string_view m_text;
    std::vector<std::size_t> m_starts;
};

class Builder final : public YAML::EventHandler
{
public:
    Builder(YamlDocument& document, const Lines& lines) : m_document(document), m_lines(lines) {}

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        YamlNode& node = add(YamlNode::Kind::Null, mark, anchor);
        for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
            if (m_lines.at(mark).starts_with(word)) {
                node.text = word;
            }
        }
        attach(node);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        YamlNode& node = add(YamlNode::Kind::Alias, mark, 0);
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end() || std::find(m_open.begin(), m_open.end(), found->second) != m_open.end()) {
            throw Refusal{yamlError("anchor value contains itself", node.line)};
        }
        node.target = &found->second->resolved();
        attach(node);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override
    {
        YamlNode& node = add(YamlNode::Kind::Scalar, mark, anchor);
        node.text = value;
        node.tag = tag;
        m_lastScalar = m_lines.at(mark);
        attach(node);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override
    {
        open(add(YamlNode::Kind::Sequence, mark, anchor));
    }
    void OnSequenceEnd() override { m_open.pop_back(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override
    {
        open(add(YamlNode::Kind::Map, mark, anchor));
    }
    void OnMapEnd() override { m_open.pop_back(); }

    /// The source from the last scalar on, with its anchor and tag.
    [[nodiscard]] std::string_view lastScalar() const { return m_lastScalar; }

private:
    YamlNode& add(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        YamlNode& node = m_document.nodes.emplace_back();
        node.kind = kind;
        node.line = mark.line + 1;
        node.column = m_lines.column(mark);
        if (anchor != 0) {
            m_anchors[anchor] = &node;
        }
        return node;
    }
    void attach(const YamlNode& node)
    {
        if (m_open.empty()) {
            m_document.root = &node;
        } else {
            m_open.back()->children.push_back(&node);
        }
    }
    void open(YamlNode& node)
    {
        attach(node);
        m_open.push_back(&node);
    }

    YamlDocument& m_document;
    const Lines& m_lines;
    std::vector<YamlNode*> m_open;
    std::unordered_map<YAML::anchor_t, const YamlNode*> m_anchors;
    std::string_view m_lastScalar;
};

/// yaml-cpp takes the end of the text for a closing quote; a half-written file must not pass.
bool endsInsideQuotes(std::string_view scalar)
{
    while (scalar.starts_with('&') || scalar.starts_with('!')) {
        scalar.remove_prefix(std::min(scalar.find_first_of(" \t\r\n"), scalar.size()));
        scalar.remove_prefix(std::min(scalar.find_first_not_of(" \t\r\n"), scalar.size()));
    }
    if (!scalar.starts_with('"') && !scalar.starts_with('\'')) {
        return false;
    }
    const char quote = scalar.front();
    for (std::size_t i = 1; i < scalar.size(); ++i) {
        if (quote == '"' && scalar[i] == '\\') {
            ++i;
        } else if (scalar[i] == quote) {
            if (quote == '"' || i + 1 == scalar.size() || scalar[i + 1] != quote) {
                return false;
            }
            ++i;
        }
    }
    return true;
}

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
    const Lines lines(text);
    Builder builder(document, lines);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
    } catch (const Refusal& refusal) {
        return refusal.error;
    } catch (const YAML::Exception& error) {
        return yamlError(error.msg, error.mark.is_null() ? 0 : error.mark.line + 1);
    } catch (const std::exception& error) {
        return yamlError(error.what(), 0);
    }
    if (endsInsideQuotes(builder.lastScalar())) {
        return yamlError("found unexpected end of stream", lineOf(text, text.size()));
    }
    return document;
}

} // namespace checkwatch::rules
