#include "models/sources/tls.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

#include <sys/stat.h>

namespace checkwatch::sources {
namespace {

constexpr qint64 maxPemBytes = 4LL * 1024 * 1024;

base::Error refusedTls(std::string message, const std::string& path)
{
    return {base::ErrorCode::Refused, std::move(message), path};
}

base::Result<QByteArray> readPem(const std::string& path)
{
    struct stat status
    {
    };
    if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return refusedTls("cannot read: no such regular file", path);
    }
    QFile file(QFile::decodeName(path.c_str()));
    if (!file.open(QIODevice::ReadOnly)) {
        return refusedTls("cannot read: " + file.errorString().toStdString(), path);
    }
    return file.read(maxPemBytes);
}

QSslKey privateKey(const QByteArray& pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull()) {
            return key;
        }
    }
    return {};
}

base::Result<void> addClientCertificate(const config::TlsConfig& config, QSslConfiguration& tls)
{
    const base::Result<QByteArray> certPem = readPem(config.certFile);
    if (!certPem) {
        return certPem.error();
    }
    const base::Result<QByteArray> keyPem = readPem(config.keyFile);
    if (!keyPem) {
        return keyPem.error();
    }
    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certPem, QSsl::Pem);
    if (chain.isEmpty()) {
        return refusedTls("holds no PEM certificate", config.certFile);
    }
    const QSslKey key = privateKey(*keyPem);
    if (key.isNull()) {
        return refusedTls("holds no usable private key (PEM, without a passphrase)", config.keyFile);
    }
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    return {};
}

} // namespace

base::Result<QSslConfiguration> tlsConfiguration(const config::TlsConfig& config)
{
    if (!QSslSocket::supportsSsl()) {
        return base::Error{base::ErrorCode::Unsupported, "https needs Qt's TLS plugin, which is not installed"};
    }
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setPeerVerifyMode(config.insecureSkipVerify ? QSslSocket::VerifyNone : QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({QByteArray(QSslConfiguration::NextProtocolHttp1_1)});
    if (!config.caFile.empty()) {
        const base::Result<QByteArray> pem = readPem(config.caFile);
        if (!pem) {
            return pem.error();
        }
        const QList<QSslCertificate> authorities = QSslCertificate::fromData(*pem, QSsl::Pem);
        if (authorities.isEmpty()) {
            return refusedTls("holds no PEM certificate", config.caFile);
        }
        tls.setCaCertificates(authorities);
    }
    if (!config.certFile.empty()) {
        const base::Result<void> added = addClientCertificate(config, tls);
        if (!added) {
            return added.error();
        }
    }
    return tls;
}

std::string tlsKey(const config::TlsConfig& config)
{
    std::string key = config.insecureSkipVerify ? "tls any" : "tls verified";
    for (const std::string& path : {config.caFile, config.certFile, config.keyFile}) {
        key += '\n' + path;
        struct stat status
        {
        };
        if (!path.empty() && ::stat(path.c_str(), &status) == 0) {
            key += ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) + ' '
                + std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec);
        }
    }
    return key;
}

} // namespace checkwatch::sources
