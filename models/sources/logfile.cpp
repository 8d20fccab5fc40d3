#include "models/sources/logfile.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace checkwatch::sources {
namespace {

constexpr std::size_t longestLine = 4096;           ///< of a line; what is longer is left out
constexpr std::size_t atOnce = 256UL * 1024;        ///< in one call
constexpr std::uint64_t behind = 4UL * 1024 * 1024; ///< who is further behind begins anew at the end

base::Error failure(const std::string& path, const char* why)
{
    return {base::ErrorCode::NotFound, std::string("cannot read the log: ") + why, path};
}

} // namespace

LogFile::~LogFile()
{
    close();
}

LogFile::LogFile(LogFile&& other) noexcept
    : m_path(std::move(other.m_path)), m_file(std::exchange(other.m_file, -1)), m_begun(other.m_begun),
      m_at(other.m_at), m_skipped(other.m_skipped), m_part(std::move(other.m_part)), m_tooLong(other.m_tooLong)
{
}

LogFile& LogFile::operator=(LogFile&& other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_file, other.m_file);
    std::swap(m_begun, other.m_begun);
    std::swap(m_at, other.m_at);
    std::swap(m_skipped, other.m_skipped);
    std::swap(m_part, other.m_part);
    std::swap(m_tooLong, other.m_tooLong);
    return *this;
}

void LogFile::close()
{
    if (m_file >= 0) {
        ::close(std::exchange(m_file, -1));
    }
}

/// True where the name leads to another file than the open one, which is open then.
base::Result<bool> LogFile::open()
{
    struct stat now
    {
    };
    struct stat named
    {
    };
    const bool same = m_file >= 0 && ::fstat(m_file, &now) == 0 && ::stat(m_path.c_str(), &named) == 0
        && now.st_dev == named.st_dev && now.st_ino == named.st_ino;
    if (same) {
        return false;
    }
    const int next = ::open(m_path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (next < 0 || ::fstat(next, &named) != 0 || !S_ISREG(named.st_mode)) {
        const char* const why = next < 0 ? std::strerror(errno) : "it is not a file"; // NOLINT(concurrency-mt-unsafe)
        if (next >= 0) {
            ::close(next);
        }
        m_begun = true; // what comes to be here later is new
        return failure(m_path, why);
    }
    close();
    m_file = next;
    m_at = m_begun ? 0 : static_cast<std::uint64_t>(named.st_size);
    m_begun = true;
    m_part.clear();
    m_tooLong = false;
    return true;
}

base::Result<void> LogFile::read(const Line& line)
{
    if (m_file >= 0 && readOn(line)) {
        return {}; // the old one first, to its end
    }
    const auto opened = open();
    if (!opened) {
        return opened.error();
    }
    if (*opened) {
        (void)readOn(line);
    }
    return {};
}

bool LogFile::readOn(const Line& line)
{
    struct stat now
    {
    };
    if (::fstat(m_file, &now) != 0) {
        return false;
    }
    const auto size = static_cast<std::uint64_t>(now.st_size);
    if (size < m_at) { // emptied
        m_at = 0;
        m_part.clear();
        m_tooLong = false;
    }
    if (size - m_at > behind) {
        const std::uint64_t next = size - atOnce;
        m_skipped += next - std::exchange(m_at, next);
        m_part.clear();
        m_tooLong = true; // up to the next beginning of a line
    }
    std::array<char, 16UL * 1024> bytes{};
    std::size_t sum = 0;
    while (sum < atOnce) {
        const ssize_t got = ::pread(m_file, bytes.data(), bytes.size(), static_cast<off_t>(m_at));
        if (got <= 0) {
            break;
        }
        m_at += static_cast<std::uint64_t>(got);
        sum += static_cast<std::size_t>(got);
        take({bytes.data(), static_cast<std::size_t>(got)}, line);
    }
    return sum > 0;
}

void LogFile::take(std::string_view bytes, const Line& line)
{
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        m_tooLong = m_tooLong || m_part.size() + part.size() > longestLine;
        if (!m_tooLong) {
            m_part += part;
        }
        if (end == std::string_view::npos) {
            return;
        }
        if (!std::exchange(m_tooLong, false)) {
            line(m_part);
        }
        m_part.clear();
        bytes.remove_prefix(end + 1);
    }
}

std::uint64_t LogFile::takeSkipped()
{
    return std::exchange(m_skipped, 0);
}

} // namespace checkwatch::sources
