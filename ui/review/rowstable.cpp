#include "ui/review/rowstable.h"

#include "ui/common/font.h"
#include "ui/common/rowtable.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>

#include <algorithm>

namespace checkwatch::review {

namespace {

constexpr int rowsMeasured = 200;
constexpr int cellMargin = 18;
constexpr int leastFirst = 150;
constexpr int mostOther = 260;

} // namespace

RowsTable::RowsTable(const QString& name, QWidget* parent) : QTableView(parent), m_model(new RowsModel(this))
{
    common::setUpRows(*this);
    setAccessibleName(name);
    setModel(m_model);
    horizontalHeader()->setFont(common::scaled(font(), 0.9));
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setMinimumSectionSize(10);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    auto* copied = new QAction(QStringLiteral("&Copy"), this);
    copied->setShortcut(QKeySequence::Copy);
    copied->setShortcutContext(Qt::WidgetShortcut);
    connect(copied, &QAction::triggered, this, &RowsTable::copy);
    addAction(copied);
}

void RowsTable::setRows(std::vector<session::TableRow> rows, const QString& emptyWords)
{
    m_emptyWords = emptyWords;
    m_model->setRows(std::move(rows));
    shareOutWidth();
    viewport()->update();
}

int RowsTable::heightFor(int rows) const
{
    return horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize();
}

void RowsTable::shareOutWidth()
{
    const int columns = m_model->columnCount();
    int others = 0;
    for (int column = 1; column < columns; ++column) {
        int width = horizontalHeader()->fontMetrics().horizontalAdvance(
            m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        for (int row = 0; row < std::min(rowsMeasured, m_model->rowCount()); ++row)
            width = std::max(width, fontMetrics().horizontalAdvance(m_model->index(row, column).data().toString()));
        width = std::min(width + cellMargin, mostOther);
        setColumnWidth(column, width);
        others += width;
    }
    if (columns > 0)
        setColumnWidth(0, std::max(leastFirst, viewport()->width() - others));
}

void RowsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    shareOutWidth();
}

void RowsTable::paintEvent(QPaintEvent* event)
{
    QTableView::paintEvent(event);
    if (m_model->rowCount() > 0 || m_emptyWords.isEmpty())
        return;
    QPainter painter(viewport());
    painter.setPen(common::currentTheme()[common::Role::Muted]);
    painter.drawText(viewport()->rect().adjusted(12, 12, -12, -12), Qt::AlignHCenter | Qt::TextWordWrap, m_emptyWords);
}

void RowsTable::copy() const
{
    QStringList lines;
    for (const QModelIndex& first : selectionModel()->selectedRows()) {
        QStringList cells;
        for (int column = 0; column < m_model->columnCount(); ++column)
            cells += first.siblingAtColumn(column).data().toString();
        lines += cells.join(QLatin1Char('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace checkwatch::review
