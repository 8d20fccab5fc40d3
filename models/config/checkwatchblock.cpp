#include "models/config/scalars.h"
#include "models/config/sections.h"

#include <charconv>

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

/// udp://ADDRESS:PORT, with an IPv6 address in brackets.
bool readListen(std::string_view text, LogSource& out)
{
    constexpr std::string_view scheme = "udp://";
    const std::size_t colon = text.rfind(':');
    if (!text.starts_with(scheme) || colon < scheme.size() || colon == std::string_view::npos) {
        return false;
    }
    std::string_view host = text.substr(scheme.size(), colon - scheme.size());
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    out.host = host;
    return error == std::errc() && end == digits.data() + digits.size() && out.port != 0 && !host.empty();
}

void readLogSource(const rules::YamlNode& node, const std::string& folder, Problems& problems, LogSource& out)
{
    Fields fields(node, "checkwatch.logs", problems);
    std::string listen;
    fields.text("listen", listen);
    fields.text("file", out.file);
    fields.text("instance", out.instance);
    if (listen.empty() == out.file.empty()) {
        problems.error(fields.line(), "an entry of checkwatch.logs wants either listen or file");
    } else if (!listen.empty() && !readListen(listen, out)) {
        problems.error(fields.lineOf("listen"),
                       "listen must be udp://ADDRESS:PORT, for example udp://127.0.0.1:5514, not \"" + listen + '"');
    } else if (!out.file.empty()) {
        out.file = joinPath(folder, fromHome(out.file));
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
        path = joinPath(folder, fromHome(path));
    }
    if (const auto* const store = fields.take("store")) {
        readStore(*store, problems, out);
    }
    if (const auto* const recording = fields.take("recording")) {
        readRecording(*recording, folder, problems, out.recording);
    }
    fields.items("logs",
                 [&](const rules::YamlNode& item) { readLogSource(item, folder, problems, out.logs.emplace_back()); });
    if (const auto* const wall = fields.take("wall")) {
        readWall(*wall, problems, out.wall);
    }
    fields.boolean("notifications", out.notifications);
    fields.done();
}

} // namespace checkwatch::config
