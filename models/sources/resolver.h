#pragma once

#include "models/base/clock.h"
#include "models/base/result.h"
#include "models/sources/postbox.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace checkwatch::sources {

/// Looks names up in detached threads of its own: at most one per name, sixteen in all, none while nothing is asked.
/// Qt's own lookups share a pool that a few dead names block for everybody, and that holds up the end of the process
/// for 10 to 20 s (guides: reliability N18); these threads are simply left behind. Answers are kept: for 30 s as they
/// are, afterwards while a new lookup runs, and as long as no new one succeeds. A failure is repeated for 2 s. Host names
/// never reach Qt: clients connect to the address, send the name as Host, and have https verify it (peerVerifyName).
/// One thread (I/O).
class Resolver final : public QObject
{
public:
    using Addresses = std::vector<std::string>;
    using Answer = base::Result<Addresses>;
    using Lookup = std::function<Answer(const std::string& host)>;
    using Handler = std::function<void(const Answer&)>;

    /// `lookup` blocks, and runs in any thread, even after this object is gone.
    explicit Resolver(const base::Clock& clock, Lookup lookup = systemLookup);
    ~Resolver() override;

    /// Calls `handler` once, before it returns where the answer is known. An address literal is its own answer.
    /// `owner` is what cancel() knows it by.
    void resolve(const std::string& host, const void* owner, Handler handler);
    /// No handler of `owner` is called any more.
    void cancel(const void* owner);
    /// None of the addresses answered: look up again at the next occasion.
    void distrust(const std::string& host);

    /// getaddrinfo, IPv6 and IPv4 in the system's order.
    static Answer systemLookup(const std::string& host);

private:
    struct Shared;
    struct Waiting
    {
        const void* owner;
        Handler handler;
    };
    struct Name
    {
        Addresses addresses;                   ///< the last good answer
        base::Error error;                     ///< where addresses is empty
        std::chrono::nanoseconds validUntil{}; ///< monotonic
        bool known = false;
        bool asking = false;
        std::vector<Waiting> waiting;
    };

    void ask(const std::string& host);
    void answered(const std::string& host, const Answer& answer);

    const base::Clock& m_clock;
    std::map<std::string, Name> m_names;
    std::shared_ptr<Shared> m_shared;
    Postbox m_postbox{this}; ///< answers of the lookup threads
};

} // namespace checkwatch::sources
