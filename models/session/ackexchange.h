#pragma once

#include "models/base/leavablethread.h"
#include "models/session/sharedacks.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::session {

/// The file of shared acknowledgements, read and written on a thread of its own: it may lie in a folder of a network, and one
/// that hangs holds up neither who looks at the screen nor what is scraped, nor the end of the program for longer than a
/// second. Owner's thread.
class AckExchange
{
public:
    /// Where answers go; all but `silent` are called on the exchange's thread, while this is there.
    struct Listener
    {
        std::function<void(const std::vector<fleet::Event>&)> heard;
        std::function<void(const base::Error&)> refused;                 ///< what was to be shared is not
        std::function<void(const std::string& text, bool error)> silent; ///< the folder does not answer, or does again
    };
    /// `folder`: of the recording; "" = nothing is shared. `patience`: after that it is told that the folder is silent.
    AckExchange(const std::string& folder, Listener listener,
                std::chrono::milliseconds patience = std::chrono::seconds{10});

    [[nodiscard]] bool isShared() const noexcept { return m_shared; }
    /// Looks for what others have added since, unless it still waits for the last look. `now` tells what is too old.
    void look(base::Timestamp now);
    void share(const fleet::Event& event);

private:
    const bool m_shared;
    const std::string m_folder;
    const Listener m_listener;
    const std::chrono::milliseconds m_patience;
    bool m_toldSilent = false;
    std::shared_ptr<SharedAcks> m_file; ///< the thread's alone
    base::LeavableThread m_thread;
};

} // namespace checkwatch::session
