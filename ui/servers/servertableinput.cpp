#include "ui/common/text.h"
#include "ui/servers/servercelldelegate.h"
#include "ui/servers/servertable.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>

/// Mouse and keyboard on the server table: what is pointed at, held in place, opened and told.
namespace checkwatch::servers {

void ServerTable::setHovered(int row)
{
    if (row == m_hovered)
        return;
    for (const int changed : {m_hovered, row}) {
        if (changed >= 0)
            viewport()->update(0, rowViewportPosition(changed), viewport()->width(), rowHeight(changed));
    }
    m_hovered = row;
    m_delegate->setHovered(row);
    updateHeld();
}

void ServerTable::updateHeld()
{
    std::vector<fleet::ServerId> held;
    const auto hold = [&](int row) {
        if (row < 0 || row >= m_model.rowCount())
            return;
        if (const fleet::ServerRow* server = m_model.serverAt(row))
            held.push_back(server->identity->id);
    };
    hold(m_hovered);
    for (const QItemSelectionRange& range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            hold(row);
    }
    m_model.setHeld(std::move(held));
}

/// A row is held for who is at the table. Who has selected one and left finds the order again.
void ServerTable::releaseWhenLeft()
{
    constexpr qint64 left = 30'000; // ms
    if (m_model.orderHeld() && !underMouse() && m_untouched.hasExpired(left))
        m_model.release();
}

void ServerTable::mouseMoveEvent(QMouseEvent* event)
{
    m_untouched.restart();
    setHovered(rowAt(event->position().toPoint().y()));
    QTableView::mouseMoveEvent(event);
}

void ServerTable::mousePressEvent(QMouseEvent* event)
{
    const int row = rowAt(event->position().toPoint().y());
    if (event->button() == Qt::LeftButton && row >= 0 && m_model.groupAt(row) != nullptr) {
        m_model.toggleGroup(row);
        return;
    }
    QTableView::mousePressEvent(event);
}

void ServerTable::keyPressEvent(QKeyEvent* event)
{
    const QModelIndex current = currentIndex();
    const items::ServerGroup* group = current.isValid() ? m_model.groupAt(current.row()) : nullptr;
    const int key = event->key();
    const bool opens = key == Qt::Key_Right || key == Qt::Key_Plus;
    const bool closes = key == Qt::Key_Left || key == Qt::Key_Minus;
    m_untouched.restart();
    if (key == Qt::Key_Escape && m_model.orderHeld()) {
        m_model.release();
        return;
    }
    const bool enters = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (group != nullptr && (enters || (opens && group->collapsed) || (closes && !group->collapsed))) {
        m_model.toggleGroup(current.row());
        return;
    }
    if (enters && selectedServer() != fleet::noServer) {
        Q_EMIT serverActivated(selectedServer());
        return;
    }
    QTableView::keyPressEvent(event);
}

bool ServerTable::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        setHovered(-1);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<const QHelpEvent*>(event);
        toolTipAt(help->pos(), help->globalPos());
        return true;
    }
    return QTableView::viewportEvent(event);
}

void ServerTable::toolTipAt(const QPoint& position, const QPoint& globalPosition)
{
    const QModelIndex index = indexAt(position);
    const fleet::ServerRow* server = index.isValid() ? m_model.serverAt(index.row()) : nullptr;
    const QString text = server != nullptr ? tipOf(*server, index.column(), m_delegate->context()) : QString();
    common::showPlainToolTip(globalPosition, text, viewport(), visualRect(index));
}

} // namespace checkwatch::servers
