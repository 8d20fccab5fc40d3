#include "ui/replay/damagenotice.h"

#include "ui/common/confirm.h"
#include "ui/common/glyphs.h"
#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace checkwatch::replay {

using common::Role;

namespace {
constexpr std::size_t placesAtMost = 40;
}

DamageNotice::DamageNotice(QWidget* parent)
    : QWidget(parent), m_words(new common::PlainLabel(this, common::PlainLabel::Fit::Elide))
{
    const auto button = [this](const QString& words) {
        auto* made = new QToolButton(this);
        made->setText(words);
        made->setFocusPolicy(Qt::TabFocus);
        return made;
    };
    QToolButton* where = button(QStringLiteral("Where…"));
    QToolButton* close = button(QStringLiteral("Close"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(18, 4, 18, 4);
    layout->addWidget(m_words, 1);
    layout->addWidget(where);
    layout->addWidget(close);
    connect(where, &QToolButton::clicked, this, &DamageNotice::showPlaces);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    m_words->setInk(Role::DownText);
    hide();
}

void DamageNotice::setDamage(const QString& words, const std::vector<std::string>& damage)
{
    if (damage == m_damage)
        return; // it has been said
    m_damage = damage;
    m_words->setPlain(words);
    setVisible(!damage.empty());
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
    common::confirm(this, {m_words->plain(), lines.join(QLatin1Char('\n')), QStringLiteral("Close")}, [] {});
}

void DamageNotice::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme[Role::Panel]);
    painter.fillRect(0, 0, 4, height(), theme[Role::Down]);
}

} // namespace checkwatch::replay
