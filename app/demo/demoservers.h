#pragma once

#include "app/demo/demoports.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTcpServer>
#include <QTimer>

#include <optional>

namespace checkwatch::demo {

/// What of the demo lives in this process: two health agents, the server that never accepts, and the requests that let
/// passive detection see edge1 fail. Main thread.
class DemoServers : public QObject
{
    Q_OBJECT

public:
    explicit DemoServers(QObject* parent = nullptr);

    /// Listens: agents on free ports, the full accept queue on the origins' port.
    base::Result<void> listen(std::uint16_t originsPort);
    [[nodiscard]] std::uint16_t halfAgentPort() const { return m_halfAgent.serverPort(); }
    [[nodiscard]] std::uint16_t fullAgentPort() const { return m_fullAgent.serverPort(); }
    /// The clock of the second agent starts, and the requests to /edge/.
    void begin(std::uint16_t trafficPort);

private:
    void answer(QTcpServer& agent, const QByteArray& text);
    void requestEdge();

    QTcpServer m_halfAgent; ///< "up 50%"
    QTcpServer m_fullAgent; ///< "up 100%", from second 35 on "down # disk full"
    std::optional<FullAcceptQueue> m_fullQueue;
    QTimer m_trickle;
    QElapsedTimer m_sinceStart;
    std::uint16_t m_trafficPort = 0;
};

} // namespace checkwatch::demo
