#pragma once

#include <QJsonObject>
#include <QMap>
#include <QSet>
#include <QString>

/// What `checkwatch watch` saw, for comparing it with others.
namespace checkwatch::watched {

/// The states of one alert over time: from each time on, "" for none.
using Timeline = QMap<qint64, QString>;

/// Some state that held within [from, to], among them the one that held at `from`.
QSet<QString> statesWithin(const Timeline& timeline, qint64 from, qint64 to);
/// `text` and a timeline, for a reader of a failure.
QString story(QString text, const Timeline& timeline);
/// "backend/server" of the labels of either exporter.
QString serverName(const QJsonObject& labels);

/// What `checkwatch watch --json` printed.
struct Watched
{
    QMap<QString, Timeline> alerts;
    QMap<QString, QString> lastState;
    QMap<QString, QString> lastShown;
    QSet<QString> statesSeen;
    bool summary = false;
};

/// Reads the lines of `watch --json`.
Watched parse(const QByteArray& output);

} // namespace checkwatch::watched
