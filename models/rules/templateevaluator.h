#pragma once

#include "models/rules/template.h"
#include "models/rules/templatefields.h"
#include "models/rules/templatetree.h"

#include <string>
#include <utility>
#include <vector>

namespace checkwatch::rules {

/// Leaves a template's execution from any depth; caught in executeTemplate().
struct TemplateExecFailure
{
    std::string message;
};

/// The part of a template's execution that evaluates what stands inside one pair of braces, with its variables. The
/// statements around are executeTemplate()'s.
class TemplateEvaluator
{
protected:
    using Node = TemplateNode;
    using Value = TemplateValue;

    TemplateEvaluator(const TemplateTree& tree, const TemplateData& data) : m_tree(tree), m_data(data) {}

    [[noreturn]] void fail(const std::string& message) const;
    template <typename T>
    T orFail(base::Result<T> result) const
    {
        if (!result) {
            fail(result.error().message);
        }
        return std::move(*result);
    }
    void orFail(const base::Result<void>& result) const;
    /// Notes where an error is said to be; fails over the limits.
    void at(const Node& node);
    Value pipeline(const Value& dot, const Node& pipe);

    const TemplateTree& m_tree;
    const TemplateData& m_data;
    std::string m_template = m_tree.name;
    std::vector<std::pair<std::string, Value>> m_variables;
    std::string m_out;

private:
    Value& variable(const std::string& name);
    Value run(const Value& dot, const Node& command, const Value* last);
    Value operand(const Value& dot, const Node& node);
    Value fields(Value value, const std::vector<std::string>& names, std::size_t from);
    Value callFunction(const Value& dot, const Node& name, const Node& command, const Value* last);
    Value shortCircuit(const Value& dot, bool isAnd, const Node& command, const Value* last);
    Value argument(const Value& dot, const Node& node, TemplateParameter type);

    const Node* m_node = nullptr; ///< where an error is said to be: what was looked at last
    int m_steps = 0;
};

} // namespace checkwatch::rules
