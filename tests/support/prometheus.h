#pragma once

#include "tests/support/processes.h"

#include <QByteArray>
#include <QTemporaryDir>
#include <QUrlQuery>

#include <memory>
#include <utility>

namespace checkwatch::support {

/// The installed Prometheus on a loopback port of its own, with samples that lie in its blocks from the start. Ends with this
/// object. Blocking; one thread.
class LocalPrometheus
{
public:
    /// `openMetrics`: samples with timestamps, ends with "# EOF". `config`: the whole prometheus.yml. Null where the programs
    /// are missing or do not get ready.
    static std::unique_ptr<LocalPrometheus> start(const QByteArray& openMetrics, const QByteArray& config);

    /// "http://127.0.0.1:port"
    [[nodiscard]] QString address() const { return QStringLiteral("http://127.0.0.1:%1").arg(m_port); }
    struct Reply
    {
        int status = 0;
        QByteArray body;
        double seconds = 0; ///< from connecting to the last byte
    };
    /// GET /api/v1/<path>.
    [[nodiscard]] Reply get(const QString& path, const QUrlQuery& query = {}) const;
    /// query with parameters in pairs: {{"query", "up"}, {"time", "5"}}.
    [[nodiscard]] Reply ask(const QString& path, const std::vector<std::pair<QString, QString>>& parameters) const;

private:
    LocalPrometheus() = default;
    bool makeBlocks(const QByteArray& openMetrics) const;

    QTemporaryDir m_folder;
    quint16 m_port = 0;
    std::unique_ptr<ChildProcess> m_process;
};

} // namespace checkwatch::support
