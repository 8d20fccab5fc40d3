#include "models/fleet/toldcause.h"

#include <algorithm>
#include <vector>

namespace checkwatch::fleet {
namespace {

constexpr std::size_t mostWaiting = 1000;

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

void ToldCauses::take(const Event& line, Directory& directory, base::Timestamp until)
{
    const auto told = toldLineOf(line);
    if (!told) {
        return;
    }
    dropOlder(line);
    if (hear(*told, line, directory) || told->cause == OutCause::None) {
        return;
    }
    if (m_waiting.size() >= mostWaiting) { // those of before may be about servers that nobody asks for any more
        const auto before = std::ranges::find(m_waiting, base::Timestamp::max(),
                                              [](const auto& entry) { return entry.second.until; });
        if (before != m_waiting.end()) {
            m_waiting.erase(before);
        }
    }
    if (m_waiting.size() < mostWaiting) {
        m_waiting.try_emplace(Key(line.instance, line.proxy, line.name), Waiting{line, until});
    }
}

/// A line without an exporter may be about the server of any.
void ToldCauses::dropOlder(const Event& line)
{
    std::erase_if(m_waiting, [&line](const auto& entry) {
        const auto& [instance, proxy, name] = entry.first;
        const bool same = line.instance.empty() || instance == line.instance;
        return same && proxy == line.proxy && name == line.name && entry.second.line.time <= line.time;
    });
}

void ToldCauses::settle(Directory& directory, base::Timestamp now)
{
    std::erase_if(m_waiting, [now](const auto& entry) { return now > entry.second.until; });
    std::vector<std::map<Key, Waiting>::iterator> all;
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
        all.push_back(it);
    }
    std::ranges::stable_sort(all, {}, [](const auto& it) { return it->second.line.time; });
    for (const auto& it : all) {
        Event line = it->second.line;
        directory.findServer(line);
        const auto told = toldLineOf(line);
        if (!told || hear(*told, line, directory)) {
            m_waiting.erase(it);
        }
    }
}

} // namespace checkwatch::fleet
