#include "ui/common/flattabbar.h"

#include "ui/common/theme.h"

#include <QPainter>

namespace checkwatch::common {

FlatTabBar::FlatTabBar(QWidget* parent) : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
}

QSize FlatTabBar::tabSizeHint(int index) const
{
    return {fontMetrics().horizontalAdvance(tabText(index)) + 28, fontMetrics().height() + 16};
}

void FlatTabBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = currentTheme();
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme[Role::Line]);
    const QPoint mouse = mapFromGlobal(QCursor::pos());
    for (int i = 0; i < count(); ++i) {
        const QRect tab = tabRect(i);
        const bool open = i == currentIndex();
        painter.setPen(theme[open || tab.contains(mouse) ? Role::Text : Role::Muted]);
        painter.drawText(tab, Qt::AlignCenter | Qt::TextSingleLine, tabText(i));
        if (open)
            painter.fillRect(QRect(tab.left() + 6, tab.bottom() - 1, tab.width() - 12, 2), theme[Role::Accent]);
        if (open && hasFocus()) {
            painter.setPen(QPen(theme[Role::Accent], 1, Qt::DotLine));
            painter.drawRect(tab.adjusted(6, 4, -7, -6));
        }
    }
}

FlatTabs::FlatTabs(QWidget* parent) : QTabWidget(parent)
{
    setTabBar(new FlatTabBar(this));
    setDocumentMode(true); // of the tab bar, so after it
}

} // namespace checkwatch::common
