#include "app/demo/demotimeline.h"

#include <QLocalSocket>
#include <QTimer>

#include <array>

namespace checkwatch::demo {

namespace {

using std::chrono::milliseconds;

struct Action
{
    milliseconds after;
    const char* socket;
    const char* command; ///< %1 is the demo's folder
};

constexpr std::array<Action, 5> actions{{
    {milliseconds{40'500}, "origins.sock", "disable frontend o_api2"},
    {milliseconds{45'500}, "admin.sock", "set server web/web2 state drain"},
    {milliseconds{50'000}, "admin.sock", "set server api/api5 state drain"},
    {milliseconds{100'100}, "origins.sock", "add map %1/behaviour.map web3 ok"},
    {milliseconds{105'100}, "origins.sock", "enable frontend o_api2"},
}};

constexpr milliseconds longestCommand{5'000};

} // namespace

void sendCommand(const QString& socketPath, const QByteArray& command, QObject* owner)
{
    auto* socket = new QLocalSocket(owner);
    QObject::connect(socket, &QLocalSocket::connected, socket, [socket, command] { socket->write(command + '\n'); });
    QObject::connect(socket, &QLocalSocket::readyRead, socket, [socket] { socket->readAll(); });
    QObject::connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    QObject::connect(socket, &QLocalSocket::errorOccurred, socket, &QObject::deleteLater);
    QTimer::singleShot(longestCommand, socket, &QObject::deleteLater);
    socket->connectToServer(socketPath);
}

void DemoTimeline::begin(const QString& folder)
{
    for (const Action& action : actions) {
        QTimer::singleShot(action.after, Qt::PreciseTimer, this, [this, folder, &action] {
            const QString command = QString::fromLatin1(action.command).replace(QLatin1String("%1"), folder);
            sendCommand(folder + QLatin1Char('/') + QLatin1String(action.socket), command.toUtf8(), this);
        });
    }
}

} // namespace checkwatch::demo
