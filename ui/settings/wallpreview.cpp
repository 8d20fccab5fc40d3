#include "ui/settings/wallpreview.h"

#include <QPainter>

#include <chrono>

namespace checkwatch::settings {

using namespace std::chrono_literals;

WallPreview::WallPreview(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(QStringLiteral("The wall as it would be"));
    m_wall.resize(1920, 1080);
    connect(&m_timer, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    m_timer.start(500ms);
}

void WallPreview::paintEvent(QPaintEvent* event)
{
    Q_UNUSED(event)
    const QSize size = m_wall.size().scaled(this->size() - QSize(2, 2), Qt::KeepAspectRatio);
    QPainter painter(this);
    painter.setPen(common::currentTheme()[common::Role::Line]);
    painter.drawRect(0, 0, size.width() + 1, size.height() + 1);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.translate(1, 1);
    painter.scale(static_cast<double>(size.width()) / m_wall.width(),
                  static_cast<double>(size.height()) / m_wall.height());
    painter.fillRect(m_wall.rect(), m_wall.theme()[common::Role::Surface]);
    wall::paintScene(painter, m_wall.scene(), m_wall.theme());
}

} // namespace checkwatch::settings
