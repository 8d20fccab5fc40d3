#include "models/sources/inflater.h"

#include <algorithm>
#include <array>

#include <zlib.h>

namespace checkwatch::sources {
namespace {

constexpr int gzipOnly = 16 + MAX_WBITS;
constexpr std::size_t pieceBytes = 64UL * 1024;

base::Error badGzip(const char* what)
{
    return {base::ErrorCode::BadInput, std::string("the gzip body is damaged: ") + what};
}

} // namespace

struct Inflater::Impl
{
    z_stream stream{};
    bool ready = false;
    bool finished = false;
    std::array<char, pieceBytes> piece; // filled by inflate() before it is read
};

Inflater::Inflater() : m_impl(std::make_unique<Impl>())
{
    m_impl->ready = inflateInit2(&m_impl->stream, gzipOnly) == Z_OK;
}

Inflater::~Inflater()
{
    if (m_impl->ready) {
        inflateEnd(&m_impl->stream);
    }
}

void Inflater::reset()
{
    m_impl->finished = false;
    m_impl->ready = m_impl->ready && inflateReset(&m_impl->stream) == Z_OK;
}

bool Inflater::finished() const noexcept
{
    return m_impl->finished;
}

base::Result<void> Inflater::append(std::string_view input, std::string& out, std::size_t limit)
{
    Impl& d = *m_impl;
    if (!d.ready) {
        return base::Error{base::ErrorCode::Internal, "no memory for inflating"};
    }
    // zlib's interface is older than const.
    d.stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    d.stream.avail_in = static_cast<uInt>(input.size());
    bool more = !input.empty();
    while (more) {
        if (d.finished) {
            return badGzip("bytes follow its end");
        }
        d.stream.next_out = reinterpret_cast<Bytef*>(d.piece.data());
        d.stream.avail_out = pieceBytes;
        const int state = inflate(&d.stream, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
            return badGzip(d.stream.msg != nullptr ? d.stream.msg : "not gzip");
        }
        const std::size_t made = pieceBytes - d.stream.avail_out;
        if (made >= limit - std::min(limit, out.size())) {
            return base::Error{base::ErrorCode::Limit, "body size limit exceeded"};
        }
        out.append(d.piece.data(), made);
        d.finished = state == Z_STREAM_END;
        more = d.stream.avail_in > 0 || (d.stream.avail_out == 0 && !d.finished);
    }
    return {};
}

} // namespace checkwatch::sources
