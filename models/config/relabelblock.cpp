#include "models/base/lettercase.h"
#include "models/config/sections.h"

#include <charconv>
#include <utility>

namespace checkwatch::config {
namespace {

void readModulus(Fields& fields, std::uint64_t& out)
{
    std::string text;
    fields.text("modulus", text);
    const char* const end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, out);
    if (!text.empty() && (code != std::errc{} || stop != end)) {
        fields.problems().error(fields.lineOf("modulus"),
                                "modulus must be a whole number that is not negative, not \"" + text + '"');
    }
}

/// False where it is bad.
bool readStep(const rules::YamlNode& node, metrics::Dot dot, Problems& problems, metrics::RelabelStep& out)
{
    const std::size_t before = problems.errors().size();
    Fields fields(node, "relabel_configs", problems);
    std::string action(metrics::nameOf(out.action));
    fields.text("action", action);
    if (const auto known = metrics::relabelActionFrom(base::lowered(action))) {
        out.action = *known;
    } else {
        problems.error(fields.lineOf("action"), "unknown relabel action \"" + action + '"');
    }
    fields.texts("source_labels", out.sourceLabels);
    fields.text("separator", out.separator);
    fields.text("regex", out.regex);
    readModulus(fields, out.modulus);
    fields.text("target_label", out.targetLabel);
    fields.text("replacement", out.replacement);
    fields.done();
    if (problems.errors().size() == before) {
        if (const auto good = metrics::Relabelling::create({out}, dot); !good) {
            problems.error(node.line, good.error().message);
        }
    }
    return problems.errors().size() == before;
}

} // namespace

void readRelabellingList(const rules::YamlNode& list, metrics::Dot dot, Problems& problems, metrics::Relabelling& out)
{
    if (list.kind != rules::YamlNode::Kind::Sequence) {
        problems.error(list.line, "relabelling must be a list of steps");
        return;
    }
    std::vector<metrics::RelabelStep> steps;
    bool good = true;
    for (const rules::YamlNode* const item : list.children) {
        if (!problems.spend()) {
            return;
        }
        good = readStep(item->resolved(), dot, problems, steps.emplace_back()) && good;
    }
    if (auto read = metrics::Relabelling::create(std::move(steps), dot); good && read) {
        out = *std::move(read);
    }
}

void readRelabelling(Fields& fields, const char* name, metrics::Dot dot, metrics::Relabelling& out)
{
    if (const rules::YamlNode* const list = fields.take(name)) {
        readRelabellingList(*list, dot, fields.problems(), out);
    }
}

} // namespace checkwatch::config
