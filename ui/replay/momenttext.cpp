#include "ui/replay/momenttext.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"
#include "models/base/timetext.h"

#include <QDateTime>

#include <array>
#include <cmath>
#include <optional>

namespace checkwatch::replay {

namespace {

using base::Timestamp;

Timestamp timestampOf(const QDateTime& time)
{
    return base::fromUnixMs(time.toMSecsSinceEpoch());
}

Qt::TimeSpec specOf(common::Zone zone)
{
    return zone == common::Zone::Utc ? Qt::UTC : Qt::LocalTime;
}

bool inside(Timestamp time, const Place& place)
{
    return time >= place.from && time <= place.to;
}

/// The clock shows a time once a day: of those in the recording the one that is nearest to the position.
std::optional<Timestamp> clockOf(const QString& text, const Place& place)
{
    static const std::array formats{QStringLiteral("H:mm"), QStringLiteral("H:mm:ss"), QStringLiteral("H:mm:ss.z")};
    QTime clock;
    for (const QString& format : formats) {
        if (!clock.isValid())
            clock = QTime::fromString(text, format);
    }
    if (!clock.isValid())
        return std::nullopt;
    const auto here = QDateTime::fromMSecsSinceEpoch(base::unixMs(place.now), specOf(place.zone));
    const Timestamp today = timestampOf(QDateTime(here.date(), clock, specOf(place.zone)));
    std::optional<Timestamp> best;
    for (QDate day = here.date().addDays(-1); day <= here.date().addDays(1); day = day.addDays(1)) {
        const Timestamp time = timestampOf(QDateTime(day, clock, specOf(place.zone)));
        const auto distance = [&place](Timestamp at) { return std::chrono::abs(at - place.now); };
        if (inside(time, place) && (!best || distance(time) < distance(*best)))
            best = time;
    }
    return best.value_or(today);
}

std::optional<Timestamp> dateOf(const QString& text, const Place& place)
{
    for (const QString& format : {QStringLiteral("yyyy-MM-dd H:mm:ss"), QStringLiteral("yyyy-MM-dd H:mm"),
                                  QStringLiteral("yyyy-MM-ddTHH:mm:ss"), QStringLiteral("yyyy-MM-ddTHH:mm")}) {
        QDateTime time = QDateTime::fromString(text, format);
        time.setTimeSpec(specOf(place.zone));
        if (time.isValid())
            return timestampOf(time);
    }
    return std::nullopt;
}

/// "+5m", "-90s", "+5": seconds where there is no unit.
std::optional<Timestamp> stepOf(const QString& text, const Place& place)
{
    if (!text.startsWith(QLatin1Char('+')) && !text.startsWith(QLatin1Char('-')))
        return std::nullopt;
    const std::string size = text.mid(1).trimmed().toStdString();
    const auto written = base::parseDuration(size);
    const auto seconds = base::parseFloat(size);
    if (!written && !(seconds && std::abs(*seconds) < 1e12))
        return std::nullopt;
    const base::Duration by = written ? *written : base::Duration{std::llround(*seconds * 1000)};
    return text.startsWith(QLatin1Char('-')) ? place.now - by : place.now + by;
}

std::string spanOf(const Place& place)
{
    return common::stamp(place.from, place.zone).toStdString() + " to "
        + common::stamp(place.to, place.zone).toStdString();
}

} // namespace

base::Result<Timestamp> parseMoment(const QString& text, const Place& place)
{
    const QString wanted = text.trimmed();
    std::optional<Timestamp> time = clockOf(wanted, place);
    if (!time)
        time = dateOf(wanted, place);
    if (!time)
        time = stepOf(wanted, place);
    if (!time) {
        const auto parsed = base::parseTime(wanted.toStdString(), place.from);
        if (!parsed)
            return base::Error{base::ErrorCode::BadInput,
                               "not a time: want 03:14:25, 2026-11-21 03:14:25, +5m, -90s, Unix seconds or RFC 3339"};
        time = *parsed;
    }
    if (!inside(*time, place))
        return base::Error{base::ErrorCode::BadInput, "outside the recording, which holds " + spanOf(place)};
    return *time;
}

} // namespace checkwatch::replay
