#include "ui/replay/damagenotice.h"

#include "ui/common/confirm.h"
#include "ui/common/text.h"

#include <QToolButton>

namespace checkwatch::replay {

using common::Role;

namespace {
constexpr std::size_t placesAtMost = 40;
}

DamageNotice::DamageNotice(QWidget* parent) : NoticeLine(Role::Down, Role::DownText, parent)
{
    connect(addButton(QStringLiteral("Where…")), &QToolButton::clicked, this, &DamageNotice::showPlaces);
}

void DamageNotice::setDamage(const QString& words, const std::vector<std::string>& damage)
{
    if (damage == m_damage)
        return; // it has been said
    m_damage = damage;
    setWords(damage.empty() ? QString() : words);
}

void DamageNotice::showPlaces()
{
    QStringList lines;
    for (const std::string& line : m_damage) {
        if (static_cast<std::size_t>(lines.size()) == placesAtMost)
            break;
        lines += common::display(line);
    }
    if (m_damage.size() > placesAtMost)
        lines += QStringLiteral("… and %1 more").arg(m_damage.size() - placesAtMost);
    common::confirm(this, {words(), lines.join(QLatin1Char('\n')), QStringLiteral("Close")}, [] {});
}

} // namespace checkwatch::replay
