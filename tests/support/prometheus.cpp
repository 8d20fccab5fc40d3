#include "tests/support/prometheus.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTcpSocket>
#include <QThread>

namespace checkwatch::support {
namespace {

constexpr int importTimeoutMs = 120'000;
constexpr int startTimeoutMs = 30'000;
constexpr int replyTimeoutMs = 120'000;

bool write(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace

bool LocalPrometheus::makeBlocks(const QByteArray& openMetrics) const
{
    const QString text = m_folder.filePath(QStringLiteral("samples.om"));
    if (openMetrics.isEmpty()) {
        return true;
    }
    if (!write(text, openMetrics)) {
        return false;
    }
    QProcess import;
    import.setStandardOutputFile(QProcess::nullDevice());
    import.start(findProgram(QStringLiteral("promtool")),
                 {"tsdb", "create-blocks-from", "openmetrics", text, m_folder.filePath(QStringLiteral("data"))});
    const bool ended = import.waitForFinished(importTimeoutMs);
    QFile::remove(text);
    return ended && import.exitCode() == 0;
}

std::unique_ptr<LocalPrometheus> LocalPrometheus::start(const QByteArray& openMetrics, const QByteArray& config)
{
    const QString program = findProgram(QStringLiteral("prometheus"));
    std::unique_ptr<LocalPrometheus> out(new LocalPrometheus);
    const QString file = out->m_folder.filePath(QStringLiteral("prometheus.yml"));
    if (program.isEmpty() || !out->makeBlocks(openMetrics) || !write(file, config)) {
        return nullptr;
    }
    out->m_port = freePort();
    out->m_process = std::make_unique<ChildProcess>(
        program,
        QStringList{QStringLiteral("--config.file=%1").arg(file),
                    QStringLiteral("--storage.tsdb.path=%1").arg(out->m_folder.filePath(QStringLiteral("data"))),
                    QStringLiteral("--storage.tsdb.retention.time=100y"),
                    QStringLiteral("--web.listen-address=127.0.0.1:%1").arg(out->m_port),
                    QStringLiteral("--log.level=error")});
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < startTimeoutMs && out->m_process->running()) {
        if (out->get(QStringLiteral("status/buildinfo")).status == 200) {
            return out;
        }
        QThread::msleep(100);
    }
    return nullptr;
}

LocalPrometheus::Reply LocalPrometheus::get(const QString& path, const QUrlQuery& query) const
{
    QElapsedTimer timer;
    timer.start();
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), m_port);
    if (!socket.waitForConnected(1000)) {
        return {};
    }
    const QByteArray parameters = query.isEmpty() ? QByteArray() : '?' + query.toString(QUrl::FullyEncoded).toUtf8();
    socket.write("GET /api/v1/" + path.toUtf8() + parameters + " HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n");
    QByteArray bytes;
    while (timer.elapsed() < replyTimeoutMs && socket.waitForReadyRead(replyTimeoutMs)) {
        bytes += socket.readAll();
    }
    bytes += socket.readAll();
    const double seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    const int status = bytes.mid(9, 3).toInt();
    return {end < 0 ? 0 : status, bytes.mid(end + 4), seconds};
}

LocalPrometheus::Reply LocalPrometheus::ask(const QString& path,
                                            const std::vector<std::pair<QString, QString>>& parameters) const
{
    QUrlQuery query;
    for (const auto& [name, value] : parameters) {
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    }
    return get(path, query);
}

} // namespace checkwatch::support
