#include "models/session/notesfile.h"

#include <QFile>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace checkwatch::session {
namespace {

/// Somebody else may have put anything there.
constexpr qint64 mostBytes = 4LL * 1024 * 1024;

std::string escaped(const std::string& text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '\n') {
            out += '\\';
        }
        out += c == '\n' ? 'n' : c;
    }
    return out;
}

std::string unescaped(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && i + 1 < text.size();
        i += escape ? 1 : 0;
        out += escape && text[i] == 'n' ? '\n' : text[i];
    }
    return out;
}

void addNote(std::string_view line, std::vector<recording::NoteRecord>& out)
{
    std::int64_t time = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), time);
    if (error != std::errc()) {
        return;
    }
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (line.empty() || line.front() == ' ') {
        out.push_back({base::fromUnixMs(time), unescaped(line.empty() ? line : line.substr(1))});
    }
}

} // namespace

std::string notesFileOf(const std::string& recording)
{
    return recording + ".notes";
}

std::vector<recording::NoteRecord> readNotes(const std::string& recording)
{
    std::vector<recording::NoteRecord> out;
    QFile file(QString::fromStdString(notesFileOf(recording)));
    if (file.open(QIODevice::ReadOnly)) {
        const QByteArray text = file.read(mostBytes);
        for (const QByteArray& line : text.split('\n')) {
            addNote({line.constData(), static_cast<std::size_t>(line.size())}, out);
        }
    }
    std::ranges::stable_sort(out, {}, &recording::NoteRecord::time);
    return out;
}

base::Result<void> appendNote(const std::string& recording, const recording::NoteRecord& note)
{
    const std::string name = notesFileOf(recording);
    const std::string line = std::to_string(base::unixMs(note.time)) + ' ' + escaped(note.text) + '\n';
    QFile file(QString::fromStdString(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append)
        || file.write(line.data(), static_cast<qint64>(line.size())) != static_cast<qint64>(line.size())
        || !file.flush()) {
        return base::Error{base::ErrorCode::Refused, "cannot write the note: " + file.errorString().toStdString(),
                           name};
    }
    return {};
}

} // namespace checkwatch::session
