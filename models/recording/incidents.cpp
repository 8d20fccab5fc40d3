#include "models/recording/incidents.h"

#include "models/base/timetext.h"
#include "models/recording/randombytes.h"
#include "models/recording/seal.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace checkwatch::recording {
namespace {

namespace fs = std::filesystem;
using base::Timestamp;

constexpr base::Duration retryAfter = std::chrono::minutes{1};
constexpr std::string_view incidentSuffix = ".cwrec";
constexpr std::size_t stampSize = std::string_view("20261128T101438Z").size();

/// The digits of RFC 3339, which sort by time and fit into any file system.
std::string stampOf(Timestamp time)
{
    std::string text = base::formatTime(std::chrono::floor<std::chrono::seconds>(time));
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

std::optional<Timestamp> timeOfStamp(std::string_view stamp)
{
    std::string text(stamp);
    for (const auto& [at, mark] : {std::pair{13U, ':'}, {11U, ':'}, {6U, '-'}, {4U, '-'}}) {
        text.insert(at, 1, mark);
    }
    const auto time = base::parseTime(text, {});
    return time && stampOf(*time) == stamp ? std::optional(*time) : std::nullopt;
}

/// An alert's name as a part of a file name: it may hold anything.
std::string wordOf(std::string_view alert)
{
    constexpr std::size_t longest = 64;
    std::string word(alert.substr(0, longest));
    std::ranges::replace_if(
        word, [](char c) { return (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z'); }, '_');
    return word;
}

struct Kept
{
    fs::path path;
    Timestamp to{};
    std::uint64_t bytes = 0;
};

/// The files that are ours, oldest first.
std::vector<Kept> keptIn(const std::string& folder)
{
    std::vector<Kept> out;
    std::error_code error;
    for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const bool shaped = name.size() > 2 * (stampSize + 1) + incidentSuffix.size() && name.ends_with(incidentSuffix)
            && name[stampSize] == '-' && name[2 * stampSize + 1] == '-';
        const auto from = shaped ? timeOfStamp(std::string_view(name).substr(0, stampSize)) : std::nullopt;
        const auto to = from ? timeOfStamp(std::string_view(name).substr(stampSize + 1, stampSize)) : std::nullopt;
        std::error_code sizeless;
        if (to && entry->is_regular_file(sizeless)) {
            out.push_back({entry->path(), *to, entry->file_size(sizeless)});
        }
    }
    std::ranges::sort(out, {}, &Kept::path);
    return out;
}

} // namespace

Incidents::Incidents(IncidentOptions options) : m_options(std::move(options)) {}

void Incidents::resume(Reader& recording, Timestamp now)
{
    if (m_options.folder.empty()) {
        return;
    }
    Timestamp since{};
    for (const Kept& kept : keptIn(m_options.folder)) {
        since = std::max(since, kept.to - m_options.around + std::chrono::seconds{1}); // stamps are whole seconds
    }
    for (const AlertRecord& alert : recording.alerts(since, now)) {
        changed(alert);
    }
    if (m_open.size() > m_options.count) {
        m_open.erase(m_open.begin(), m_open.end() - static_cast<std::ptrdiff_t>(m_options.count));
    }
}

void Incidents::changed(const AlertRecord& alert)
{
    const bool fires = alert.after == rules::AlertState::Firing && alert.before != rules::AlertState::Firing;
    if (!fires || m_options.folder.empty()) {
        return;
    }
    const Timestamp end = alert.time + m_options.around;
    if (!m_open.empty() && alert.time <= m_open.back().to && end - m_open.back().from <= m_options.longest) {
        m_open.back().to = std::max(m_open.back().to, end);
        m_open.back().dueAt = m_open.back().to;
        return;
    }
    m_open.push_back({alert.time - m_options.around, end, end, std::string(alert.labels.get("alertname"))});
}

bool Incidents::due(Timestamp now) const
{
    return std::ranges::any_of(m_open, [now](const Stretch& stretch) { return stretch.dueAt <= now; });
}

base::Result<void> Incidents::keep(const std::string& recording, Timestamp now)
{
    const auto stretch = std::ranges::find_if(m_open, [now](const Stretch& open) { return open.dueAt <= now; });
    if (stretch == m_open.end()) {
        return {};
    }
    std::error_code error;
    if (fs::create_directories(m_options.folder, error)) {
        ::chmod(m_options.folder.c_str(), S_IRWXU);
    }
    const std::string path = m_options.folder + '/' + stampOf(stretch->from) + '-' + stampOf(stretch->to) + '-'
        + wordOf(stretch->alert) + std::string(incidentSuffix);
    if (!fs::exists(path, error)) {
        const auto reader = Reader::open(recording);
        const auto sealed = reader ? seal(**reader, path, {stretch->from, stretch->to, {}, {}, {}}, now, randomNumber())
                                   : reader.error();
        if (!sealed) {
            stretch->dueAt = now + retryAfter;
            return sealed.error();
        }
    }
    m_open.erase(stretch);
    forgetOldest();
    return {};
}

void Incidents::forgetOldest() const
{
    std::vector<Kept> kept = keptIn(m_options.folder);
    std::uint64_t bytes = 0;
    for (const Kept& file : kept) {
        bytes += file.bytes;
    }
    for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
        if (kept.size() - i <= m_options.count && bytes <= m_options.bytes) {
            return;
        }
        std::error_code error;
        fs::remove(kept[i].path, error);
        bytes -= kept[i].bytes;
    }
}

} // namespace checkwatch::recording
