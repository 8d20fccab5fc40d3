#include "models/session/recordingfacts.h"

#include "models/haproxy/metricmap.h"
#include "models/recording/recorder.h"
#include "models/recording/writerlock.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace checkwatch::session {
namespace {

using recording::RecordedStream;

void addServers(recording::Reader& reader, const RecordedStream& stream, std::set<std::string>& servers)
{
    for (const metrics::Labels& labels : reader.seriesOf(stream)) {
        const auto place = haproxy::placeOf(labels);
        if (place && place->scope == haproxy::Scope::Server) {
            servers.insert(std::string(labels.get("instance")) + '\xff'
                           + std::string(place->proxy) + '\xff' + std::string(place->server));
        }
    }
}

std::string lineOf(const recording::Damage& damage)
{
    return "frame " + std::to_string(damage.identity.id) + ": " + damage.what;
}

} // namespace

std::string recordingFile(const std::string& path)
{
    std::error_code error;
    return std::filesystem::is_directory(path, error) ? recording::recordingIn(path) : path;
}

RecordingFacts factsOf(recording::Reader& reader, const std::string& file)
{
    const std::filesystem::path path(file);
    RecordingFacts facts;
    facts.name = path.filename().string();
    facts.from = reader.from();
    facts.to = reader.to();
    facts.samples = reader.samples();
    std::set<std::string> servers;
    std::set<std::string> targets;
    const auto& streams = reader.streams();
    for (auto stream = streams.rbegin(); stream != streams.rend(); ++stream) {
        if (stream->record.kind != recording::StreamRecord::Kind::Target || stream->from > stream->to) {
            continue;
        }
        const base::Duration interval = stream->record.interval;
        if (facts.scrapeInterval == base::Duration{0} || interval < facts.scrapeInterval) {
            facts.scrapeInterval = interval;
        }
        if (targets.insert(stream->record.labels.toString()).second) {
            addServers(reader, *stream, servers);
        }
    }
    facts.servers = servers.size();
    for (const recording::RulesRecord& record : reader.rules(reader.to(), reader.to())) {
        for (const rules::Group& group : record.groups) {
            facts.rules += group.rules.size();
        }
    }
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    facts.bytes = error ? 0 : bytes;
    std::ranges::transform(reader.damage(), std::back_inserter(facts.damage), lineOf);
    facts.growing = !reader.root().sealed && recording::isLocked((path.parent_path() / "recording.lock").string());
    return facts;
}

} // namespace checkwatch::session
