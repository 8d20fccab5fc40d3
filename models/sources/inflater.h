#pragma once

#include "models/base/result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// Inflates one gzip member piece by piece, never past a limit however well the input packs. The CRC and the length at
/// its end are checked; bytes after them are an error. Reusable through reset().
class Inflater
{
public:
    Inflater();
    ~Inflater();
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// Forgets what came before.
    void reset();
    /// Inflates `input` to the end of `out`. Limit when `out` would reach `limit` bytes, BadInput when this is no gzip.
    base::Result<void> append(std::string_view input, std::string& out, std::size_t limit);
    /// True once the end mark has come, with a matching CRC and length.
    [[nodiscard]] bool finished() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace checkwatch::sources
