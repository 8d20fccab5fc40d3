#include "app/run/drillrun.h"

#include "app/demo/demorecording.h"

#include <algorithm>
#include <chrono>

namespace checkwatch::app {

using namespace std::chrono_literals;

namespace {

constexpr base::Duration before = 1min; ///< how long all is as it was before the first alert

} // namespace

base::Result<std::unique_ptr<DrillRun>> DrillRun::open(const std::string& file)
{
    std::unique_ptr<DrillRun> drill(new DrillRun);
    std::string path = file;
    if (file == builtIn) {
        const auto unpacked = demo::unpackDemoRecording(drill->m_folder.path());
        if (!unpacked) {
            return unpacked.error();
        }
        path = unpacked->toStdString();
    }
    auto session = session::ReplaySession::open(path);
    if (!session) {
        return std::move(session).error();
    }
    if ((*session)->facts().growing) {
        return base::Error{base::ErrorCode::Refused,
                           "this is being recorded at this moment, and a drill is never what is true now; "
                           "`checkwatch seal` makes a file of a part of it",
                           path};
    }
    drill->m_session = std::move(*session);
    return drill;
}

base::Timestamp DrillRun::begins() const
{
    const auto first = m_session->firstAlert();
    return first ? std::max(*first - before, m_session->facts().from) : m_session->now();
}

void DrillRun::start()
{
    connect(m_session.get(), &session::Replay::failed, this, &DrillRun::failed);
    connect(m_session.get(), &session::Replay::playingChanged, this, [this](bool playing) {
        if (!playing) { // nobody else could stop it
            Q_EMIT over();
        }
    });
    m_session->start();
    const base::Timestamp from = begins();
    m_session->play(1);
    m_session->seek(from);
}

} // namespace checkwatch::app
