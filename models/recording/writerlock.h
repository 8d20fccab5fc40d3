#pragma once

#include "models/base/result.h"

#include <string>

namespace checkwatch::recording {

/// Whether somebody has the lock at this path now.
[[nodiscard]] bool isLocked(const std::string& path);

/// The right to write a recording: an advisory lock on a file beside it. Goes with this object, and with the process,
/// however that ends.
class WriterLock
{
public:
    /// Makes the lock file. An error names the process that has the lock.
    static base::Result<WriterLock> take(const std::string& path);
    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&& other) noexcept;
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    explicit WriterLock(int fd) : m_fd(fd) {}
    int m_fd = -1;
};

} // namespace checkwatch::recording
