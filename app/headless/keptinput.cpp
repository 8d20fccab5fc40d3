#include "app/headless/keptinput.h"

#include <QDateTime>
#include <QFileInfo>

namespace checkwatch::app {
namespace {

constexpr std::chrono::seconds longestHold{10};

} // namespace

KeptInput::KeptInput(QObject* parent) : QObject(parent), m_letGo(this)
{
    m_letGo.setSingleShot(true);
    connect(&m_letGo, &QTimer::timeout, this, [this] { m_input.reset(); });
}

KeptInput::Stamp KeptInput::stampOf(const std::string& path)
{
    const QFileInfo file(QString::fromStdString(path));
    return {path, file.size(), file.lastModified().toMSecsSinceEpoch(),
            QFileInfo::exists(QString::fromStdString(path) + QStringLiteral("-wal"))};
}

base::Result<std::shared_ptr<RecordedInput>> KeptInput::open(const std::string& path)
{
    Stamp stamp = stampOf(path);
    // What is written meanwhile changes the file; what is known of it stays true until it is let go of.
    const bool same = stamp == m_stamp || (stamp.growing && m_stamp.growing && stamp.path == m_stamp.path);
    if (!m_input || !same) {
        m_letGo.stop();
        m_input.reset();
        auto opened = RecordedInput::open(path);
        if (!opened) {
            return std::move(opened).error();
        }
        m_input = std::move(*opened);
        m_stamp = std::move(stamp);
        if (m_stamp.growing) {
            m_letGo.start(longestHold);
        }
    }
    return m_input;
}

} // namespace checkwatch::app
