#include "ui/common/panel.h"

#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace checkwatch::common {

namespace {
constexpr int barHeight = 32;
}

Panel::Panel(const QString& heading, QWidget* parent)
    : QFrame(parent), m_heading(new PlainLabel(this, PlainLabel::Fit::Elide)),
      m_note(new PlainLabel(this, PlainLabel::Fit::Elide)), m_bar(new QHBoxLayout), m_head(new QWidget(this)),
      m_layout(new QVBoxLayout(this))
{
    QFont capitals = bold(scaled(font(), 0.85));
    capitals.setCapitalization(QFont::AllUppercase);
    capitals.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    m_heading->setFont(capitals);
    m_heading->setInk(Role::Muted);
    m_note->setFont(scaled(font(), 0.9));
    m_note->setInk(Role::Muted);
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_note->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_bar->setContentsMargins(12, 0, 12, 0);
    m_bar->addWidget(m_heading);
    m_bar->addSpacing(8);
    m_bar->addWidget(m_note, 1);
    m_head->setFixedHeight(barHeight);
    m_head->setLayout(m_bar);
    m_layout->setContentsMargins(1, heading.isEmpty() ? 1 : 0, 1, 1);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_head);
    m_head->setVisible(!heading.isEmpty());
    setHeading(heading);
}

void Panel::setHeading(const QString& heading)
{
    m_heading->setPlain(heading);
    setAccessibleName(m_heading->plain());
}

void Panel::setNote(const QString& note, Role ink)
{
    m_note->setInk(ink);
    m_note->setPlain(note);
}

void Panel::setContent(QWidget* content)
{
    m_layout->addWidget(content, 1);
}

void Panel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = currentTheme();
    painter.setPen(theme[Role::Line]);
    painter.setBrush(theme[Role::Panel]);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_head->isVisibleTo(this))
        painter.drawLine(1, barHeight, width() - 2, barHeight);
}

void layOnPanel(QScrollArea* area)
{
    area->viewport()->setBackgroundRole(QPalette::Base); // Base is Role::Panel
    if (area->widget() != nullptr)
        area->widget()->setBackgroundRole(QPalette::Base);
}

} // namespace checkwatch::common
