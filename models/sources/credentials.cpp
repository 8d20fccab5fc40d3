#include "models/sources/credentials.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace checkwatch::sources {
namespace {

constexpr std::size_t maxSecretBytes = 64UL * 1024;

base::Error refused(std::string message, const std::string& where)
{
    return {base::ErrorCode::Refused, std::move(message), where};
}

/// A file descriptor that closes itself.
class File
{
public:
    explicit File(const std::string& path) : m_fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
    ~File()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    [[nodiscard]] int fd() const noexcept { return m_fd; }

private:
    int m_fd;
};

base::Result<std::string> readSecretFile(const std::string& path)
{
    const File file(path);
    struct stat status
    {
    };
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0) {
        return refused(std::string("cannot read the secret: ") + std::strerror(errno), path);
    }
    if (!S_ISREG(status.st_mode)) {
        return refused("cannot read the secret: not a regular file", path);
    }
    std::string text;
    std::array<char, 4096> piece{};
    while (text.size() <= maxSecretBytes) {
        const ssize_t got = ::read(file.fd(), piece.data(), piece.size());
        if (got < 0) {
            return refused(std::string("cannot read the secret: ") + std::strerror(errno), path);
        }
        if (got == 0) {
            break;
        }
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    if (text.size() > maxSecretBytes) {
        return refused("cannot read the secret: the file is larger than 64 KiB", path);
    }
    constexpr std::string_view blanks = " \t\r\n\v\f";
    text.erase(text.find_last_not_of(blanks) + 1);
    text.erase(0, text.find_first_not_of(blanks));
    return text;
}

base::Result<std::string> secretText(const config::Secret& given, const std::string& path)
{
    return path.empty() ? base::Result<std::string>(given.reveal()) : readSecretFile(path);
}

bool hasControlByte(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

base::Error controlByte(const char* what, const std::string& path)
{
    return refused(std::string(what) + " holds a control character: not sent, correct it", path);
}

base::Result<QByteArray> basicHeader(const config::BasicAuth& auth)
{
    const base::Result<std::string> password = secretText(auth.password, auth.passwordFile);
    if (!password) {
        return password.error();
    }
    if (hasControlByte(auth.username) || hasControlByte(*password)) {
        return controlByte("the user name or password", auth.passwordFile);
    }
    const QByteArray pair = QByteArray::fromStdString(auth.username + ':' + *password);
    return "Basic " + pair.toBase64();
}

base::Result<QByteArray> tokenHeader(const config::Authorization& auth)
{
    const base::Result<std::string> token = secretText(auth.credentials, auth.credentialsFile);
    if (!token) {
        return token.error();
    }
    if (hasControlByte(auth.type) || hasControlByte(*token)) {
        return controlByte("the credentials", auth.credentialsFile);
    }
    return QByteArray::fromStdString(auth.type + ' ' + *token);
}

} // namespace

base::Result<QByteArray> authorizationHeader(const config::ScrapeConfig& config)
{
    if (config.basicAuth) {
        return basicHeader(*config.basicAuth);
    }
    if (config.authorization) {
        return tokenHeader(*config.authorization);
    }
    return QByteArray();
}

std::string credentialsKey(const config::ScrapeConfig& config)
{
    if (!config.basicAuth && !config.authorization) {
        return {};
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](std::string_view part) {
        hash.addData(QByteArray::number(static_cast<qulonglong>(part.size())) + ':');
        hash.addData(QByteArrayView(part.data(), static_cast<qsizetype>(part.size())));
    };
    if (config.basicAuth) {
        add("basic");
        add(config.basicAuth->username);
        add(config.basicAuth->password.reveal());
        add(config.basicAuth->passwordFile);
    } else {
        add("token");
        add(config.authorization->type);
        add(config.authorization->credentials.reveal());
        add(config.authorization->credentialsFile);
    }
    return hash.result().toStdString();
}

} // namespace checkwatch::sources
