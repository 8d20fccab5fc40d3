#include "models/config/config.h"
#include "models/config/sections.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace checkwatch::config {
namespace {

constexpr std::size_t largestFile = 16UL * 1024 * 1024;

/// An open file that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const noexcept { return m_number; }

private:
    int m_number;
};

base::Error systemError(int code, const std::string& path)
{
    const base::ErrorCode kind = code == ENOENT ? base::ErrorCode::NotFound
        : code == EACCES || code == EPERM       ? base::ErrorCode::Refused
                                                : base::ErrorCode::BadInput;
    return {kind, std::string("the configuration cannot be read: ") + std::strerror(code), path};
}

} // namespace

base::Result<std::string> readFile(const std::string& path, bool& open)
{
    // O_NONBLOCK: opening a FIFO that nobody writes to would wait for ever.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat status
    {
    };
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
        return systemError(errno, path);
    }
    if (!S_ISREG(status.st_mode)) {
        return base::Error{base::ErrorCode::BadInput,
                           S_ISDIR(status.st_mode) ? "is a directory, and the configuration is a file"
                                                   : "the configuration must be a regular file",
                           path};
    }
    open = (status.st_mode & (S_IRGRP | S_IROTH | S_IWGRP | S_IWOTH)) != 0;
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const ssize_t got = ::read(file.number(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return systemError(errno, path);
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > largestFile) {
            return base::Error{base::ErrorCode::Limit, "the configuration is larger than 16 MiB", path};
        }
    }
}

void noticeOpenSecrets(Problems& problems)
{
    const std::vector<std::pair<int, std::string>> secrets = problems.openSecrets();
    for (const auto& [line, field] : secrets) {
        problems.notice(line,
                        field
                            + " stands in a file that others may read or write: chmod 600 it, or give the secret in a "
                              "file of its own or as ${NAME} from the environment");
    }
}

base::Result<Config> loadConfig(const std::string& path)
{
    bool open = false;
    const auto text = readFile(path, open);
    if (!text.ok()) {
        return text.error();
    }
    Problems problems;
    Config config = readConfig(*text, path, problems);
    if (open) {
        noticeOpenSecrets(problems);
    }
    return resultOf(std::move(config), problems);
}

} // namespace checkwatch::config
