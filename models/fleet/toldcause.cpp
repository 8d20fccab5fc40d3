#include "models/fleet/toldcause.h"

namespace checkwatch::fleet {
namespace {

constexpr std::size_t mostWaiting = 1000;
constexpr base::Duration longestWait = std::chrono::minutes{10};

/// False where no scrape has shown the server yet.
bool hear(const ToldLine& told, const Event& line, const Directory& directory)
{
    const Directory::Place place = directory.findPlace(line.server);
    if (place.target == nullptr || place.index >= place.target->servers().size()
        || place.target->servers().gone(place.index)) {
        return false;
    }
    place.target->servers().hear(place.index, told, place.target->row().lastGood);
    return true;
}

} // namespace

void ToldCauses::take(const Event& line, Directory& directory, base::Timestamp now)
{
    const auto told = toldLineOf(line);
    if (!told) {
        return;
    }
    const std::tuple key(line.instance, line.proxy, line.name);
    if (hear(*told, line, directory) || told->cause == OutCause::None) {
        m_waiting.erase(key);
    } else if (m_waiting.size() < mostWaiting || m_waiting.contains(key)) {
        m_waiting.insert_or_assign(key, Waiting{line, now + longestWait});
    }
}

void ToldCauses::settle(Directory& directory, base::Timestamp now)
{
    std::erase_if(m_waiting, [&](const auto& entry) {
        const Waiting& waiting = entry.second;
        if (now > waiting.until) {
            return true;
        }
        Event line = waiting.line;
        directory.findServer(line);
        const auto told = toldLineOf(line);
        return !told || hear(*told, line, directory);
    });
}

} // namespace checkwatch::fleet
