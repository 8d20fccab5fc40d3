#pragma once

#include "models/items/keyedmodel.h"
#include "models/promql/value.h"

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace checkwatch::items {

/// The answer of a query as a table: a column for every label that is not the same in all rows, and the value. Of a range
/// vector or a range query the value is the newest sample of each row. Refreshing keeps rows, selection and order; only
/// other columns begin anew. GUI thread.
class QueryTableModel final : public KeyedTable
{
    Q_OBJECT

public:
    enum Roles {
        LabelRole = Qt::UserRole, ///< QString, raw; invalid in the value's column
        ValueRole,                ///< double; invalid where the answer is a string
        TextRole,                 ///< QString, raw: the answer where it is a string
        CountRole,                ///< samples of the row; invalid where it has but one value
    };
    static constexpr int columnsAtMost = 24; ///< of labels; more are only in asText() and labelsAt()

    explicit QueryTableModel(QObject* parent = nullptr);

    void setValue(std::shared_ptr<const promql::Value> value);

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// Names of labels, which are plain ASCII by their grammar.
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// -1 sorts as the answer is sorted; numbers by size with NaN last, labels as people read names.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    [[nodiscard]] int valueColumn() const { return static_cast<int>(m_columns.size()); }
    /// The label in a column. REQUIRES: column < valueColumn().
    [[nodiscard]] const std::string& labelName(int column) const { return m_columns[static_cast<std::size_t>(column)]; }
    /// Labels that all rows have with one value.
    [[nodiscard]] const metrics::Labels& common() const { return m_common; }
    [[nodiscard]] const metrics::Labels& labelsAt(int row) const { return rowAt(row).labels; }
    /// These rows (none: all, in the order shown) with all of their labels, raw: the metric as Prometheus writes it, a
    /// blank, the value.
    [[nodiscard]] std::string asText(std::span<const int> rows = {}) const;
    /// The same as comma-separated values (RFC 4180) with a column for each label.
    [[nodiscard]] std::string asCsv(std::span<const int> rows = {}) const;

private:
    struct Row
    {
        metrics::Labels labels;
        double value = 0;
        std::size_t count = 1;
        std::size_t place = 0; ///< in the answer
    };
    [[nodiscard]] const Row& rowAt(int row) const { return m_rows.at(keyAt(row)); }
    void takeRows(std::unordered_map<RowKey, Row>& rows, std::vector<RowKey>& order) const;
    [[nodiscard]] std::vector<std::string> labelNamesOf(const std::unordered_map<RowKey, Row>& rows,
                                                        metrics::Labels& common) const;
    [[nodiscard]] std::vector<RowKey> sorted(std::vector<RowKey> order) const;
    [[nodiscard]] std::vector<const Row*> rowsAt(std::span<const int> rows) const;
    [[nodiscard]] std::string valueText(const Row& row) const;

    std::shared_ptr<const promql::Value> m_value;
    std::unordered_map<RowKey, Row> m_rows;
    std::vector<RowKey> m_answered; ///< in the order of the answer
    std::vector<std::string> m_columns;
    metrics::Labels m_common;
    bool m_counted = false;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace checkwatch::items
