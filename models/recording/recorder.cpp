#include "models/recording/recorder.h"

#include "models/recording/recordingdesk.h"

#include <cstdio>
#include <utility>

namespace checkwatch::recording {
namespace {

/// Of what has ended already, or is given up.
constexpr std::chrono::milliseconds shortPatience{100};

} // namespace

std::string recordingIn(const std::string& folder)
{
    return folder + "/recording.cwrec";
}

std::string incidentsIn(const std::string& folder)
{
    return folder + "/incidents";
}

Recorder::Recorder(RecorderOptions options, const base::Clock& clock, Listener listener)
    : m_folder(options.folder), m_patience(options.patience),
      m_desk(std::make_shared<RecordingDesk>(std::move(options), clock, std::move(listener))), m_thread(shortPatience)
{
}

void Recorder::start()
{
    m_started = true;
    m_thread.post([desk = m_desk, door = m_thread.door()] { desk->run(door); });
}

Recorder::~Recorder()
{
    if (m_started && !m_desk->finish(m_patience)) {
        std::fprintf(stderr, "checkwatch: %s does not answer: left after %lld s without what was not written yet\n",
                     m_folder.c_str(),
                     static_cast<long long>(std::chrono::ceil<std::chrono::seconds>(m_patience).count()));
    }
}

void Recorder::post(Item item)
{
    m_desk->post(std::move(item));
}

} // namespace checkwatch::recording
