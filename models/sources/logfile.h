#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace checkwatch::sources {

/// Follows a file that somebody appends lines to, from its end on, also when another takes its place under its name or it
/// is emptied, as by logrotate. It is only read. One thread at a time; nothing here waits.
class LogFile
{
public:
    using Line = std::function<void(std::string_view line)>;

    explicit LogFile(std::string path) : m_path(std::move(path)) {}
    ~LogFile();
    LogFile(LogFile&& other) noexcept;
    LogFile& operator=(LogFile&& other) noexcept;
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    /// The lines that have come since the last call, whole ones only. What is too much for one call comes with the next;
    /// what is too far behind is passed over. An error where the file cannot be read now; the next call tries again.
    base::Result<void> read(const Line& line);
    /// Bytes that were passed over since the last call.
    std::uint64_t takeSkipped();

private:
    base::Result<bool> open();
    /// What is new in the open file; false where there is nothing.
    bool readOn(const Line& line);
    void take(std::string_view bytes, const Line& line);
    void close();

    std::string m_path;
    int m_file = -1;
    bool m_begun = false; ///< the first file of this name was seen: a later one is new from its beginning
    std::uint64_t m_at = 0;
    std::uint64_t m_skipped = 0;
    std::string m_part;     ///< of a line that has no end yet
    bool m_tooLong = false; ///< the rest of that line is passed over
};

} // namespace checkwatch::sources
