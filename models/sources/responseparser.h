#pragma once

#include "models/base/result.h"
#include "models/sources/body.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// Reads one HTTP/1.1 response as its bytes come in (RFC 9112): status line, headers, and a body by Content-Length,
/// chunked, or up to the end of the connection. Only the body of a 200 is read. Nothing that is cut passes for whole,
/// nothing grows without limit: head, chunk lines and trailers have 64 KiB, the body has its own limit. Why not Qt's:
/// see ScrapeManager.
class ResponseParser
{
public:
    /// A new response; `body` must outlive the parsing.
    void begin(Body& body, std::size_t bodyLimit);
    /// The next bytes; not to be called after done() or an error.
    base::Result<void> feed(std::string_view bytes);
    /// The connection has ended. Fails unless that is what ends the body.
    base::Result<void> closed();

    /// A byte of the response has come.
    [[nodiscard]] bool started() const noexcept { return m_started; }
    /// Status and headers are there.
    [[nodiscard]] bool hasHead() const noexcept { return m_state > State::Headers; }
    /// All that is wanted of the response is there.
    [[nodiscard]] bool done() const noexcept { return m_state == State::Done; }
    /// Another request may follow on the connection. REQUIRES: done().
    [[nodiscard]] bool reusable() const noexcept { return m_keepAlive; }
    [[nodiscard]] int status() const noexcept { return m_status; }
    [[nodiscard]] const std::string& contentType() const noexcept { return m_contentType; }
    [[nodiscard]] const std::string& location() const noexcept { return m_location; }

private:
    enum class State : std::uint8_t {
        Status,
        Headers, // the head
        Length,
        UntilClose,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Done
    };

    base::Result<void> line(std::string_view text);
    base::Result<void> statusLine(std::string_view text);
    base::Result<void> header(std::string_view name, std::string_view value);
    base::Result<void> headEnds();
    base::Result<void> chunkSize(std::string_view text);
    base::Result<void> data(std::string_view& bytes);
    base::Result<void> finish();

    Body* m_body = nullptr;
    std::size_t m_limit = 0;
    State m_state = State::Status;
    std::string m_line;          ///< the beginning of a line whose end has not come
    std::size_t m_lineBytes = 0; ///< of all lines since the last data
    std::uint64_t m_left = 0;    ///< of the body or the chunk
    std::uint64_t m_length = 0;
    int m_status = 0;
    std::string m_contentType;
    std::string m_contentEncoding;
    std::string m_location;
    bool m_started = false;
    bool m_hasLength = false;
    bool m_chunked = false;
    bool m_keepAlive = false;
};

} // namespace checkwatch::sources
