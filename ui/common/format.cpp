#include "ui/common/format.h"

#include <QDateTime>
#include <QTimeZone>

#include <cmath>

namespace checkwatch::common {

namespace {

QDateTime dateTime(base::Timestamp time, Zone zone)
{
    const auto utc = QDateTime::fromMSecsSinceEpoch(base::unixMs(time), Qt::UTC);
    return zone == Zone::Utc ? utc : utc.toLocalTime();
}

QString two(qint64 value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

QString longAge(qint64 seconds)
{
    if (seconds < 86'400)
        return QStringLiteral("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return QStringLiteral("%1 d %2 h").arg(seconds / 86'400).arg(seconds / 3600 % 24);
}

} // namespace

QString age(base::Duration duration)
{
    const qint64 seconds = std::max<qint64>(0, duration.count() / 1000);
    return seconds < 60 ? QStringLiteral("%1 s").arg(seconds) : counting(duration);
}

QString counting(base::Duration duration)
{
    const qint64 seconds = std::max<qint64>(0, duration.count() / 1000);
    if (seconds >= 3600)
        return longAge(seconds);
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(two(seconds % 60));
}

QString clockTime(base::Timestamp time, Zone zone)
{
    return base::unixMs(time) == 0 ? QStringLiteral("–") : dateTime(time, zone).toString(QStringLiteral("HH:mm:ss"));
}

QString shortTime(base::Timestamp time, Zone zone)
{
    return base::unixMs(time) == 0 ? QStringLiteral("–") : dateTime(time, zone).toString(QStringLiteral("HH:mm"));
}

QString dayAndMonth(base::Timestamp time, Zone zone)
{
    return dateTime(time, zone).toString(QStringLiteral("d MMM"));
}

QString stamp(base::Timestamp time, Zone zone)
{
    if (base::unixMs(time) == 0)
        return QStringLiteral("–");
    const QDateTime when = dateTime(time, zone);
    return when.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss ")) + when.timeZoneAbbreviation();
}

QString span(base::Duration duration)
{
    const qint64 ms = duration.count();
    if (ms < 1000)
        return QStringLiteral("%1 ms").arg(ms);
    if (ms % 60'000 != 0)
        return exact(static_cast<double>(ms) / 1000.0) + QStringLiteral(" s");
    if (ms % 3'600'000 != 0)
        return QStringLiteral("%1 m").arg(ms / 60'000);
    return QStringLiteral("%1 h").arg(ms / 3'600'000);
}

QString number(double value)
{
    if (std::isnan(value))
        return QStringLiteral("?");
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("-∞");
    const double size = std::abs(value);
    if (size >= 999.95e6)
        return exact(value / 1e9, 1) + QLatin1Char('G');
    if (size >= 999.95e3)
        return exact(value / 1e6, 1) + QLatin1Char('M');
    if (size >= 9'999.5)
        return exact(value / 1e3, 1) + QLatin1Char('k');
    return exact(value, size >= 100 ? 0 : 1);
}

QString exact(double value, int decimals)
{
    if (!std::isfinite(value))
        return number(value);
    QString text = QString::number(value, 'f', decimals);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

QString percent(double value)
{
    return exact(value, value != 0 && std::abs(value) < 10 ? 1 : 0) + QStringLiteral(" %");
}

QString bytes(double count)
{
    if (count < 1e3)
        return exact(count, 0) + QStringLiteral(" B");
    if (count < 1e6)
        return exact(count / 1e3, 1) + QStringLiteral(" kB");
    if (count < 1e9)
        return exact(count / 1e6, 1) + QStringLiteral(" MB");
    return exact(count / 1e9, 1) + QStringLiteral(" GB");
}

QString milliseconds(double ms)
{
    if (ms >= 10'000)
        return exact(ms / 1000, 1) + QStringLiteral(" s");
    return exact(ms, ms < 10 ? 1 : 0) + QStringLiteral(" ms");
}

} // namespace checkwatch::common
