#include "ui/wall/ratemeter.h"

#include "ui/wall/type.h"

#include <algorithm>
#include <cmath>

namespace checkwatch::wall {

using common::Role;

namespace {

constexpr std::array shares{0.22, 0.48, 0.3}; ///< of the meter's width

QString alarmWords(int alarms)
{
    return QStringLiteral("%1 alarm%2 in 10 min").arg(alarms).arg(alarms == 1 ? QString() : QStringLiteral("s"));
}

/// Where the load would have no room beside it.
QString briefWords(int alarms)
{
    return QStringLiteral("%1 in 10 min").arg(alarms);
}

struct Look
{
    QString words;
    Role ink;  ///< of the words
    Role fill; ///< of the meter
};

Look lookOf(AlarmLoad load)
{
    switch (load) {
    case AlarmLoad::Manageable: return {QStringLiteral("manageable"), Role::Muted, Role::Muted};
    case AlarmLoad::OverDemanding: return {QStringLiteral("over-demanding"), Role::PendingText, Role::Pending};
    case AlarmLoad::Flood: return {QStringLiteral("FLOOD"), Role::FiringText, Role::Firing};
    }
    return {};
}

void addPart(Composer& composer, const QRectF& box, double filled, Role fill)
{
    composer.box({box, Role::Muted, SceneBox::Style::Outlined});
    if (filled > 0) {
        const double least = std::min(box.width(), composer.scale().of(4));
        composer.box(
            {QRectF(box.topLeft(), QSizeF(std::max(least, std::round(box.width() * filled)), box.height())), fill});
    }
}

} // namespace

AlarmLoad loadOf(int alarms) noexcept
{
    return alarms >= floodAt    ? AlarmLoad::Flood
        : alarms > manageableAt ? AlarmLoad::OverDemanding
                                : AlarmLoad::Manageable;
}

std::array<double, 3> filledOf(int alarms)
{
    const double decades = std::log10(std::max(1, alarms));
    return {alarms >= manageableAt ? 1.0 : 0.0, std::min(1.0, decades), std::clamp(decades - 1, 0.0, 1.0)};
}

double addRateMeter(Composer& composer, const QRectF& room, int alarms)
{
    const Scale& scale = composer.scale();
    const Look look = lookOf(loadOf(alarms));
    const bool calm = loadOf(alarms) == AlarmLoad::Manageable;
    const QRectF line(room.left(), room.top(), room.width(), heightOf(scale.detail));
    const bool whole = calm
        || widthOf(alarmWords(alarms), scale.detail, true) + scale.of(16) + widthOf(look.words, scale.detail, true)
            <= line.width();
    const double said = composer.left(line,
                                      {whole ? alarmWords(alarms) : briefWords(alarms), scale.detail, !calm,
                                       calm ? Role::Muted : Role::Text, Role::Panel});
    const QRectF rest = line.adjusted(said + scale.of(16), 0, 0, 0);
    if (widthOf(look.words, scale.detail, !calm) <= rest.width()) {
        composer.right(rest, {look.words, scale.detail, !calm, look.ink, Role::Panel});
    }
    const std::array<double, 3> filled = filledOf(alarms);
    const double height = heightOf(scale.small);
    const double bar = std::round(scale.of(14));
    const std::array<QString, 2> marks{QString::number(manageableAt), QString::number(floodAt)};
    const double gap = scale.of(6);
    const double numbers = widthOf(marks[0], scale.small) + widthOf(marks[1], scale.small) + 4 * gap;
    double x = room.left();
    for (std::size_t part = 0; part < filled.size(); ++part) {
        const double width = std::floor((room.width() - numbers) * shares[part]);
        if (width < scale.of(8)) {
            break;
        }
        const double top = std::round(line.bottom() + (height - bar) / 2);
        addPart(composer, QRectF(x, top, width, bar), filled[part], look.fill);
        x += width + gap;
        if (part < marks.size()) {
            x += gap
                + composer.left(QRectF(x, line.bottom(), room.right() - x, height),
                                {marks[part], scale.small, false, Role::Muted, Role::Panel});
        }
    }
    return line.height() + height;
}

} // namespace checkwatch::wall
