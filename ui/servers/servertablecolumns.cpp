#include "ui/common/font.h"
#include "ui/common/text.h"
#include "ui/servers/servercelldelegate.h"
#include "ui/servers/servercolumns.h"
#include "ui/servers/serverheader.h"
#include "ui/servers/servertable.h"

#include <QAction>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>

#include <algorithm>

/// The columns of the server table: which are shown, in which order, and what the rows are sorted by.
namespace checkwatch::servers {

namespace {
constexpr int stateVersion = 1; ///< of what saveColumns() writes
}

void ServerTable::setUpHeader()
{
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(ServerCellDelegate::rowHeight(font()));
    auto* header = new ServerHeader(this);
    setHorizontalHeader(header);
    header->setFont(common::bold(common::scaled(font(), 0.85)));
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        const ColumnSpec& spec = columnSpecs()[static_cast<std::size_t>(column)];
        m_model.setHeaderData(column, Qt::Horizontal, spec.heading, Qt::DisplayRole);
        m_model.setHeaderData(column, Qt::Horizontal, static_cast<int>(spec.alignment), Qt::TextAlignmentRole);
        setColumnHidden(column, !spec.shown);
    }
    connect(header, &QHeaderView::sectionClicked, this, &ServerTable::onHeaderClicked);
    connect(header, &QHeaderView::customContextMenuRequested, this, &ServerTable::onHeaderMenu);
    connect(header, &QHeaderView::sectionMoved, this, [this] { m_userWidths = true; });
    connect(header, &QHeaderView::sectionResized, this, [this] { m_userWidths = m_userWidths || !m_fitting; });
}

/// First click: the useful direction; second: the other; third: urgency again.
void ServerTable::onHeaderClicked(int column)
{
    const bool byUrgency = column == items::GlyphColumn || column == items::SparklineColumn;
    const items::ServerSort now = m_model.sortedBy();
    const bool firstDescending = columnSpecs()[static_cast<std::size_t>(column)].numeric;
    const bool flipped = now.column == column && now.descending != firstDescending;
    QHeaderView* header = horizontalHeader();
    if (byUrgency || flipped) {
        header->setSortIndicatorShown(false);
        m_model.sort(-1);
    } else {
        const bool descending = now.column == column ? !firstDescending : firstDescending;
        const Qt::SortOrder order = descending ? Qt::DescendingOrder : Qt::AscendingOrder;
        header->setSortIndicator(column, order);
        header->setSortIndicatorShown(true);
        m_model.sort(column, order);
    }
    scrollToTop();
}

void ServerTable::setTrendWords(const QString& words)
{
    m_model.setHeaderData(items::SparklineColumn, Qt::Horizontal, words, Qt::DisplayRole);
}

void ServerTable::onHeaderMenu(const QPoint& position)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillColumnMenu(menu);
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

void ServerTable::fillColumnMenu(QMenu* menu)
{
    menu->clear();
    for (int column = 0; column < items::ServerColumnCount; ++column) {
        QAction* action
            = menu->addAction(common::withoutMnemonics(columnSpecs()[static_cast<std::size_t>(column)].name));
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column) || std::ranges::find(m_dropped, column) != m_dropped.end());
        action->setEnabled(column != items::NameColumn);
        connect(action, &QAction::toggled, this,
                [this, column](bool shown) { setColumnShown(static_cast<items::ServerColumn>(column), shown); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Fit to the window")), &QAction::triggered, this, [this] {
        m_userWidths = false;
        fitColumns();
    });
}

/// What a click on a heading does, without a mouse.
void ServerTable::fillSortMenu(QMenu* menu)
{
    menu->clear();
    const items::ServerSort now = m_model.sortedBy();
    const auto add = [&](const QString& words, int column) {
        QAction* action = menu->addAction(common::withoutMnemonics(words));
        action->setCheckable(true);
        action->setChecked(now.column == column);
        connect(action, &QAction::triggered, this,
                [this, column] { onHeaderClicked(column < 0 ? int(items::GlyphColumn) : column); });
    };
    add(tr("Urgency"), -1);
    for (int column = items::NameColumn; column < items::ServerColumnCount; ++column) {
        if (!isColumnHidden(column) && column != items::SparklineColumn)
            add(columnSpecs()[static_cast<std::size_t>(column)].name, column);
    }
}

void ServerTable::setColumnShown(items::ServerColumn column, bool shown)
{
    m_exporterChosen = m_exporterChosen || column == items::ExporterColumn;
    std::erase(m_dropped, column);
    showColumn(column, shown);
}

void ServerTable::showColumn(int column, bool shown)
{
    m_fitting = true;
    setColumnHidden(column, !shown);
    m_fitting = false;
    fitColumns();
}

/// Two exporters may have servers of the same names.
void ServerTable::showExporterWhereNeeded()
{
    if (!m_model.snapshot())
        return;
    m_delegate->names().setTargets(m_model.snapshot()->targets);
    const bool needed = m_delegate->names().several();
    if (!m_exporterChosen && isColumnHidden(items::ExporterColumn) == needed)
        showColumn(items::ExporterColumn, needed);
}

QByteArray ServerTable::saveColumns() const
{
    QJsonArray dropped;
    std::ranges::for_each(m_dropped, [&dropped](int column) { dropped.append(column); });
    const QJsonObject object{
        {QStringLiteral("version"), stateVersion},
        {QStringLiteral("widths"), m_userWidths},
        {QStringLiteral("exporter"), m_exporterChosen},
        {QStringLiteral("dropped"), dropped},
        {QStringLiteral("header"), QString::fromLatin1(horizontalHeader()->saveState().toBase64())},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool ServerTable::restoreColumns(const QByteArray& state)
{
    const QJsonObject object = QJsonDocument::fromJson(state).object();
    const QByteArray header = QByteArray::fromBase64(object.value(QLatin1String("header")).toString().toLatin1());
    if (object.value(QLatin1String("version")).toInt() != stateVersion || !horizontalHeader()->restoreState(header))
        return false;
    m_userWidths = object.value(QLatin1String("widths")).toBool();
    m_exporterChosen = object.value(QLatin1String("exporter")).toBool();
    m_dropped.clear();
    for (const QJsonValue column : object.value(QLatin1String("dropped")).toArray()) {
        if (column.toInt(-1) >= 0 && column.toInt() < items::ServerColumnCount)
            m_dropped.push_back(column.toInt());
    }
    showColumn(items::NameColumn, true);
    showExporterWhereNeeded();
    return true;
}

} // namespace checkwatch::servers
