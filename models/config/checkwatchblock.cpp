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

void readRetention(Fields& fields, const std::string& name, Problems& problems, base::Duration& time,
                   std::size_t& bytes)
{
    if (const auto* const retention = fields.take("retention")) {
        Fields inner(*retention, name, problems);
        inner.duration("time", time);
        inner.bytes("size", bytes);
        if (time.count() == 0 || bytes == 0) {
            problems.error(inner.line(), "the retention time and size must be more than 0");
        }
        inner.done();
    }
}

void readStore(const rules::YamlNode& node, Problems& problems, Checkwatch& out)
{
    Fields fields(node, "checkwatch.store", problems);
    readRetention(fields, "checkwatch.store.retention", problems, out.retentionTime, out.retentionBytes);
    fields.done();
}

void readRecording(const rules::YamlNode& node, const std::string& folder, Problems& problems, Recording& out)
{
    Fields fields(node, "checkwatch.recording", problems);
    fields.boolean("enabled", out.enabled);
    fields.text("path", out.folder);
    if (!out.folder.empty()) {
        out.folder = joinPath(folder, fromHome(out.folder));
    }
    fields.boolean("everything", out.everything);
    if (const auto* const incidents = fields.take("incidents")) {
        Fields inner(*incidents, "checkwatch.recording.incidents", problems);
        inner.count("count", out.incidents);
        inner.bytes("size", out.incidentBytes);
        inner.done();
    }
    readRetention(fields, "checkwatch.recording.retention", problems, out.retentionTime, out.retentionBytes);
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
        path = joinPath(folder, fromHome(path));
    }
    if (const auto* const store = fields.take("store")) {
        readStore(*store, problems, out);
    }
    if (const auto* const recording = fields.take("recording")) {
        readRecording(*recording, folder, problems, out.recording);
    }
    if (const auto* const wall = fields.take("wall")) {
        readWall(*wall, problems, out.wall);
    }
    fields.boolean("notifications", out.notifications);
    fields.done();
}

} // namespace checkwatch::config
