#include "app/demo/haproxywords.h"

#include <QRegularExpression>
#include <QStringList>

namespace checkwatch::demo {

namespace {

constexpr qsizetype mostLines = 6;

/// What HAProxy logs about servers and backends as they come and go, and what it always says first.
bool isDaily(const QString& line)
{
    static const QRegularExpression daily(
        QStringLiteral("(Health|Agent) check for |Server \\S+/\\S+ (is|was|enters|leaves)|has no server available"
                       "|haproxy version is |path to executable is |New worker .*forked|Loading success"));
    return daily.match(line).hasMatch();
}

/// "[ALERT]    (4711) : " says nothing to who reads it in a dialog.
QString withoutPrefix(const QString& line)
{
    static const QRegularExpression prefix(QStringLiteral("^\\[[A-Z]+\\]\\s+(\\(\\d+\\)\\s*)?:?\\s*"));
    return QString(line).remove(prefix);
}

} // namespace

QString reasonIn(const QByteArray& output)
{
    QStringList alerts;
    QStringList rest;
    for (const QString& line : QString::fromUtf8(output).split(QLatin1Char('\n'))) {
        if (line.trimmed().isEmpty() || isDaily(line))
            continue;
        (line.startsWith(QLatin1String("[ALERT]")) ? alerts : rest) += withoutPrefix(line.trimmed());
    }
    alerts.removeDuplicates();
    if (!alerts.isEmpty())
        return alerts.mid(0, mostLines).join(QLatin1Char('\n')); // the first is the cause, the others follow from it
    return rest.mid(std::max<qsizetype>(0, rest.size() - mostLines)).join(QLatin1Char('\n'));
}

} // namespace checkwatch::demo
