#pragma once

#include "models/base/result.h"
#include "models/sources/inflater.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace checkwatch::sources {

/// Takes the body of an answer as it comes in, inflates it where it is gzip, and never holds more than its limit.
class Body
{
public:
    /// Forgets the last body but not its memory. A body of `limit` bytes or more is an error, as in Prometheus;
    /// 0 = only the built-in limit of 1 GiB.
    void begin(bool gzip, std::size_t limit);
    /// The next bytes as they come from the wire.
    base::Result<void> append(std::string_view bytes);
    /// The wire said that all is there. Fails where gzip's own end mark has not come.
    [[nodiscard]] base::Result<void> end() const;

    /// The body so far, inflated.
    [[nodiscard]] std::string_view text() const noexcept { return m_text; }
    /// Bytes on the wire so far.
    [[nodiscard]] std::size_t wireBytes() const noexcept { return m_wireBytes; }
    [[nodiscard]] std::size_t capacity() const noexcept { return m_text.capacity(); }

private:
    std::string m_text;
    std::unique_ptr<Inflater> m_inflater; ///< made by the first gzip body
    std::size_t m_limit = 0;
    std::size_t m_wireBytes = 0;
    bool m_gzip = false;
};

/// Bodies whose memory serves one scrape after another: as many as are under way at once. One thread.
class BodyPool
{
public:
    std::unique_ptr<Body> take();
    void giveBack(std::unique_ptr<Body> body);

private:
    std::vector<std::unique_ptr<Body>> m_free;
};

} // namespace checkwatch::sources
