#include "models/rules/templateexec.h"

#include "models/metrics/labels.h"
#include "models/rules/templateevaluator.h"

#include <utility>

namespace checkwatch::rules {
namespace {

enum class Flow : std::uint8_t { Next, Break, Continue };

class Executor : private TemplateEvaluator
{
public:
    Executor(const TemplateTree& tree, const TemplateData& data) : TemplateEvaluator(tree, data) {}

    std::string run()
    {
        const Value root{&m_data};
        m_variables.emplace_back("$", root);
        walk(root, *m_tree.defined.at(m_tree.name));
        return std::move(m_out);
    }

private:
    static constexpr int maxCalls = 100;

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
        const std::vector<TemplateItem> items = orFail(itemsOf(value));
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

    int m_calls = 0;
};

} // namespace

base::Result<std::string> executeTemplate(const TemplateTree& tree, const TemplateData& data)
{
    try {
        return Executor(tree, data).run();
    } catch (const TemplateExecFailure& failure) {
        return templateError(failure.message);
    }
}

} // namespace checkwatch::rules
