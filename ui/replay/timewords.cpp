#include "ui/replay/timewords.h"

#include "ui/common/text.h"

#include <QDateTime>
#include <QLocale>

namespace checkwatch::replay {

namespace {

QDateTime dateTime(base::Timestamp time, common::Zone zone)
{
    const auto utc = QDateTime::fromMSecsSinceEpoch(base::unixMs(time), Qt::UTC);
    return zone == common::Zone::Utc ? utc : utc.toLocalTime();
}

/// Names of days and months as everything else here: in English, whatever the desktop speaks.
QString inEnglish(const QDateTime& time, const QString& format)
{
    return QLocale::c().toString(time, format);
}

/// A label that says what kind of mark it is need not be told so again.
QString withWhat(const QString& kind, const std::string& text)
{
    const QString words = common::display(text);
    return words.isEmpty() ? kind : QStringLiteral("%1: %2").arg(kind, words);
}

} // namespace

QString momentWords(base::Timestamp time, common::Zone zone)
{
    return inEnglish(dateTime(time, zone), QStringLiteral("ddd d MMM HH:mm:ss"))
        + (zone == common::Zone::Utc ? QStringLiteral(" UTC") : QStringLiteral(" local"));
}

QString tickWords(base::Timestamp time, base::Duration step, common::Zone zone)
{
    const QDateTime when = dateTime(time, zone);
    const bool midnight = when.time() == QTime(0, 0);
    if (midnight || step >= std::chrono::days{1})
        return inEnglish(when, QStringLiteral("d MMM"));
    return inEnglish(when, step < std::chrono::minutes{1} ? QStringLiteral("HH:mm:ss") : QStringLiteral("HH:mm"));
}

QString lengthWords(base::Duration length)
{
    const auto seconds = (length.count() + 500) / 1000;
    if (seconds < 120)
        return QStringLiteral("%1 s").arg(seconds);
    const auto minutes = (seconds + 30) / 60;
    if (minutes < 120)
        return QStringLiteral("%1 min").arg(minutes);
    const auto hours = (minutes + 30) / 60;
    return hours < 72 ? QStringLiteral("%1 h").arg(hours) : QStringLiteral("%1 days").arg((hours + 12) / 24);
}

QString spanWords(const fleet::TimelineSpan& span, fleet::TimelineLane::Kind kind)
{
    if (kind == fleet::TimelineLane::Kind::Exporter)
        return QStringLiteral("does not answer");
    switch (span.shown) {
    case fleet::Shown::Stale: return QStringLiteral("unknown, no data");
    case fleet::Shown::DownRuleSilent: return QStringLiteral("DOWN · no alert");
    case fleet::Shown::DownFiring: return QStringLiteral("DOWN · firing");
    case fleet::Shown::Firing: return QStringLiteral("firing");
    case fleet::Shown::Pending: return QStringLiteral("pending");
    case fleet::Shown::Out: return QStringLiteral("out of rotation");
    case fleet::Shown::Unverified: return QStringLiteral("not checked since restart");
    case fleet::Shown::Unchecked: return QStringLiteral("unchecked");
    case fleet::Shown::Up: break;
    }
    return QStringLiteral("UP");
}

QString markWords(const fleet::TimelineMark& mark)
{
    using Kind = fleet::TimelineMark::Kind;
    switch (mark.kind) {
    case Kind::Reload: return withWhat(QStringLiteral("reload"), mark.text);
    case Kind::RulesChanged: return withWhat(QStringLiteral("rules"), mark.text);
    case Kind::Bookmark: return withWhat(QStringLiteral("bookmark"), mark.text);
    case Kind::Note: break;
    }
    return withWhat(mark.text.empty() ? QStringLiteral("bookmark") : QStringLiteral("note"), mark.text);
}

} // namespace checkwatch::replay
