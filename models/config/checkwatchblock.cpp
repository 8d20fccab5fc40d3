#include "models/config/scalars.h"
#include "models/config/sections.h"

namespace checkwatch::config {
namespace {

void readPromql(const rules::YamlNode& node, Problems& problems, Checkwatch& out)
{
    Fields fields(node, "checkwatch.promql", problems);
    std::string compat;
    fields.text("compat", compat);
    fields.boolean("experimental", out.experimental);
    if (compat == "2" || compat == "3") {
        out.compat = compat == "2" ? promql::Compat::Prometheus2 : promql::Compat::Prometheus3;
    } else if (!compat.empty()) {
        problems.error(fields.lineOf("compat"),
                       "compat must be 2 or 3, the Prometheus whose windows are meant, not \"" + compat + '"');
    }
    fields.done();
}

void readStore(const rules::YamlNode& node, Problems& problems, Checkwatch& out)
{
    Fields fields(node, "checkwatch.store", problems);
    if (const auto* const retention = fields.take("retention")) {
        Fields inner(*retention, "checkwatch.store.retention", problems);
        inner.duration("time", out.retentionTime);
        inner.bytes("size", out.retentionBytes);
        if (out.retentionTime.count() == 0 || out.retentionBytes == 0) {
            problems.error(inner.line(), "the retention time and size must be more than 0");
        }
        inner.done();
    }
    fields.done();
}

} // namespace

void readCheckwatch(const rules::YamlNode& node, const std::string& folder, Problems& problems, Checkwatch& out)
{
    Fields fields(node, "checkwatch", problems);
    if (const auto* const promql = fields.take("promql")) {
        readPromql(*promql, problems, out);
    }
    fields.texts("health_alerts", out.healthAlerts);
    if (const auto* const rules = fields.take("rules")) {
        Fields inner(*rules, "checkwatch.rules", problems);
        inner.boolean("builtin", out.builtinRules);
        inner.boolean("companion", out.companionRules);
        inner.done();
    }
    if (const auto* const runbooks = fields.take("runbooks")) {
        Fields inner(*runbooks, "checkwatch.runbooks", problems);
        inner.texts("folders", out.runbookFolders);
        inner.done();
    }
    for (std::string& path : out.runbookFolders) {
        path = joinPath(folder, path);
    }
    if (const auto* const store = fields.take("store")) {
        readStore(*store, problems, out);
    }
    fields.boolean("notifications", out.notifications);
    fields.done();
}

} // namespace checkwatch::config
