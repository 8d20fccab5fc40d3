#include "ui/servers/servertable.h"

#include "ui/common/rowtable.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/servers/rowtext.h"
#include "ui/servers/servercelldelegate.h"
#include "ui/servers/servercolumns.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>

#include <algorithm>
#include <chrono>

namespace checkwatch::servers {

using namespace std::chrono_literals;

ServerTable::ServerTable(items::ServerTableModel& model, QWidget* parent)
    : QTableView(parent), m_model(model), m_delegate(new ServerCellDelegate(model, this))
{
    common::setUpRows(*this);
    setItemDelegate(m_delegate);
    setMouseTracking(true);
    setModel(&m_model);
    setUpHeader();
    setUpActions();
    m_announce.setSingleShot(true);
    m_announce.setInterval(0);
    connect(&m_announce, &QTimer::timeout, this, &ServerTable::announceVisible);
    connect(&m_tick, &QTimer::timeout, this, &ServerTable::tick);
    m_tick.start(1s);
    connect(&m_model, &items::ServerTableModel::countsChanged, this, &ServerTable::onModelChanged);
    m_model.setWords(
        [cells = QPointer(m_delegate)](const QModelIndex& index) { return cells ? cells->spoken(index) : QString(); });
    setAccessibleName(tr("Servers"));
    m_untouched.start();
    onModelChanged();
}

void ServerTable::setUpActions()
{
    const auto add = [this](const QString& text, const QKeySequence& key, CopyFormat format) {
        auto* action = new QAction(text, this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, format] { copyToClipboard(format); });
        addAction(action);
    };
    add(tr("Copy servers as text"), QKeySequence::Copy, CopyFormat::Text);
    add(tr("Copy servers as CSV"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), CopyFormat::Csv);
}

void ServerTable::setClock(std::function<base::Timestamp()> clock)
{
    m_clock = std::move(clock);
    tick();
}

void ServerTable::setZone(common::Zone zone)
{
    m_delegate->setZone(zone);
    viewport()->update();
}

void ServerTable::setHistory(const fleet::HistoryPtr& history)
{
    m_delegate->setHistory(history);
    const int column = items::SparklineColumn;
    viewport()->update(columnViewportPosition(column), 0, columnWidth(column), viewport()->height());
}

void ServerTable::onModelChanged()
{
    showExporterWhereNeeded();
    learnNameLengths();
    tick();
    // While a layout is pending Qt updates nothing itself; the columns of tick() alone would mix two moments in a row.
    viewport()->update();
    setHovered(underMouse() ? rowAt(viewport()->mapFromGlobal(QCursor::pos()).y()) : -1);
    m_announce.start();
}

void ServerTable::tick()
{
    if (m_clock)
        m_delegate->setNow(m_clock());
    else if (m_model.snapshot())
        m_delegate->setNow(m_model.snapshot()->time);
    if (!isVisible())
        return;
    releaseWhenLeft();
    const int height = viewport()->height();
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        if (columnSpecs()[static_cast<std::size_t>(column)].ages && !isColumnHidden(column))
            viewport()->update(columnViewportPosition(column), 0, columnWidth(column), height);
    }
}

void ServerTable::setEmptyText(const QString& text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

fleet::ServerId ServerTable::selectedServer() const
{
    const QModelIndex current = currentIndex();
    const fleet::ServerRow* server = current.isValid() ? m_model.serverAt(current.row()) : nullptr;
    return server != nullptr ? server->identity->id : fleet::noServer;
}

bool ServerTable::selectServer(fleet::ServerId server)
{
    const int row = m_model.rowOf(server);
    if (row < 0)
        return false;
    const QModelIndex index = m_model.index(row, items::NameColumn);
    const int left = horizontalScrollBar()->value();
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
    horizontalScrollBar()->setValue(left); // only up and down: the glyphs at the left edge stay in sight
    return true;
}

std::vector<fleet::ServerId> ServerTable::visibleServers() const
{
    std::vector<fleet::ServerId> servers;
    const int last = rowAt(viewport()->height() - 1);
    const int end = last < 0 ? m_model.rowCount() : last + 1;
    for (int row = std::max(0, rowAt(0)); row < end; ++row) {
        if (const fleet::ServerRow* server = m_model.serverAt(row))
            servers.push_back(server->identity->id);
    }
    return servers;
}

bool ServerTable::announceVisible()
{
    m_announce.stop();
    std::vector<fleet::ServerId> servers = visibleServers();
    if (servers == m_visible)
        return false;
    m_visible = std::move(servers);
    Q_EMIT visibleServersChanged(m_visible);
    return true;
}

QString ServerTable::copied(CopyFormat format) const
{
    std::vector<int> columns;
    for (int visual = 0; visual < items::ServerColumnCount; ++visual) {
        const int column = horizontalHeader()->logicalIndex(visual);
        if (!isColumnHidden(column) && column != items::GlyphColumn && column != items::SparklineColumn)
            columns.push_back(column);
    }
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows(items::NameColumn))
        rows.push_back(index.row());
    if (rows.empty()) {
        for (int row = 0; row < m_model.rowCount(); ++row)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    const CellContext context = m_delegate->context();
    return format == CopyFormat::Csv ? rowsAsCsv(rows, columns, context) : rowsAsText(rows, columns, context);
}

void ServerTable::copyToClipboard(CopyFormat format) const
{
    QGuiApplication::clipboard()->setText(copied(format));
}

void ServerTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    m_announce.start();
}

void ServerTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    if (dy != 0)
        m_announce.start();
}

void ServerTable::changeEvent(QEvent* event)
{
    QTableView::changeEvent(event);
    if (event->type() != QEvent::FontChange && event->type() != QEvent::StyleChange)
        return;
    verticalHeader()->setDefaultSectionSize(ServerCellDelegate::rowHeight(font()));
    fitColumns();
}

void ServerTable::paintEvent(QPaintEvent* event)
{
    const QHeaderView* header = horizontalHeader();
    const int right = header->length() - header->offset();
    m_delegate->setRowSpan(-header->offset(), right);
    QPainter ground(viewport());
    ground.fillRect(event->rect(), common::currentTheme()[common::Role::Panel]);
    if (m_model.rowCount() == 0 && !m_emptyText.isEmpty()) {
        ground.setPen(common::currentTheme()[common::Role::Muted]);
        ground.drawText(viewport()->rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    }
    ground.end();
    QTableView::paintEvent(event);
}

void ServerTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    const fleet::ServerId server = selectedServer();
    if (server == m_selected)
        return;
    m_selected = server;
    Q_EMIT serverSelected(server);
}

void ServerTable::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    m_untouched.restart();
    updateHeld();
}

} // namespace checkwatch::servers
