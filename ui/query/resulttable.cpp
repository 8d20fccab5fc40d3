#include "ui/query/resulttable.h"

#include "ui/common/rowtable.h"
#include "ui/common/text.h"
#include "ui/query/resultdelegate.h"
#include "ui/query/resultheader.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>

#include <algorithm>
#include <numeric>

namespace checkwatch::query {

namespace {

constexpr int rowsMeasured = 200;
constexpr int leastWidth = 70;
constexpr int mostWidth = 420;
constexpr int cellMargin = 24;

} // namespace

ResultTable::ResultTable(items::QueryTableModel& model, QWidget* parent)
    : QTableView(parent), m_model(model), m_copyText(new QAction(QStringLiteral("Copy results as &text"), this)),
      m_copyCsv(new QAction(QStringLiteral("Copy results as &CSV"), this))
{
    common::setUpRows(*this);
    setItemDelegate(new ResultDelegate(this));
    setAccessibleName(QStringLiteral("Answer of the query"));
    m_model.setWords([](const QModelIndex& index) { return cellText(index); });
    setHorizontalHeader(new ResultHeader(this));
    setModel(&m_model);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &ResultTable::onHeading);
    connect(&m_model, &QAbstractItemModel::modelReset, this,
            [this] { horizontalHeader()->setSortIndicatorShown(false); });
    m_copyText->setShortcut(QKeySequence::Copy);
    m_copyText->setShortcutContext(Qt::WidgetShortcut);
    connect(m_copyText, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_model.asText(selectedRows()))); });
    connect(m_copyCsv, &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(m_model.asCsv(selectedRows()))); });
    auto* why = new QAction(QStringLiteral("&Why this value"), this);
    connect(why, &QAction::triggered, this, &ResultTable::whyAsked);
    connect(this, &QTableView::activated, this, &ResultTable::whyAsked);
    addActions({why, m_copyText, m_copyCsv});
}

/// Up, down, and back to the order of the answer.
void ResultTable::onHeading(int column)
{
    QHeaderView* header = horizontalHeader();
    const bool same = header->isSortIndicatorShown() && header->sortIndicatorSection() == column;
    const bool number = column == m_model.valueColumn(); // the largest are wanted first
    const Qt::SortOrder first = number ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (same && header->sortIndicatorOrder() != first) {
        header->setSortIndicatorShown(false);
        m_model.sort(-1);
        return;
    }
    const Qt::SortOrder order = !same ? first : (number ? Qt::AscendingOrder : Qt::DescendingOrder);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(column, order);
    m_model.sort(column, order);
}

std::vector<int> ResultTable::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        rows.push_back(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<int> ResultTable::wantedWidths() const
{
    std::vector<int> widths;
    for (int column = 0; column < m_model.columnCount(); ++column) {
        const QString heading = m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        int width = horizontalHeader()->fontMetrics().horizontalAdvance(heading + QStringLiteral(" ↓"));
        for (int row = 0; row < std::min(m_model.rowCount(), rowsMeasured); ++row)
            width = std::max(width, fontMetrics().horizontalAdvance(cellText(m_model.index(row, column))));
        widths.push_back(std::clamp(width + cellMargin, leastWidth, mostWidth));
    }
    return widths;
}

/// The widest give way first where all do not fit.
void ResultTable::fitColumns()
{
    std::vector<int> widths = wantedWidths();
    int over = std::accumulate(widths.begin(), widths.end(), 0) - viewport()->width();
    while (over > 0) {
        auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= leastWidth)
            break; // the table scrolls sideways then
        const int by = std::min({over, *widest - leastWidth, 16});
        *widest -= by;
        over -= by;
    }
    for (std::size_t column = 0; column < widths.size(); ++column)
        horizontalHeader()->resizeSection(static_cast<int>(column), widths[column]);
}

void ResultTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

bool ResultTable::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QTableView::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QModelIndex index = indexAt(help->pos());
    const QString text = cellText(index);
    const bool cut = fontMetrics().horizontalAdvance(text) > visualRect(index).width() - 16;
    common::showPlainToolTip(help->globalPos(), cut ? text : QString(), viewport(), visualRect(index));
    return true;
}

} // namespace checkwatch::query
