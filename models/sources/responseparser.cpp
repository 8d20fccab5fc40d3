#include "models/sources/responseparser.h"

#include <algorithm>
#include <charconv>

namespace checkwatch::sources {
namespace {

using base::Error;
using base::ErrorCode;
using base::Result;

constexpr std::size_t maxLineBytes = 64UL * 1024;

Error notHttp(const char* what)
{
    return {ErrorCode::BadInput,
            std::string("the answer is not HTTP/1.1 (") + what + "); check the port and the scheme"};
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

std::string_view trim(std::string_view text)
{
    constexpr std::string_view blanks = " \t";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

bool parseNumber(std::string_view text, int base, std::uint64_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

void ResponseParser::begin(Body& body, std::size_t bodyLimit)
{
    m_body = &body;
    m_limit = bodyLimit;
    m_state = State::Status;
    m_line.clear();
    m_lineBytes = 0;
    m_started = false;
    m_status = 0;
}

Result<void> ResponseParser::feed(std::string_view bytes)
{
    m_started = m_started || !bytes.empty();
    while (!bytes.empty() && m_state != State::Done) {
        Result<void> good;
        if (m_state == State::Length || m_state == State::UntilClose || m_state == State::ChunkData) {
            good = data(bytes);
        } else {
            const std::size_t end = bytes.find('\n');
            const std::string_view piece = bytes.substr(0, end);
            bytes.remove_prefix(std::min(bytes.size(), piece.size() + 1));
            m_lineBytes += piece.size() + 1;
            if (m_lineBytes > maxLineBytes) {
                return Error{ErrorCode::Limit, "the headers of the answer are larger than 64 KiB"};
            }
            m_line += piece;
            if (end == std::string_view::npos) {
                return {};
            }
            const std::string whole = std::exchange(m_line, {});
            const std::string_view text(whole);
            good = line(text.ends_with('\r') ? text.substr(0, text.size() - 1) : text);
        }
        if (!good) {
            return good;
        }
    }
    m_keepAlive = m_keepAlive && bytes.empty(); // what follows the end belongs to nothing that was asked
    return {};
}

Result<void> ResponseParser::closed()
{
    m_keepAlive = false;
    if (m_state == State::UntilClose) {
        // No length says whether this is all: an exposition at least ends with a newline.
        Result<void> ended = finish();
        if (ended.ok() && !m_body->text().ends_with('\n')) {
            return Error{ErrorCode::Network,
                         "the answer may be cut off: it has no length and does not end with a newline"};
        }
        return ended;
    }
    if (hasHead()) {
        return Error{ErrorCode::Network,
                     "the connection broke in the middle of the answer, after " + std::to_string(m_body->wireBytes())
                         + " bytes of the body"};
    }
    return Error{ErrorCode::Network,
                 m_started ? "the connection broke in the headers of the answer"
                           : "the connection was closed without an answer; is this an HTTP port?"};
}

Result<void> ResponseParser::line(std::string_view text)
{
    switch (m_state) {
    case State::Status: return statusLine(text);
    case State::Headers:
        if (text.empty()) {
            return headEnds();
        }
        if (const std::size_t colon = text.find(':'); colon != std::string_view::npos && colon != 0) {
            return header(lower(text.substr(0, colon)), trim(text.substr(colon + 1)));
        }
        return notHttp("a header without a name");
    case State::ChunkSize: return chunkSize(text);
    case State::ChunkEnd:
        m_state = State::ChunkSize;
        return text.empty() ? Result<void>() : notHttp("a chunk longer than its size");
    case State::Trailers: return text.empty() ? finish() : Result<void>();
    default: return {};
    }
}

Result<void> ResponseParser::statusLine(std::string_view text)
{
    constexpr std::string_view protocol = "HTTP/1.";
    std::uint64_t status = 0;
    if (!text.starts_with(protocol) || text.size() < protocol.size() + 5 || text[protocol.size() + 1] != ' '
        || !parseNumber(text.substr(protocol.size() + 2, 3), 10, status)) {
        return notHttp("no status line");
    }
    m_status = static_cast<int>(status);
    m_keepAlive = text[protocol.size()] != '0';
    m_hasLength = false;
    m_chunked = false;
    m_contentType.clear();
    m_contentEncoding.clear();
    m_location.clear();
    m_state = State::Headers;
    return {};
}

Result<void> ResponseParser::header(std::string_view name, std::string_view value)
{
    if (name == "content-length") {
        std::uint64_t length = 0;
        if (!parseNumber(value, 10, length) || (m_hasLength && length != m_length)) {
            return notHttp("Content-Length is no number, or two");
        }
        m_length = length;
        m_hasLength = true;
    } else if (name == "transfer-encoding") {
        if (lower(value) != "chunked" || m_chunked) {
            return Error{ErrorCode::Unsupported,
                         "the answer has a Transfer-Encoding that was not asked for; only chunked is read"};
        }
        m_chunked = true;
    } else if (name == "connection") {
        const std::string options = lower(value);
        m_keepAlive = options.find("close") == std::string::npos
            && (m_keepAlive || options.find("keep-alive") != std::string::npos);
    } else if (name == "content-type") {
        m_contentType = value;
    } else if (name == "content-encoding") {
        m_contentEncoding = lower(value);
    } else if (name == "location") {
        m_location = value;
    }
    return {};
}

Result<void> ResponseParser::headEnds()
{
    if (m_status >= 100 && m_status < 200) {
        m_state = State::Status;
        return {};
    }
    if (m_status != 200) {
        m_keepAlive = m_keepAlive && m_hasLength && m_length == 0;
        m_state = State::Done;
        return {};
    }
    const bool gzip = m_contentEncoding == "gzip";
    if (!gzip && !m_contentEncoding.empty() && m_contentEncoding != "identity") {
        return Error{ErrorCode::Unsupported,
                     "the answer has a Content-Encoding that was not asked for; only gzip is read"};
    }
    m_body->begin(gzip, m_limit);
    m_lineBytes = 0;
    m_left = m_length;
    if (m_chunked) {
        m_keepAlive = m_keepAlive && !m_hasLength;
        m_state = State::ChunkSize;
    } else if (m_hasLength) {
        m_state = State::Length;
        return m_left == 0 ? finish() : Result<void>();
    } else {
        m_state = State::UntilClose;
    }
    return {};
}

Result<void> ResponseParser::chunkSize(std::string_view text)
{
    if (!parseNumber(trim(text.substr(0, text.find(';'))), 16, m_left)) {
        return notHttp("a chunk without a size");
    }
    m_lineBytes = 0;
    m_state = m_left == 0 ? State::Trailers : State::ChunkData;
    return {};
}

Result<void> ResponseParser::data(std::string_view& bytes)
{
    const bool counted = m_state != State::UntilClose;
    const std::string_view piece = counted ? bytes.substr(0, std::min<std::uint64_t>(bytes.size(), m_left)) : bytes;
    if (Result<void> taken = m_body->append(piece); !taken) {
        return taken;
    }
    bytes.remove_prefix(piece.size());
    if (!counted) {
        return {};
    }
    m_left -= piece.size();
    if (m_left == 0 && m_state == State::Length) {
        return finish();
    }
    if (m_left == 0) {
        m_state = State::ChunkEnd;
    }
    return {};
}

Result<void> ResponseParser::finish()
{
    m_state = State::Done;
    return m_body->end();
}

} // namespace checkwatch::sources
