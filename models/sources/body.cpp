#include "models/sources/body.h"

#include <algorithm>

namespace checkwatch::sources {
namespace {

constexpr std::size_t builtInLimit = 1024UL * 1024 * 1024;
constexpr std::size_t worthKeeping = 8UL * 1024 * 1024; // larger bodies are rare: their memory goes back
constexpr std::size_t maxFree = 32;

base::Error limitExceeded(std::size_t limit)
{
    return {base::ErrorCode::Limit,
            "body size limit exceeded: the answer has " + std::to_string(limit)
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

base::Result<void> Body::append(std::string_view bytes)
{
    m_wireBytes += bytes.size();
    if (m_gzip) {
        const base::Result<void> inflated = m_inflater->append(bytes, m_text, m_limit);
        const bool tooLarge = !inflated.ok() && inflated.error().code == base::ErrorCode::Limit;
        return tooLarge ? limitExceeded(m_limit) : inflated;
    }
    if (bytes.size() >= m_limit - m_text.size()) {
        return limitExceeded(m_limit);
    }
    m_text += bytes;
    return {};
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
