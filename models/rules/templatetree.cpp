#include "models/rules/templatetree.h"

#include "models/metrics/labels.h"

namespace checkwatch::rules {
namespace {

std::string joined(const std::vector<std::string>& names, std::string_view before, std::string_view between)
{
    std::string out;
    for (const std::string& name : names) {
        out += out.empty() ? before : between;
        out += name;
    }
    return out;
}

std::string pipeText(const TemplateNode& pipe)
{
    std::string out = joined(pipe.names, "", ", ");
    if (!out.empty()) {
        out += pipe.assigns ? " = " : " := ";
    }
    for (std::size_t i = 0; i < pipe.children.size(); ++i) {
        out += (i == 0 ? "" : " | ") + toText(*pipe.children[i]);
    }
    return out;
}

std::string commandText(const TemplateNode& command)
{
    std::string out;
    for (const TemplateNode::Ptr& operand : command.children) {
        const std::string text = toText(*operand);
        out += out.empty() ? "" : " ";
        out += operand->type == TemplateNode::Type::Pipe ? "(" + text + ")" : text;
    }
    return out;
}

std::string controlText(const TemplateNode& node, const std::string& word)
{
    std::string out = "{{" + word + " " + toText(*node.pipe) + "}}" + toText(*node.body);
    if (node.otherwise) {
        out += "{{else}}" + toText(*node.otherwise);
    }
    return out + "{{end}}";
}

} // namespace

std::string toText(const TemplateNode& node)
{
    using Type = TemplateNode::Type;
    switch (node.type) {
    case Type::List: {
        std::string out;
        for (const TemplateNode::Ptr& child : node.children) {
            out += toText(*child);
        }
        return out;
    }
    case Type::Action: return "{{" + toText(*node.pipe) + "}}";
    case Type::If: return controlText(node, "if");
    case Type::Range: return controlText(node, "range");
    case Type::With: return controlText(node, "with");
    case Type::Template:
        return "{{template " + metrics::quote(node.text) + (node.pipe ? " " + toText(*node.pipe) : "") + "}}";
    case Type::Break: return "{{break}}";
    case Type::Continue: return "{{continue}}";
    case Type::Pipe: return pipeText(node);
    case Type::Command: return commandText(node);
    case Type::Field: return joined(node.names, ".", ".");
    case Type::Variable: return joined(node.names, "", ".");
    case Type::Chain: {
        const std::string inner = toText(*node.children.front());
        return (node.children.front()->type == Type::Pipe ? "(" + inner + ")" : inner) + joined(node.names, ".", ".");
    }
    case Type::Text:
    case Type::Bool:
    case Type::Dot:
    case Type::Nil:
    case Type::Number:
    case Type::String:
    case Type::Identifier: break;
    }
    return node.text;
}

} // namespace checkwatch::rules
