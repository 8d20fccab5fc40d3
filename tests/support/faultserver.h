#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

/// A server that misbehaves byte for byte as told.
namespace checkwatch::support {

/// What one connection does after it has received a request. After the last step it waits for the next request.
class Script
{
public:
    Script& send(std::string bytes);
    Script& wait(std::chrono::milliseconds time);
    /// One byte, a pause, one byte, a pause, …
    Script& drip(std::string bytes, std::chrono::milliseconds pause);
    /// The same bytes until the client goes away.
    Script& sendForever(std::string bytes);
    /// FIN.
    Script& close();
    /// RST.
    Script& reset();
    /// Nothing until the client goes away.
    Script& hang();

private:
    friend class FaultServer;
    enum class Kind : std::uint8_t { Send, Wait, Drip, Forever, Close, Reset, Hang };
    struct Step
    {
        Kind kind;
        std::string bytes{};
        std::chrono::milliseconds time{0};
    };
    std::vector<Step> m_steps;
};

/// Status line, headers with Content-Length, body.
std::string httpResponse(std::string_view body, std::string_view headers = {}, std::string_view status = "200 OK");
/// The same with chunked transfer coding.
std::string chunkedResponse(std::string_view body, std::size_t chunkBytes, std::string_view headers = {});

/// One request as it came.
struct Request
{
    std::string path;   ///< with the query
    std::string head;   ///< request line and headers
    int connection = 0; ///< 0, 1, 2 … in the order of accept
    int number = 0;     ///< of the request on this server, from 0

    /// The value of a header, "" where absent.
    [[nodiscard]] std::string header(std::string_view name) const;
};

/// Listens on 127.0.0.1, a thread per connection, so that it goes on while the tested thread is busy.
class FaultServer
{
public:
    /// Called in the connection's thread.
    using Responder = std::function<Script(const Request&)>;

    /// `port` 0 = a free one.
    explicit FaultServer(Responder responder, std::uint16_t port = 0);
    /// Closes everything, connections too.
    ~FaultServer();
    FaultServer(const FaultServer&) = delete;
    FaultServer& operator=(const FaultServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return m_port; }
    /// "127.0.0.1:port"
    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::vector<Request> requests() const;
    [[nodiscard]] int connections() const noexcept { return m_connections; }

private:
    void accept();
    void serve(int fd, int connection);
    bool readHead(int fd, std::string& buffer, std::string& head) const;
    bool play(int fd, const Script& script) const;
    bool playStep(int fd, const Script::Step& step) const;
    bool sendAll(int fd, std::string_view bytes) const;
    /// False when the server stops or the client goes away.
    bool pause(int fd, std::chrono::milliseconds time) const;

    Responder m_responder;
    int m_listener = -1;
    int m_stop = -1; ///< eventfd, readable = end
    std::uint16_t m_port = 0;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex;
    std::vector<Request> m_requests;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace checkwatch::support
