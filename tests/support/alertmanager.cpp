#include "tests/support/alertmanager.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QThread>

namespace checkwatch::support {
namespace {

constexpr int startTimeoutMs = 30'000;
constexpr int replyTimeoutMs = 30'000;

} // namespace

std::unique_ptr<LocalAlertmanager> LocalAlertmanager::start()
{
    const QString program = findProgram(QStringLiteral("prometheus-alertmanager"));
    std::unique_ptr<LocalAlertmanager> out(new LocalAlertmanager);
    QFile config(out->m_folder.filePath(QStringLiteral("alertmanager.yml")));
    if (program.isEmpty() || !config.open(QIODevice::WriteOnly)) {
        return nullptr;
    }
    config.write("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n");
    config.close();
    out->m_port = freePort();
    out->m_process = std::make_unique<ChildProcess>(
        program,
        QStringList{QStringLiteral("--config.file=%1").arg(config.fileName()),
                    QStringLiteral("--storage.path=%1").arg(out->m_folder.filePath(QStringLiteral("data"))),
                    QStringLiteral("--web.listen-address=%1").arg(out->address()),
                    QStringLiteral("--cluster.listen-address="), QStringLiteral("--log.level=error")});
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < startTimeoutMs && out->m_process->running()) {
        if (out->get(QStringLiteral("status")).isObject()) {
            return out;
        }
        QThread::msleep(100);
    }
    return nullptr;
}

QByteArray LocalAlertmanager::ask(const QByteArray& request) const
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    if (!socket.waitForConnected(1000)) {
        return {};
    }
    socket.write(request);
    QByteArray bytes;
    while (socket.waitForReadyRead(replyTimeoutMs)) {
        bytes += socket.readAll();
    }
    bytes += socket.readAll();
    return bytes.mid(9, 3) == "200" ? bytes.mid(bytes.indexOf("\r\n\r\n") + 4) : QByteArray();
}

QByteArray LocalAlertmanager::text(const QString& path) const
{
    return ask("GET /api/v2/" + path.toUtf8() + " HTTP/1.0\r\n\r\n");
}

QJsonDocument LocalAlertmanager::get(const QString& path) const
{
    return QJsonDocument::fromJson(text(path));
}

QJsonDocument LocalAlertmanager::post(const QString& path, const QJsonDocument& body) const
{
    const QByteArray json = body.toJson(QJsonDocument::Compact);
    return QJsonDocument::fromJson(ask("POST /api/v2/" + path.toUtf8()
                                       + " HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                                       + QByteArray::number(json.size()) + "\r\n\r\n" + json));
}

} // namespace checkwatch::support
