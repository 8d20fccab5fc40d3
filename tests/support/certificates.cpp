#include "tests/support/certificates.h"

#include "tests/support/processes.h"

#include <QProcess>

namespace checkwatch::support {
namespace {

const QStringList newKey{QStringLiteral("-newkey"), QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                         QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes")};

} // namespace

Certificates::Certificates()
{
    m_good = run(QStringList{"req", "-x509", "-days", "2", "-subj", "/CN=Checkwatch test CA", "-addext",
                             "basicConstraints=critical,CA:TRUE", "-keyout", path("ca.key"), "-out", caFile()}
                 + newKey);
}

bool Certificates::run(const QStringList& arguments) const
{
    QProcess openssl;
    openssl.setProcessChannelMode(QProcess::MergedChannels);
    openssl.start(findProgram(QStringLiteral("openssl")), arguments);
    const bool ended = openssl.waitForFinished(20'000) && openssl.exitStatus() == QProcess::NormalExit;
    const bool good = ended && openssl.exitCode() == 0;
    if (!good) {
        qWarning("openssl: %s", openssl.readAll().constData());
    }
    return good;
}

Certificates::Pair Certificates::issue(const QString& name, const QString& names, int days)
{
    const Pair pair{m_folder.filePath(name + ".pem"), m_folder.filePath(name + ".key")};
    const QString request = m_folder.filePath(name + ".csr");
    const bool made = run(QStringList{"req", "-new", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + names,
                                      "-keyout", pair.key, "-out", request}
                          + newKey)
        && run({"x509", "-req", "-in", request, "-CA", caFile(), "-CAkey", path("ca.key"), "-CAcreateserial",
                "-copy_extensions", "copyall", "-days", QString::number(days), "-out", pair.certificate});
    return made ? pair : Pair{};
}

Certificates::Pair Certificates::selfSigned(const QString& name, const QString& names)
{
    const Pair pair{m_folder.filePath(name + ".pem"), m_folder.filePath(name + ".key")};
    const bool made = run(QStringList{"req", "-x509", "-days", "2", "-subj", "/CN=" + name, "-addext",
                                      "subjectAltName=" + names, "-keyout", pair.key, "-out", pair.certificate}
                          + newKey);
    return made ? pair : Pair{};
}

} // namespace checkwatch::support
