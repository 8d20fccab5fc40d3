#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace checkwatch::support {

/// Keys and certificates for one test run, made with the openssl program and gone with this object. Nothing of the kind
/// is kept anywhere.
class Certificates
{
public:
    /// A certification authority of its own; check good().
    Certificates();

    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] QString caFile() const { return path("ca.pem"); }

    /// A certificate and its key, as files; both empty where openssl refused.
    struct Pair
    {
        QString certificate;
        QString key;
    };
    /// Signed by the authority; `names` as in subjectAltName: "DNS:localhost,IP:127.0.0.1". Negative days: expired.
    Pair issue(const QString& name, const QString& names, int days = 2);
    /// Signed by itself.
    Pair selfSigned(const QString& name, const QString& names);

    static constexpr const char* loopback = "DNS:localhost,IP:127.0.0.1";

private:
    [[nodiscard]] QString path(const char* file) const { return m_folder.filePath(QLatin1String(file)); }
    bool run(const QStringList& arguments) const;

    QTemporaryDir m_folder;
    bool m_good = false;
};

} // namespace checkwatch::support
