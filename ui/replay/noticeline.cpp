#include "ui/replay/noticeline.h"

#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>

namespace checkwatch::replay {

NoticeLine::NoticeLine(common::Role stripe, common::Role ink, QWidget* parent)
    : QWidget(parent), m_stripe(stripe), m_words(new common::PlainLabel(this, common::PlainLabel::Fit::Elide)),
      m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(18, 4, 18, 4);
    m_layout->addWidget(m_words, 1);
    m_words->setInk(ink);
    connect(addButton(QStringLiteral("Close")), &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

QToolButton* NoticeLine::addButton(const QString& words)
{
    auto* made = new QToolButton(this);
    made->setText(words);
    made->setFocusPolicy(Qt::TabFocus);
    m_layout->insertWidget(1, made);
    return made;
}

void NoticeLine::setWords(const QString& words)
{
    m_words->setPlain(words);
    setVisible(!words.isEmpty());
}

QString NoticeLine::words() const
{
    return m_words->plain();
}

void NoticeLine::paintEvent(QPaintEvent*)
{
    const common::Theme& theme = common::currentTheme();
    QPainter painter(this);
    painter.fillRect(rect(), theme[common::Role::Panel]);
    painter.fillRect(0, 0, 4, height(), theme[m_stripe]);
}

} // namespace checkwatch::replay
