#include "tests/support/faultserver.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace checkwatch::support {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto untilTheEnd = std::chrono::hours(1);

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::string hex(std::size_t number)
{
    std::string out;
    do {
        out.insert(out.begin(), "0123456789abcdef"[number % 16]);
        number /= 16;
    } while (number != 0);
    return out;
}

/// A test rig that cannot even listen has no result to report.
void require(bool good)
{
    if (!good) {
        std::abort();
    }
}

} // namespace

Script& Script::send(std::string bytes)
{
    m_steps.push_back({Kind::Send, std::move(bytes)});
    return *this;
}

Script& Script::wait(std::chrono::milliseconds time)
{
    m_steps.push_back({Kind::Wait, {}, time});
    return *this;
}

Script& Script::drip(std::string bytes, std::chrono::milliseconds pause)
{
    m_steps.push_back({Kind::Drip, std::move(bytes), pause});
    return *this;
}

Script& Script::sendForever(std::string bytes)
{
    m_steps.push_back({Kind::Forever, std::move(bytes)});
    return *this;
}

Script& Script::close()
{
    m_steps.push_back({Kind::Close});
    return *this;
}

Script& Script::reset()
{
    m_steps.push_back({Kind::Reset});
    return *this;
}

Script& Script::hang()
{
    m_steps.push_back({Kind::Hang});
    return *this;
}

std::string httpResponse(std::string_view body, std::string_view headers, std::string_view status)
{
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n"
        + std::string(headers) + "\r\n" + std::string(body);
}

std::string chunkedResponse(std::string_view body, std::size_t chunkBytes, std::string_view headers)
{
    std::string out = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + std::string(headers) + "\r\n";
    for (std::size_t at = 0; at < body.size(); at += chunkBytes) {
        const std::string_view chunk = body.substr(at, chunkBytes);
        out += hex(chunk.size()) + "\r\n" + std::string(chunk) + "\r\n";
    }
    return out + "0\r\n\r\n";
}

std::string Request::header(std::string_view name) const
{
    const std::string all = lower(head);
    const std::string key = "\r\n" + lower(name) + ": ";
    const std::size_t found = all.find(key);
    if (found == std::string::npos) {
        return {};
    }
    const std::size_t begin = found + key.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

FaultServer::FaultServer(Responder responder, std::uint16_t port)
    : m_responder(std::move(responder)), m_listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      m_stop(::eventfd(0, EFD_CLOEXEC))
{
    const int yes = 1;
    ::setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof(address);
    require(::bind(m_listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
    require(::listen(m_listener, 1024) == 0);
    require(::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    m_port = ntohs(address.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

FaultServer::~FaultServer()
{
    const std::uint64_t one = 1;
    require(::write(m_stop, &one, sizeof(one)) == sizeof(one));
    m_acceptor.join();
    for (std::thread& thread : m_threads) {
        thread.join();
    }
    ::close(m_listener);
    ::close(m_stop);
}

std::string FaultServer::address() const
{
    return "127.0.0.1:" + std::to_string(m_port);
}

std::vector<Request> FaultServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

void FaultServer::accept()
{
    while (true) {
        std::array<pollfd, 2> wanted{{{m_listener, POLLIN, 0}, {m_stop, POLLIN, 0}}};
        ::poll(wanted.data(), wanted.size(), -1);
        if (wanted[1].revents != 0) {
            return;
        }
        const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd >= 0) {
            const int yes = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
            m_threads.emplace_back([this, fd, number = m_connections++] { serve(fd, number); });
        }
    }
}

void FaultServer::serve(int fd, int connection)
{
    std::string buffer;
    Request request;
    request.connection = connection;
    while (readHead(fd, buffer, request.head)) {
        const std::size_t begin = request.head.find(' ') + 1;
        request.path = request.head.substr(begin, request.head.find(' ', begin) - begin);
        {
            const std::lock_guard lock(m_mutex);
            request.number = static_cast<int>(m_requests.size());
            m_requests.push_back(request);
        }
        if (!play(fd, m_responder(request))) {
            break;
        }
    }
    ::close(fd);
}

bool FaultServer::readHead(int fd, std::string& buffer, std::string& head) const
{
    std::array<char, 4096> piece{};
    while (true) {
        if (const std::size_t end = buffer.find("\r\n\r\n"); end != std::string::npos) {
            head = buffer.substr(0, end + 2);
            buffer.erase(0, end + 4);
            return true;
        }
        std::array<pollfd, 2> wanted{{{fd, POLLIN, 0}, {m_stop, POLLIN, 0}}};
        ::poll(wanted.data(), wanted.size(), -1);
        const ssize_t got = wanted[1].revents != 0 ? 0 : ::recv(fd, piece.data(), piece.size(), 0);
        if (got <= 0) {
            return false;
        }
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
}

bool FaultServer::play(int fd, const Script& script) const
{
    return std::all_of(script.m_steps.begin(), script.m_steps.end(),
                       [this, fd](const Script::Step& step) { return playStep(fd, step); });
}

bool FaultServer::playStep(int fd, const Script::Step& step) const
{
    switch (step.kind) {
    case Script::Kind::Send: return sendAll(fd, step.bytes);
    case Script::Kind::Wait: return pause(fd, step.time);
    case Script::Kind::Drip:
        return std::all_of(step.bytes.begin(), step.bytes.end(),
                           [&](char byte) { return sendAll(fd, std::string_view(&byte, 1)) && pause(fd, step.time); });
    case Script::Kind::Forever:
        while (sendAll(fd, step.bytes)) {}
        return false;
    case Script::Kind::Close: return false;
    case Script::Kind::Reset: {
        const linger hard{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
        return false;
    }
    case Script::Kind::Hang: pause(fd, untilTheEnd); return false;
    }
    return false;
}

bool FaultServer::sendAll(int fd, std::string_view bytes) const
{
    while (!bytes.empty()) {
        std::array<pollfd, 2> wanted{{{fd, POLLOUT, 0}, {m_stop, POLLIN, 0}}};
        ::poll(wanted.data(), wanted.size(), -1);
        const ssize_t sent
            = wanted[1].revents != 0 ? -1 : ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool FaultServer::pause(int fd, std::chrono::milliseconds time) const
{
    const Clock::time_point end = Clock::now() + time;
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left <= 0ms) {
            return true;
        }
        std::array<pollfd, 2> wanted{{{fd, POLLRDHUP, 0}, {m_stop, POLLIN, 0}}};
        ::poll(wanted.data(), wanted.size(), static_cast<int>(left.count()));
        if (wanted[0].revents != 0 || wanted[1].revents != 0) {
            return false;
        }
    }
}

} // namespace checkwatch::support
