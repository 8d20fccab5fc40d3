#include "models/rules/templateprogram.h"

#include "models/rules/templateexec.h"
#include "models/rules/templatefunctions.h"
#include "models/rules/templateparser.h"

namespace checkwatch::rules {
namespace {

constexpr std::size_t preludeStatements = 4;

/// True where something below the node can read more than labels and what is the same for every evaluation.
bool readsMore(const TemplateNode& node)
{
    using Type = TemplateNode::Type;
    if (node.type == Type::Dot || node.type == Type::Template) {
        return true;
    }
    if (node.type == Type::Field && node.names.front() == "Value") {
        return true;
    }
    if (node.type == Type::Variable && (node.names.front() == "$value" || node.names.front() == "$")) {
        return true;
    }
    if (node.type == Type::Identifier) {
        const TemplateFunction* function = findTemplateFunction(node.text);
        return function && function->dependsOnData;
    }
    for (const TemplateNode::Ptr& child : node.children) {
        if (readsMore(*child)) {
            return true;
        }
    }
    return (node.pipe && readsMore(*node.pipe)) || (node.body && readsMore(*node.body))
        || (node.otherwise && readsMore(*node.otherwise));
}

} // namespace

base::Result<TemplateProgram> TemplateProgram::parse(std::string_view text, std::string_view name)
{
    auto tree = parseTemplate(text, name);
    if (!tree) {
        return tree.error();
    }
    TemplateProgram program;
    program.m_constant = text.find("{{") == std::string_view::npos;
    program.m_onlyLabels = true;
    const std::vector<TemplateNode::Ptr>& statements = tree->defined.at(tree->name)->children;
    for (std::size_t i = preludeStatements; i < statements.size(); ++i) {
        program.m_onlyLabels = program.m_onlyLabels && !readsMore(*statements[i]);
    }
    program.m_tree = std::make_shared<const TemplateTree>(std::move(*tree));
    return program;
}

std::string TemplateProgram::expand(const TemplateData& data) const
{
    auto text = executeTemplate(*m_tree, data);
    return text
        ? std::move(*text)
        : "<error expanding template: error executing template " + m_tree->name + ": " + text.error().message + ">";
}

} // namespace checkwatch::rules
