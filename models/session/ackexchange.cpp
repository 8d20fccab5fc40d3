#include "models/session/ackexchange.h"

#include <utility>

namespace checkwatch::session {

AckExchange::AckExchange(const std::string& folder, Listener listener, std::chrono::milliseconds patience)
    : m_shared(!folder.empty()), m_folder(folder), m_listener(std::move(listener)), m_patience(patience),
      m_file(std::make_shared<SharedAcks>(folder)), m_thread(std::chrono::seconds{1})
{
}

void AckExchange::look(base::Timestamp now)
{
    if (const bool silent = m_thread.busyFor() > m_patience; silent != m_toldSilent) {
        m_toldSilent = silent;
        m_listener.silent(
            "acknowledgements: " + m_folder
                + (silent ? " does not answer, so what others acknowledge is not known here" : " answers again"),
            silent);
    }
    if (!m_shared || !m_thread.isIdle()) {
        return;
    }
    m_thread.post([file = m_file, door = m_thread.door(), heard = m_listener.heard, now] {
        if (const std::vector<fleet::Event> events = file->takeNew(now); !events.empty()) {
            door->pass([&] { heard(events); });
        }
    });
}

void AckExchange::share(const fleet::Event& event)
{
    m_thread.post([file = m_file, door = m_thread.door(), refused = m_listener.refused, event] {
        if (const auto kept = file->append(event); !kept) {
            door->pass([&] { refused(kept.error()); });
        }
    });
}

} // namespace checkwatch::session
