#include "ui/servers/fleettree.h"

#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/servers/fleetnodedelegate.h"

#include <QHeaderView>
#include <QHelpEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QPointer>

namespace checkwatch::servers {

using common::Role;

namespace {

/// More exporters than this stay closed until somebody opens them.
constexpr int mostOpened = 40;

} // namespace

FleetTree::FleetTree(items::FleetTreeModel& model, QWidget* parent)
    : QTreeView(parent), m_model(model), m_delegate(new FleetNodeDelegate(model, this))
{
    setFont(common::interfaceFont());
    setItemDelegate(m_delegate);
    setHeaderHidden(true);
    setFrameShape(NoFrame);
    setIndentation(QFontMetrics(font()).height() * 3 / 4);
    setEditTriggers(NoEditTriggers);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setExpandsOnDoubleClick(true);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &FleetTree::openNew);
    setAccessibleName(tr("Fleet"));
    m_model.setWords(
        [nodes = QPointer(m_delegate)](const QModelIndex& index) { return nodes ? nodes->spoken(index) : QString(); });
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &FleetTree::learnNames);
    learnNames();
    setModel(&m_model);
    if (m_model.rowCount() > 0)
        openNew({}, 0, m_model.rowCount() - 1);
}

void FleetTree::setClock(std::function<base::Timestamp()> clock)
{
    m_delegate->setClock(std::move(clock));
}

void FleetTree::learnNames()
{
    if (m_model.snapshot())
        m_delegate->names().setTargets(m_model.snapshot()->targets);
}

void FleetTree::openNew(const QModelIndex& parent, int first, int last)
{
    if (parent.isValid()) {
        if (first == 0 && last + 1 == m_model.rowCount(parent) && m_model.rowCount() <= mostOpened)
            expand(parent);
        return;
    }
    for (int row = first; row <= last && m_model.rowCount() <= mostOpened; ++row)
        expand(m_model.index(row, 0));
}

void FleetTree::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    if (!current.isValid())
        return;
    const items::FleetNode node = m_model.node(current);
    if (node.target == nullptr)
        Q_EMIT nodeSelected({}, {}, {});
    else
        Q_EMIT nodeSelected(node.target->job, node.target->instance,
                            node.backend != nullptr ? node.backend->proxy : std::string());
}

bool FleetTree::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave)
        m_model.setHeld(event->type() == QEvent::Enter);
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<const QHelpEvent*>(event);
        const QModelIndex index = indexAt(help->pos());
        common::showPlainToolTip(help->globalPos(), index.isValid() ? m_delegate->tip(index) : QString(), viewport(),
                                 visualRect(index));
        return true;
    }
    return QTreeView::viewportEvent(event);
}

void FleetTree::paintEvent(QPaintEvent* event)
{
    QPainter ground(viewport());
    ground.fillRect(event->rect(), common::currentTheme()[Role::Panel]);
    ground.end();
    QTreeView::paintEvent(event);
}

void FleetTree::drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const
{
    const common::Theme& theme = common::currentTheme();
    if (selectionModel()->isSelected(index)) {
        const int bottom = visualRect(index).bottom();
        painter->fillRect(QRect(0, rect.top(), viewport()->width(), bottom - rect.top() + 1), theme[Role::Selected]);
    }
    if (m_model.rowCount(index) == 0)
        return;
    const double side = QFontMetrics(font()).ascent() * 0.6;
    const QPointF at(rect.right() - side + 1, rect.top() + 4 + (QFontMetrics(font()).height() - side * 0.7) / 2);
    QPolygonF arrow;
    if (isExpanded(index))
        arrow << at << at + QPointF(side, 0) << at + QPointF(side / 2, side * 0.7);
    else
        arrow << at << at + QPointF(side * 0.7, side / 2) << at + QPointF(0, side);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme[Role::Muted]);
    painter->drawPolygon(arrow);
    painter->restore();
}

} // namespace checkwatch::servers
