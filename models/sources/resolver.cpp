#include "models/sources/resolver.h"

#include <QHostAddress>

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include <netdb.h>
#include <sys/socket.h>

namespace checkwatch::sources {
namespace {

using namespace std::chrono_literals;

constexpr int maxThreads = 16;
constexpr std::chrono::nanoseconds freshFor = 30s;
constexpr std::chrono::nanoseconds failedFor = 2s;

base::Error notFound(const std::string& host, const std::string& why)
{
    return {base::ErrorCode::NotFound,
            "cannot find the address of " + host + ": " + why + "; check the name and the DNS settings"};
}

} // namespace

/// What the lookup threads hold: it outlives the resolver where a thread does.
struct Resolver::Shared
{
    std::mutex mutex;
    Resolver* resolver = nullptr; ///< null once it is gone
    std::deque<std::string> queue;
    int threads = 0;
    Lookup lookup;

    static void work(const std::shared_ptr<Shared>& shared)
    {
        std::unique_lock lock(shared->mutex);
        while (shared->resolver != nullptr && !shared->queue.empty()) {
            const std::string host = std::move(shared->queue.front());
            shared->queue.pop_front();
            lock.unlock();
            Answer answer = shared->lookup(host);
            lock.lock();
            if (Resolver* const resolver = shared->resolver) {
                resolver->m_postbox.post(
                    [resolver, host, answer = std::move(answer)] { resolver->answered(host, answer); });
            }
        }
        --shared->threads;
    }
};

Resolver::Resolver(const base::Clock& clock, Lookup lookup) : m_clock(clock), m_shared(std::make_shared<Shared>())
{
    m_shared->resolver = this;
    m_shared->lookup = std::move(lookup);
}

Resolver::~Resolver()
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->resolver = nullptr;
}

void Resolver::resolve(const std::string& host, const void* owner, Handler handler)
{
    if (QHostAddress literal; literal.setAddress(QString::fromStdString(host))) {
        handler(Addresses{host});
        return;
    }
    Name& name = m_names[host];
    const bool old = !name.known || m_clock.monotonic() >= name.validUntil;
    const bool usable = name.known && (!old || !name.addresses.empty());
    if (old && !name.asking) {
        ask(host);
    }
    if (!usable) {
        name.waiting.push_back({owner, std::move(handler)});
    } else if (name.addresses.empty()) {
        handler(Answer(name.error));
    } else {
        handler(Answer(name.addresses));
    }
}

void Resolver::cancel(const void* owner)
{
    for (auto& [host, name] : m_names) {
        std::erase_if(name.waiting, [owner](const Waiting& waiting) { return waiting.owner == owner; });
    }
}

void Resolver::distrust(const std::string& host)
{
    if (const auto found = m_names.find(host); found != m_names.end()) {
        found->second.validUntil = m_clock.monotonic();
    }
}

void Resolver::ask(const std::string& host)
{
    m_names[host].asking = true;
    const std::lock_guard lock(m_shared->mutex);
    m_shared->queue.push_back(host);
    if (m_shared->threads >= maxThreads) {
        return;
    }
    try {
        ++m_shared->threads;
        std::thread(&Shared::work, m_shared).detach();
    } catch (const std::system_error&) {
        --m_shared->threads; // the names wait for a thread that runs, or for the next question
    }
}

void Resolver::answered(const std::string& host, const Answer& answer)
{
    Name& name = m_names[host];
    name.asking = false;
    name.known = true;
    name.validUntil = m_clock.monotonic() + (answer.ok() ? freshFor : failedFor);
    if (answer.ok()) {
        name.addresses = *answer;
    } else {
        name.error = answer.error();
    }
    const Answer given = name.addresses.empty() ? Answer(name.error) : Answer(name.addresses);
    while (!name.waiting.empty()) { // a handler may cancel the others
        const Handler handler = std::move(name.waiting.back().handler);
        name.waiting.pop_back();
        handler(given);
    }
}

Resolver::Answer Resolver::systemLookup(const std::string& host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (const int failure = ::getaddrinfo(host.c_str(), nullptr, &hints, &list); failure != 0) {
        return notFound(host, ::gai_strerror(failure));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
    Addresses addresses;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST)
            == 0) {
            addresses.emplace_back(text.data());
        }
    }
    return addresses.empty() ? Answer(notFound(host, "no address")) : Answer(std::move(addresses));
}

} // namespace checkwatch::sources
