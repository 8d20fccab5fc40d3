#include "ui/common/rowtable.h"

#include "ui/common/font.h"

#include <QTableView>

namespace checkwatch::common {

void setUpRows(QTableView& table)
{
    table.setFont(interfaceFont());
    table.setSelectionBehavior(QTableView::SelectRows);
    table.setSelectionMode(QTableView::ExtendedSelection);
    table.setEditTriggers(QTableView::NoEditTriggers);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.setCornerButtonEnabled(false);
    table.setFrameShape(QFrame::NoFrame);
    table.setVerticalScrollMode(QTableView::ScrollPerPixel);
    table.setHorizontalScrollMode(QTableView::ScrollPerPixel);
    table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace checkwatch::common
