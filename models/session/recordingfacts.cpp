#include "models/session/recordingfacts.h"

#include "models/haproxy/metricmap.h"
#include "models/recording/recorder.h"
#include "models/recording/verify.h"
#include "models/recording/writerlock.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

namespace checkwatch::session {
namespace {

using recording::RecordedStream;

void addServers(recording::Reader& reader, const RecordedStream& stream, std::set<std::string>& known,
                std::vector<fleet::ServerIdentity>& servers)
{
    for (const metrics::Labels& labels : reader.seriesOf(stream)) {
        const auto place = haproxy::placeOf(labels);
        if (!place || place->scope != haproxy::Scope::Server) {
            continue;
        }
        const fleet::ServerIdentity server{0, std::string(labels.get("job")), std::string(labels.get("instance")),
                                           std::string(place->proxy), std::string(place->server)};
        const std::string key = server.job + '\xff' + server.instance + '\xff' + server.proxy + '\xff' + server.server;
        if (known.insert(key).second) {
            servers.push_back(server);
        }
    }
}

} // namespace

std::string recordingFile(const std::string& path)
{
    std::error_code error;
    const std::string inside = recording::recordingIn(path);
    return std::filesystem::exists(inside, error) ? inside : path;
}

RecordingFacts factsOf(recording::Reader& reader, const std::string& file)
{
    const std::filesystem::path path(file);
    RecordingFacts facts;
    facts.name = path.filename().string();
    facts.from = reader.from();
    facts.to = reader.to();
    facts.samples = reader.samples();
    for (const RecordedStream& stream : reader.streams()) {
        const base::Duration interval = stream.record.interval;
        if (stream.record.kind == recording::StreamRecord::Kind::Target && interval > base::Duration{0}
            && (facts.scrapeInterval == base::Duration{0} || interval < facts.scrapeInterval)) {
            facts.scrapeInterval = interval;
        }
    }
    for (const recording::RulesRecord& record : reader.rules(reader.to(), reader.to())) {
        for (const rules::Group& group : record.groups) {
            facts.rules += group.rules.size();
        }
    }
    facts.logs = std::ranges::any_of(reader.logSources(reader.from(), reader.to()),
                                     [](const auto& record) { return !record.sources.empty(); });
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    facts.bytes = error ? 0 : bytes;
    std::ranges::transform(reader.damage(), std::back_inserter(facts.damage), recording::damageText);
    facts.growing = !reader.root().sealed && recording::isLocked((path.parent_path() / "recording.lock").string());
    return facts;
}

std::vector<fleet::ServerIdentity> serversIn(recording::Reader& reader)
{
    std::set<std::string> targets;
    std::vector<const RecordedStream*> newest;
    const auto& streams = reader.streams();
    for (auto stream = streams.rbegin(); stream != streams.rend(); ++stream) {
        if (stream->record.kind == recording::StreamRecord::Kind::Target && stream->from <= stream->to
            && targets.insert(stream->record.labels.toString()).second) {
            newest.push_back(&*stream);
        }
    }
    std::set<std::string> known;
    std::vector<fleet::ServerIdentity> servers;
    for (auto stream = newest.rbegin(); stream != newest.rend(); ++stream) {
        addServers(reader, **stream, known, servers);
    }
    return servers;
}

} // namespace checkwatch::session
