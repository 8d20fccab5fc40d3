#include "models/session/sharedacks.h"

#include "models/fleet/acknowledgement.h"

#include <QFile>
#include <QStringList>

#include <array>
#include <chrono>
#include <optional>

namespace checkwatch::session {

using namespace std::chrono_literals;

namespace {

constexpr base::Duration ahead = 1min;                 ///< clocks of two machines
constexpr std::int64_t mostAtOnce = 1LL * 1024 * 1024; ///< somebody else may have put anything there
constexpr std::size_t fieldsOfLine = 7;

QByteArray lineEscaped(const std::string& text)
{
    QByteArray out = QByteArray::fromStdString(text);
    return out.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n");
}

std::string lineUnescaped(const QByteArray& text)
{
    std::string out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && i + 1 < text.size();
        i += escape ? 1 : 0;
        out += !escape ? text[i] : text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i];
    }
    return out;
}

std::optional<fleet::Event> eventOf(const QByteArray& line)
{
    const QList<QByteArray> parts = line.split('\t');
    bool numbered = false;
    const qlonglong time = parts.front().toLongLong(&numbered);
    if (!numbered || parts.size() != static_cast<qsizetype>(fieldsOfLine)) {
        return std::nullopt;
    }
    fleet::Event event;
    event.kind = fleet::EventKind::Acknowledged;
    event.time = base::fromUnixMs(time);
    event.value = static_cast<double>(time);
    const std::array<std::string*, fieldsOfLine - 1> into{&event.name,  &event.job,        &event.instance,
                                                          &event.proxy, &event.serverName, &event.detail};
    for (std::size_t i = 0; i < into.size(); ++i) {
        *into[i] = lineUnescaped(parts[static_cast<qsizetype>(i) + 1]);
    }
    return event;
}

} // namespace

SharedAcks::SharedAcks(const std::string& folder) : m_path(folder.empty() ? folder : folder + "/acknowledgements") {}

base::Result<void> SharedAcks::append(const fleet::Event& event) const
{
    QByteArray line = QByteArray::number(static_cast<qlonglong>(event.value));
    for (const std::string* text :
         {&event.name, &event.job, &event.instance, &event.proxy, &event.serverName, &event.detail}) {
        line += '\t' + lineEscaped(*text);
    }
    line += '\n';
    QFile file(QString::fromStdString(m_path));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)
        || file.write(line) != line.size()) {
        return base::Error{base::ErrorCode::Refused,
                           "cannot write the acknowledgement: " + file.errorString().toStdString(), m_path};
    }
    return {};
}

std::vector<fleet::Event> SharedAcks::takeNew(base::Timestamp now)
{
    std::vector<fleet::Event> out;
    QFile file(QString::fromStdString(m_path));
    if (m_path.empty() || !file.open(QIODevice::ReadOnly)) {
        return out;
    }
    m_read = file.size() < m_read
        ? 0
        : std::max<std::int64_t>(m_read, file.size() - mostAtOnce); // begun anew, or too much to read
    file.seek(m_read);
    const QByteArray text = file.read(mostAtOnce);
    const qsizetype whole = text.lastIndexOf('\n') + 1; // the rest of a line is still being written
    m_read += whole;
    for (const QByteArray& line : text.left(whole).split('\n')) {
        const std::optional<fleet::Event> event = eventOf(line);
        if (event && event->time > now - fleet::acknowledgementsKept && event->time < now + ahead) {
            out.push_back(*event);
        }
    }
    return out;
}

} // namespace checkwatch::session
