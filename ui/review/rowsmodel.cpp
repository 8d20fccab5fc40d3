#include "ui/review/rowsmodel.h"

#include "ui/common/text.h"

namespace checkwatch::review {

namespace {

/// Indented words keep their indent.
QString shown(const std::string& text)
{
    const std::size_t indent = std::min(text.find_first_not_of(' '), text.size());
    return QString(static_cast<qsizetype>(indent) * 2, QChar(0xa0)) + common::display(text);
}

QVariant alignment(int column)
{
    return static_cast<int>((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
}

} // namespace

void RowsModel::setRows(std::vector<session::TableRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int RowsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_rows.empty() ? 0 : static_cast<int>(m_rows.size()) - 1;
}

int RowsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_rows.empty() ? 0 : static_cast<int>(m_rows.front().size());
}

QVariant RowsModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const session::TableRow& row = m_rows[static_cast<std::size_t>(index.row()) + 1];
    const auto column = static_cast<std::size_t>(index.column());
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    if (column >= row.size())
        return {};
    if (role == Qt::DisplayRole)
        return shown(row[column]);
    if (role == Qt::AccessibleTextRole)
        return shown(m_rows.front()[column]) + QStringLiteral(": ") + shown(row[column]);
    return {};
}

QVariant RowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    return role == Qt::DisplayRole ? QVariant(shown(m_rows.front()[static_cast<std::size_t>(section)])) : QVariant();
}

} // namespace checkwatch::review
