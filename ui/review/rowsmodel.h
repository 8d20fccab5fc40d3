#pragma once

#include "models/session/backtesttables.h"

#include <QAbstractTableModel>

#include <vector>

namespace checkwatch::review {

/// A table of words as a model: the first row is the head. Texts pass the gateway. GUI thread.
class RowsModel final : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<session::TableRow> rows);
    [[nodiscard]] const std::vector<session::TableRow>& rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<session::TableRow> m_rows; ///< with the head
};

} // namespace checkwatch::review
