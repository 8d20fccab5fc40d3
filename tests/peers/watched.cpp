#include "tests/peers/watched.h"

#include <QJsonDocument>

namespace checkwatch::watched {

QSet<QString> statesWithin(const Timeline& timeline, qint64 from, qint64 to)
{
    QSet<QString> states;
    auto it = timeline.upperBound(from);
    states.insert(it == timeline.begin() ? QString() : std::prev(it).value());
    for (; it != timeline.end() && it.key() <= to; ++it) {
        states.insert(it.value());
    }
    return states;
}

QString story(QString text, const Timeline& timeline)
{
    for (auto it = timeline.begin(); it != timeline.end(); ++it) {
        text += QStringLiteral(" %1=%2")
                    .arg(it.key() % 1'000'000)
                    .arg(it.value().isEmpty() ? QStringLiteral("-") : it.value());
    }
    return text;
}

QString serverName(const QJsonObject& labels)
{
    const QString backend = labels.contains(QStringLiteral("proxy")) ? labels[QStringLiteral("proxy")].toString()
                                                                     : labels[QStringLiteral("backend")].toString();
    return backend + QLatin1Char('/') + labels[QStringLiteral("server")].toString();
}

Watched parse(const QByteArray& output)
{
    Watched seen;
    for (const QByteArray& line : output.split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString kind = object[QStringLiteral("kind")].toString();
        const qint64 time = object[QStringLiteral("time")].toInteger();
        const QJsonObject labels = object[QStringLiteral("labels")].toObject();
        const QString state = object[QStringLiteral("state")].toString();
        if (kind == QLatin1String("alert")
            && labels[QStringLiteral("alertname")].toString() == QLatin1String("HaproxyServerHealthcheckFailure")) {
            const bool active = state == QLatin1String("pending") || state == QLatin1String("firing");
            seen.alerts[serverName(labels)].insert(time, active ? state : QString());
        } else if (kind == QLatin1String("server")) {
            const QString name = serverName(labels);
            seen.lastState[name] = state;
            seen.lastShown[name] = object[QStringLiteral("shown")].toString();
            seen.statesSeen.insert(state);
        }
        seen.summary |= kind == QLatin1String("summary");
    }
    return seen;
}

} // namespace checkwatch::watched
