#include "models/rules/templateevaluator.h"

#include "models/metrics/labels.h"

#include <algorithm>

namespace checkwatch::rules {
namespace {

constexpr std::size_t maxOutput = 1024UL * 1024;
constexpr int maxSteps = 1'000'000;

TemplateParameter parameter(const TemplateFunction& function, std::size_t index)
{
    return function.parameters[std::min(index, function.parameters.size() - 1)];
}

} // namespace

void TemplateEvaluator::fail(const std::string& message) const
{
    const std::string_view before = std::string_view(m_tree.source).substr(0, m_node->position);
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    throw TemplateExecFailure{"template: " + m_tree.name + ":" + std::to_string(line) + ":" + std::to_string(column)
                              + ": executing " + metrics::quote(m_template) + " at <" + toText(*m_node)
                              + ">: " + message};
}

void TemplateEvaluator::orFail(const base::Result<void>& result) const
{
    if (!result) {
        fail(result.error().message);
    }
}

void TemplateEvaluator::at(const Node& node)
{
    m_node = &node;
    if (++m_steps > maxSteps || m_out.size() > maxOutput) {
        fail("the template takes too long or writes too much");
    }
}

TemplateValue TemplateEvaluator::pipeline(const Value& dot, const Node& pipe)
{
    at(pipe);
    Value value;
    const Value* last = nullptr;
    for (const Node::Ptr& command : pipe.children) {
        value = run(dot, *command, last);
        last = &value;
    }
    for (const std::string& name : pipe.names) {
        if (!pipe.assigns) {
            m_variables.emplace_back(name, value);
        } else {
            variable(name) = value;
        }
    }
    return value;
}

TemplateValue& TemplateEvaluator::variable(const std::string& name)
{
    for (auto it = m_variables.rbegin(); it != m_variables.rend(); ++it) {
        if (it->first == name) {
            return it->second;
        }
    }
    fail("undefined variable: " + name);
}

TemplateValue TemplateEvaluator::run(const Value& dot, const Node& command, const Value* last)
{
    const Node& first = *command.children.front();
    if (first.type == Node::Type::Identifier) {
        at(first);
        return callFunction(dot, first, command, last);
    }
    if (first.type == Node::Type::Nil) {
        at(first);
        fail("nil is not a command");
    }
    at(first);
    const bool takesArguments = first.type == Node::Type::Field || first.type == Node::Type::Chain
        || (first.type == Node::Type::Variable && first.names.size() > 1);
    const bool hasArguments = command.children.size() > 1 || last;
    if (hasArguments && !takesArguments) {
        fail("can't give argument to non-function " + toText(first));
    }
    Value value = operand(dot, first);
    if (hasArguments) {
        const std::string& name = first.names.back();
        fail(name + " is not a method but has arguments");
    }
    return value;
}

TemplateValue TemplateEvaluator::operand(const Value& dot, const Node& node)
{
    at(node);
    switch (node.type) {
    case Node::Type::Bool: return {node.text == "true"};
    case Node::Type::Dot: return dot;
    case Node::Type::Nil: return {};
    case Node::Type::Number: return node.isInt ? Value{node.integer} : Value{node.number};
    case Node::Type::String: return {node.value};
    case Node::Type::Field: return fields(dot, node.names, 0);
    case Node::Type::Variable: return fields(variable(node.names.front()), node.names, 1);
    case Node::Type::Chain: return fields(operand(dot, *node.children.front()), node.names, 0);
    case Node::Type::Pipe: return pipeline(dot, node);
    case Node::Type::Identifier: return callFunction(dot, node, node, nullptr);
    default: fail("can't evaluate command " + metrics::quote(toText(node)));
    }
}

TemplateValue TemplateEvaluator::fields(Value value, const std::vector<std::string>& names, std::size_t from)
{
    for (std::size_t i = from; i < names.size(); ++i) {
        value = orFail(fieldOf(value, names[i]));
    }
    return value;
}

TemplateValue TemplateEvaluator::callFunction(const Value& dot, const Node& name, const Node& command,
                                              const Value* last)
{
    const TemplateFunction& function = *findTemplateFunction(name.text);
    const std::size_t written = command.type == Node::Type::Command ? command.children.size() - 1 : 0;
    orFail(checkCount(function, written + (last ? 1 : 0)));
    if (function.name == "and" || function.name == "or") {
        return shortCircuit(dot, function.name == "and", command, last);
    }
    TemplateList arguments;
    for (std::size_t i = 0; i < written; ++i) {
        arguments.push_back(argument(dot, *command.children[i + 1], parameter(function, i)));
    }
    if (last) {
        orFail(checkType(*last, parameter(function, written)));
        arguments.push_back(*last);
    }
    auto result = function.call(m_data, arguments);
    if (!result) {
        m_node = &command;
        fail("error calling " + std::string(function.name) + ": " + result.error().message);
    }
    return std::move(*result);
}

TemplateValue TemplateEvaluator::shortCircuit(const Value& dot, bool isAnd, const Node& command, const Value* last)
{
    Value value;
    for (std::size_t i = 1; i < command.children.size(); ++i) {
        value = operand(dot, *command.children[i]);
        if (isTrue(value) != isAnd) {
            return value;
        }
    }
    return last ? *last : value;
}

TemplateValue TemplateEvaluator::argument(const Value& dot, const Node& node, TemplateParameter type)
{
    at(node);
    const bool constant
        = node.type == Node::Type::Number || node.type == Node::Type::Bool || node.type == Node::Type::String;
    if (constant && type == TemplateParameter::Text && node.type != Node::Type::String) {
        fail("expected string; found " + toText(node));
    }
    if (constant && (type == TemplateParameter::Sample || type == TemplateParameter::List)) {
        fail("can't handle " + toText(node) + " for arg of type " + goType(type));
    }
    if (node.type == Node::Type::Nil && type == TemplateParameter::Text) {
        fail("cannot assign nil to string");
    }
    Value value = operand(dot, node);
    if (!constant) {
        orFail(checkType(value, type));
    }
    return value;
}

} // namespace checkwatch::rules
