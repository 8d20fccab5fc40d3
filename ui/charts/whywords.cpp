#include "ui/charts/whywords.h"

#include "models/base/duration.h"
#include "ui/common/text.h"

#include <cmath>

namespace checkwatch::charts {

using common::exact;

namespace {

QString factorWords(const fleet::Explanation& why, double counted)
{
    const double range = static_cast<double>(why.range.count()) / 1000.0;
    if (counted <= 0 || why.spanSeconds <= 0)
        return {};
    const double factor = why.value / counted;
    if (std::abs(factor - range / why.spanSeconds) < 1e-6)
        return QStringLiteral("× %1 / %2").arg(exact(range), exact(why.spanSeconds, 1));
    return QStringLiteral("× %1").arg(exact(factor));
}

QString resetWords(const fleet::Explanation& why)
{
    if (why.resetCount == 0)
        return QStringLiteral("no counter reset");
    return QStringLiteral("%1 counter reset%2, %3 added")
        .arg(why.resetCount)
        .arg(why.resetCount == 1 ? QString() : QStringLiteral("s"))
        .arg(exact(why.resets));
}

} // namespace

QList<WhyLine> whyLines(const fleet::Explanation& why)
{
    QList<WhyLine> lines;
    const double range = static_cast<double>(why.range.count()) / 1000.0;
    const QString samples = QStringLiteral("%1 sample%2 in the window")
                                .arg(why.samplesInWindow)
                                .arg(why.samplesInWindow == 1 ? QString() : QStringLiteral("s"));
    if (!why.hasValue) {
        lines.append({samples, QStringLiteral("two are needed: no value yet")});
        return lines;
    }
    const double counted = why.last - why.first + why.resets;
    lines.append({samples, exact(why.first) + QStringLiteral(" → ") + exact(why.last)});
    lines.append({QStringLiteral("they span %1 s of %2 s").arg(exact(why.spanSeconds, 1), exact(range)),
                  factorWords(why, counted)});
    lines.append({QStringLiteral("last − first = %1").arg(exact(counted)), resetWords(why)});
    lines.append({QStringLiteral("extrapolated = %1").arg(exact(why.value)),
                  QStringLiteral("> %1 is %2")
                      .arg(exact(why.threshold), why.isTrue ? QStringLiteral("true") : QStringLiteral("false"))});
    return lines;
}

QString whyRule(const fleet::Explanation& why, common::Zone zone)
{
    QString text = common::display(why.expression);
    if (why.holdFor.count() > 0)
        text += QStringLiteral(" for ") + common::display(base::formatDuration(why.holdFor));
    text += QStringLiteral(" · evaluated ") + common::clockTime(why.evaluatedAt, zone);
    if (why.interval.count() > 0)
        text += QStringLiteral(", every ") + common::span(why.interval);
    return text;
}

QString whyNext(const fleet::Explanation& why, base::Timestamp now, common::Zone zone)
{
    switch (why.alert.state) {
    case rules::AlertState::Pending:
        return QStringLiteral("True since %1. Fires in %2 at the earliest.")
            .arg(common::clockTime(why.alert.activeAt, zone), common::counting(why.firesAt - now));
    case rules::AlertState::Firing:
        return QStringLiteral("True since %1, firing since %2.")
            .arg(common::clockTime(why.alert.activeAt, zone), common::clockTime(why.alert.firedAt, zone));
    case rules::AlertState::Inactive: break;
    }
    return {};
}

} // namespace checkwatch::charts
