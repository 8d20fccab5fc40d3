#include "models/recording/writerlock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace checkwatch::recording {
namespace {

std::string textIn(int fd)
{
    std::array<char, 32> text{};
    const ssize_t count = ::pread(fd, text.data(), text.size(), 0);
    std::string out(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return out.substr(0, out.find_first_not_of("0123456789"));
}

} // namespace

bool isLocked(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return false;
    }
    const bool locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    ::close(fd);
    return locked;
}

base::Result<WriterLock> WriterLock::take(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return base::Error{base::ErrorCode::Refused, "cannot make the lock: " + std::string(std::strerror(errno)),
                           path};
    }
    WriterLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const std::string process = textIn(fd);
        return base::Error{
            base::ErrorCode::Limit,
            "another Checkwatch" + (process.empty() ? "" : " (process " + process + ")") + " records here", path};
    }
    const std::string process = std::to_string(::getpid()) + '\n';
    // Only for the words above: the lock itself is held either way.
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, process.data(), process.size(), 0) < 0) {
        return lock;
    }
    return lock;
}

WriterLock::~WriterLock()
{
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

WriterLock::WriterLock(WriterLock&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

WriterLock& WriterLock::operator=(WriterLock&& other) noexcept
{
    std::swap(m_fd, other.m_fd);
    return *this;
}

} // namespace checkwatch::recording
