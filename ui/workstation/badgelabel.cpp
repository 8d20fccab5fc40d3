#include "ui/workstation/badgelabel.h"

#include "ui/common/font.h"

#include <QPainter>

namespace checkwatch::workstation {

BadgeLabel::BadgeLabel(QWidget* parent) : QAbstractButton(parent)
{
    setFont(common::bold(common::scaled(font(), 0.95)));
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void BadgeLabel::setBadge(const common::Badge& badge)
{
    const bool wider = badge.text != m_badge.text || badge.glyph != m_badge.glyph;
    m_badge = badge;
    setAccessibleName(badge.text);
    if (wider)
        updateGeometry();
    update();
}

QSize BadgeLabel::sizeHint() const
{
    return common::badgeSize(m_badge, font()).toSize() + QSize(2, 2);
}

QSize BadgeLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 60), sizeHint().height()};
}

void BadgeLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(font());
    common::paintBadge(painter, rect(), m_badge, common::currentTheme());
    if (hasFocus()) {
        painter.setPen(QPen(common::currentTheme()[common::Role::Accent], 1, Qt::DotLine));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

} // namespace checkwatch::workstation
