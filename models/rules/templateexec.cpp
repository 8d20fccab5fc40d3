#include "models/rules/templateexec.h"

#include "models/rules/templatefunctions.h"

#include <algorithm>
#include <utility>

namespace checkwatch::rules {
namespace {

using Node = TemplateNode;
using Value = TemplateValue;

/// Leaves the execution from any depth; caught in executeTemplate().
struct ExecFailure
{
    std::string message;
};

enum class Flow : std::uint8_t { Next, Break, Continue };

class Executor
{
public:
    Executor(const TemplateTree& tree, const TemplateData& data) : m_tree(tree), m_data(data) {}

    std::string run()
    {
        const Value root{&m_data};
        m_variables.emplace_back("$", root);
        walk(root, *m_tree.defined.at(m_tree.name));
        return std::move(m_out);
    }

private:
    static constexpr std::size_t maxOutput = 1024UL * 1024;
    static constexpr int maxSteps = 1'000'000;
    static constexpr int maxCalls = 100;

    [[noreturn]] void fail(const std::string& message) const
    {
        const std::string_view before = std::string_view(m_tree.source).substr(0, m_node->position);
        const std::size_t newline = before.rfind('\n');
        const std::size_t column = newline == std::string_view::npos ? before.size() : before.size() - newline - 1;
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        throw ExecFailure{"template: " + m_tree.name + ":" + std::to_string(line) + ":" + std::to_string(column)
                          + ": executing " + metrics::quote(m_template) + " at <" + toText(*m_node) + ">: " + message};
    }
    void at(const Node& node)
    {
        m_node = &node;
        if (++m_steps > maxSteps || m_out.size() > maxOutput) {
            fail("the template takes too long or writes too much");
        }
    }

    Flow walk(const Value& dot, const Node& node)
    {
        at(node);
        switch (node.type) {
        case Node::Type::List:
            for (const Node::Ptr& child : node.children) {
                if (const Flow flow = walk(dot, *child); flow != Flow::Next) {
                    return flow;
                }
            }
            return Flow::Next;
        case Node::Type::Text: m_out += node.text; return Flow::Next;
        case Node::Type::Action: {
            const Value value = pipeline(dot, *node.pipe);
            if (node.pipe->names.empty()) {
                at(node);
                m_out += value.isNil() ? "<no value>" : defaultText(value);
            }
            return Flow::Next;
        }
        case Node::Type::If:
        case Node::Type::With: return walkCondition(dot, node);
        case Node::Type::Range: return walkRange(dot, node);
        case Node::Type::Template: {
            const Value argument = node.pipe ? pipeline(dot, *node.pipe) : Value{};
            at(node);
            callTemplate(node.text, argument);
            return Flow::Next;
        }
        case Node::Type::Break: return Flow::Break;
        default: return Flow::Continue;
        }
    }

    Flow walkCondition(const Value& dot, const Node& node)
    {
        const std::size_t variables = m_variables.size();
        const Value value = pipeline(dot, *node.pipe);
        Flow flow = Flow::Next;
        if (isTrue(value)) {
            flow = walk(node.type == Node::Type::With ? value : dot, *node.body);
        } else if (node.otherwise) {
            flow = walk(dot, *node.otherwise);
        }
        m_variables.resize(variables);
        return flow;
    }

    Flow walkRange(const Value& dot, const Node& node)
    {
        const std::size_t variables = m_variables.size();
        const Value value = pipeline(dot, *node.pipe);
        const std::vector<std::pair<Value, Value>> items = itemsOf(value);
        Flow flow = Flow::Next;
        for (const auto& [key, item] : items) {
            flow = walkItem(node, key, item);
            if (flow == Flow::Break) {
                break;
            }
        }
        flow = Flow::Next;
        m_variables.resize(variables);
        if (items.empty() && node.otherwise) {
            flow = walk(dot, *node.otherwise);
        }
        return flow;
    }
    Flow walkItem(const Node& node, const Value& key, const Value& item)
    {
        const std::size_t mark = m_variables.size();
        const std::size_t declared = node.pipe->names.size();
        if (declared > 0) {
            m_variables[mark - 1].second = item;
        }
        if (declared > 1) {
            m_variables[mark - 2].second = key;
        }
        const Flow flow = walk(item, *node.body);
        m_variables.resize(mark);
        return flow;
    }
    [[nodiscard]] std::vector<std::pair<Value, Value>> itemsOf(const Value& value) const
    {
        std::vector<std::pair<Value, Value>> out;
        if (const TemplateList* list = value.list()) {
            for (const Value& item : *list) {
                out.emplace_back(Value{static_cast<std::int64_t>(out.size())}, item);
            }
        } else if (const auto* labels = value.as<metrics::Labels>()) {
            for (const metrics::Label label : *labels) {
                out.emplace_back(Value{std::string(label.name)}, Value{std::string(label.value)});
            }
        } else if (const TemplateArgs* args = value.args()) {
            for (const auto& [name, item] : *args) {
                out.emplace_back(Value{name}, item);
            }
        } else if (!value.isNil()) {
            fail("range can't iterate over " + defaultText(value));
        }
        return out;
    }

    void callTemplate(const std::string& name, const Value& dot)
    {
        const auto found = m_tree.defined.find(name);
        if (found == m_tree.defined.end()) {
            fail("template " + metrics::quote(name) + " not defined");
        }
        if (++m_calls > maxCalls) {
            fail("exceeded maximum template depth (" + std::to_string(maxCalls) + ")");
        }
        auto variables = std::exchange(m_variables, {{"$", dot}});
        const std::string caller = std::exchange(m_template, name);
        walk(dot, *found->second);
        m_template = caller;
        m_variables = std::move(variables);
        --m_calls;
    }

    Value pipeline(const Value& dot, const Node& pipe)
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
    Value& variable(const std::string& name)
    {
        for (auto it = m_variables.rbegin(); it != m_variables.rend(); ++it) {
            if (it->first == name) {
                return it->second;
            }
        }
        fail("undefined variable: " + name);
    }

    Value run(const Value& dot, const Node& command, const Value* last)
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

    Value operand(const Value& dot, const Node& node)
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

    Value fields(Value value, const std::vector<std::string>& names, std::size_t from)
    {
        for (std::size_t i = from; i < names.size(); ++i) {
            value = field(value, names[i]);
        }
        return value;
    }
    [[nodiscard]] Value field(const Value& value, const std::string& name) const
    {
        if (const auto* labels = value.as<metrics::Labels>()) {
            return {std::string(labels->get(name))};
        }
        if (const TemplateArgs* args = value.args()) {
            const auto found = args->find(name);
            return found == args->end() ? Value{} : found->second;
        }
        if (const auto* root = value.as<const TemplateData*>()) {
            if (name == "Labels" || name == "ExternalLabels") {
                return {name == "Labels" ? (*root)->labels : (*root)->externalLabels};
            }
            if (name == "Value" || name == "ExternalURL") {
                return name == "Value" ? Value{(*root)->value} : Value{(*root)->externalUrl};
            }
        }
        if (const TemplateSample* sample = value.sample(); sample && (name == "Labels" || name == "Value")) {
            return name == "Labels" ? Value{sample->labels} : Value{sample->value};
        }
        if (const auto* time = value.as<TemplateTime>()) {
            return timeField(*time, name);
        }
        if (value.isNil()) {
            fail("nil data; no entry for key " + metrics::quote(name));
        }
        fail("can't evaluate field " + name + " in type " + typeName(value));
    }
    [[nodiscard]] Value timeField(TemplateTime time, const std::string& name) const
    {
        using namespace std::chrono;
        const base::Timestamp moment = base::fromUnixMs(time.unixMs);
        const auto day = floor<days>(moment);
        const year_month_day date{day};
        const hh_mm_ss<base::Duration> clock{moment - day};
        const std::pair<std::string_view, std::int64_t> known[] = {
            {"Year", static_cast<int>(date.year())},
            {"Day", static_cast<unsigned>(date.day())},
            {"Hour", clock.hours().count()},
            {"Minute", clock.minutes().count()},
            {"Second", clock.seconds().count()},
            {"Unix", floor<seconds>(moment).time_since_epoch().count()},
            {"UnixMilli", time.unixMs},
            {"YearDay", (day - sys_days{date.year() / 1 / 1}).count() + 1},
        };
        for (const auto& [field, value] : known) {
            if (field == name) {
                return {value};
            }
        }
        static constexpr std::string_view months[]
            = {"January", "February", "March",     "April",   "May",      "June",
               "July",    "August",   "September", "October", "November", "December"};
        static constexpr std::string_view weekdays[]
            = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
        if (name == "Month") {
            return {std::string(months[static_cast<unsigned>(date.month()) - 1])};
        }
        if (name == "Weekday") {
            return {std::string(weekdays[weekday{day}.c_encoding()])};
        }
        fail("can't evaluate field " + name + " in type *time.Time");
    }

    Value callFunction(const Value& dot, const Node& name, const Node& command, const Value* last)
    {
        const TemplateFunction& function = *findTemplateFunction(name.text);
        const std::size_t written = command.type == Node::Type::Command ? command.children.size() - 1 : 0;
        checkCount(function, written + (last ? 1 : 0));
        if (function.name == "and" || function.name == "or") {
            return shortCircuit(dot, function.name == "and", command, last);
        }
        TemplateList arguments;
        for (std::size_t i = 0; i < written; ++i) {
            arguments.push_back(argument(dot, *command.children[i + 1], parameter(function, i)));
        }
        if (last) {
            checkType(*last, parameter(function, written));
            arguments.push_back(*last);
        }
        auto result = function.call(m_data, arguments);
        if (!result) {
            m_node = &command;
            fail("error calling " + std::string(function.name) + ": " + result.error().message);
        }
        return std::move(*result);
    }
    void checkCount(const TemplateFunction& function, std::size_t given) const
    {
        const std::size_t wanted = function.parameters.size() - (function.variadic ? 1 : 0);
        const std::string text = "wrong number of args for " + std::string(function.name) + ": want ";
        if (function.variadic && given < wanted) {
            fail(text + "at least " + std::to_string(wanted) + " got " + std::to_string(given));
        }
        if (!function.variadic && given != wanted) {
            fail(text + std::to_string(wanted) + " got " + std::to_string(given));
        }
    }
    static TemplateParameter parameter(const TemplateFunction& function, std::size_t index)
    {
        return function.parameters[std::min(index, function.parameters.size() - 1)];
    }

    Value shortCircuit(const Value& dot, bool isAnd, const Node& command, const Value* last)
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
    Value argument(const Value& dot, const Node& node, TemplateParameter type)
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
            checkType(value, type);
        }
        return value;
    }
    static std::string goType(TemplateParameter type)
    {
        return type == TemplateParameter::Text  ? "string"
            : type == TemplateParameter::Sample ? "*template.sample"
                                                : "template.queryResult";
    }
    void checkType(const Value& value, TemplateParameter type) const
    {
        const bool fits = type == TemplateParameter::Any || (type == TemplateParameter::Text && value.as<std::string>())
            || (type == TemplateParameter::Sample && value.sample())
            || (type == TemplateParameter::List && value.list());
        if (!fits) {
            fail(value.isNil() ? "invalid value; expected " + goType(type)
                               : "wrong type for value; expected " + goType(type) + "; got " + typeName(value));
        }
    }

    const TemplateTree& m_tree;
    const TemplateData& m_data;
    std::string m_template = m_tree.name;
    std::vector<std::pair<std::string, Value>> m_variables;
    const Node* m_node = nullptr; ///< where an error is said to be: what was looked at last
    std::string m_out;
    int m_steps = 0;
    int m_calls = 0;
};

} // namespace

base::Result<std::string> executeTemplate(const TemplateTree& tree, const TemplateData& data)
{
    try {
        return Executor(tree, data).run();
    } catch (const ExecFailure& failure) {
        return templateError(failure.message);
    }
}

} // namespace checkwatch::rules
