#include "models/sources/body.h"

#include <algorithm>

namespace checkwatch::sources {
namespace {

constexpr std::size_t builtInLimit = 1024UL * 1024 * 1024;
constexpr std::size_t worthKeeping = 8UL * 1024 * 1024; // larger bodies are rare: their memory goes back
constexpr std::size_t maxFree = 32;

base::Error limitExceeded(std::size_t limit)
{
    return {base::ErrorCode::Limit, "body size limit exceeded: the answer has " + std::to_string(limit)
                                        + " bytes or more; raise body_size_limit or ask for less"};
}

} // namespace

void Body::begin(bool gzip, std::size_t limit)
{
    m_text.clear();
    m_wireBytes = 0;
    m_gzip = gzip;
    m_limit = limit == 0 ? builtInLimit : std::min(limit, builtInLimit);
    if (gzip) {
        if (m_inflater == nullptr) {
            m_inflater = std::make_unique<Inflater>();
        }
        m_inflater->reset();
    }
}

char* Body::room(std::size_t bytes)
{
    std::string& target = m_gzip ? m_piece : m_text;
    m_before = m_gzip ? 0 : m_text.size();
    target.resize(m_before + bytes);
    return target.data() + m_before;
}

base::Result<void> Body::received(std::size_t bytes)
{
    m_wireBytes += bytes;
    if (!m_gzip) {
        m_text.resize(m_before + bytes);
        return m_text.size() < m_limit ? base::Result<void>() : limitExceeded(m_limit);
    }
    const base::Result<void> inflated = m_inflater->append(std::string_view(m_piece).substr(0, bytes), m_text, m_limit);
    return !inflated.ok() && inflated.error().code == base::ErrorCode::Limit ? limitExceeded(m_limit) : inflated;
}

base::Result<void> Body::end() const
{
    if (m_gzip && !m_inflater->finished()) {
        return base::Error{base::ErrorCode::BadInput, "the gzip body is cut off: its end mark is missing"};
    }
    return {};
}

std::unique_ptr<Body> BodyPool::take()
{
    if (m_free.empty()) {
        return std::make_unique<Body>();
    }
    std::unique_ptr<Body> body = std::move(m_free.back());
    m_free.pop_back();
    return body;
}

void BodyPool::giveBack(std::unique_ptr<Body> body)
{
    if (body->capacity() <= worthKeeping && m_free.size() < maxFree) {
        m_free.push_back(std::move(body));
    }
}

} // namespace checkwatch::sources
