#include "models/recording/filehead.h"

#include "models/recording/frame.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace checkwatch::recording {
namespace {

// The head of an SQLite file: https://www.sqlite.org/fileformat.html, 1.3; big-endian.
constexpr std::size_t headBytes = 100;
constexpr std::size_t pageSizeOffset = 16;
constexpr std::size_t pageCountOffset = 28;
constexpr std::size_t userVersionOffset = 60;
constexpr std::size_t applicationIdOffset = 68;

struct Head
{
    std::array<unsigned char, headBytes> bytes{};
    std::size_t read = 0;
    std::int64_t fileBytes = 0;

    [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), read}; }
    [[nodiscard]] std::uint32_t number(std::size_t offset, std::size_t count) const
    {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value = value << 8U | bytes[offset + i];
        }
        return value;
    }
};

base::Error refuse(base::ErrorCode code, std::string message, const std::string& path)
{
    return {code, std::move(message), path};
}

base::Result<Head> readHead(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return refuse(errno == ENOENT ? base::ErrorCode::NotFound : base::ErrorCode::Refused,
                      "cannot open the recording: " + std::string(std::strerror(errno)), path);
    }
    struct stat info = {};
    Head head;
    const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    const ssize_t count = regular ? ::read(fd, head.bytes.data(), head.bytes.size()) : -1;
    ::close(fd);
    if (!regular) {
        return refuse(base::ErrorCode::BadInput,
                      S_ISDIR(info.st_mode) ? "is a directory, and a recording is a file" : "not a regular file", path);
    }
    head.read = count > 0 ? static_cast<std::size_t>(count) : 0;
    head.fileBytes = info.st_size;
    return head;
}

/// What a file is that does not begin as SQLite's do.
std::string whatItIs(std::string_view text)
{
    if (text.empty()) {
        return "the file is empty";
    }
    if (text.starts_with("U1FMaXRlIGZvcm1hdCAz")) {
        return "the recording is in base64, as mail programs send files: decode it first (base64 -d)";
    }
    if (text.starts_with("\x1f\x8b")) {
        return "the file is packed with gzip: unpack it first";
    }
    if (text.starts_with("PK\x03\x04")) {
        return "the file is a zip archive: unpack it first";
    }
    return "this is not a Checkwatch recording";
}

} // namespace

base::Result<void> checkMark(std::uint32_t mark, std::uint32_t version, const std::string& path)
{
    if (mark == __builtin_bswap32(applicationId)) {
        return refuse(base::ErrorCode::Unsupported, "the recording is of another byte order", path);
    }
    if (mark != applicationId) {
        return refuse(base::ErrorCode::BadInput, "an SQLite database, but not a Checkwatch recording", path);
    }
    if (version != formatVersion) {
        return refuse(base::ErrorCode::Unsupported,
                      "the recording has format " + std::to_string(version) + "; this Checkwatch reads format "
                          + std::to_string(formatVersion) + ": use a newer one",
                      path);
    }
    return {};
}

base::Result<void> checkFileHead(const std::string& path, bool whole)
{
    auto head = readHead(path);
    if (!head) {
        return std::move(head).error();
    }
    if (!head->text().starts_with(std::string_view("SQLite format 3\0", 16))) {
        return refuse(base::ErrorCode::BadInput, whatItIs(head->text()), path);
    }
    if (head->read < headBytes) {
        return refuse(base::ErrorCode::BadInput, "the recording is cut: not even its head is whole", path);
    }
    if (!whole) {
        return {}; // the rest may lie in the write-ahead log still
    }
    if (auto known = checkMark(head->number(applicationIdOffset, 4), head->number(userVersionOffset, 4), path);
        !known) {
        return known;
    }
    const std::int64_t pageSize = head->number(pageSizeOffset, 2) == 1 ? 65536 : head->number(pageSizeOffset, 2);
    const std::int64_t expected = pageSize * head->number(pageCountOffset, 4);
    if (head->fileBytes != expected) {
        return refuse(base::ErrorCode::BadInput,
                      "the recording was cut or changed on its way: it should have " + std::to_string(expected)
                          + " bytes and has " + std::to_string(head->fileBytes),
                      path);
    }
    return {};
}

} // namespace checkwatch::recording
