#pragma once

#include "ui/review/rowsmodel.h"

#include <QTableView>

namespace checkwatch::review {

/// A table of words; the first column has the room that the others leave. Where there are no rows it says why. Ctrl+C copies
/// what is selected. GUI thread.
class RowsTable : public QTableView
{
    Q_OBJECT

public:
    explicit RowsTable(const QString& name, QWidget* parent = nullptr);

    /// Plain words for an empty table.
    void setRows(std::vector<session::TableRow> rows, const QString& emptyWords);
    /// Of so many rows and the head.
    [[nodiscard]] int heightFor(int rows) const;
    [[nodiscard]] const RowsModel& rows() const { return *m_model; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void shareOutWidth();
    void copy() const;

    RowsModel* m_model;
    QString m_emptyWords;
};

} // namespace checkwatch::review
