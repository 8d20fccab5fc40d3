#pragma once

#include "models/items/querytablemodel.h"

#include <QTableView>

class QAction;

namespace checkwatch::query {

/// The answer of a query in rows. Headings sort, a third click goes back to the order of the answer; what is cut is told
/// in a tooltip. Copies the selected rows, or all. Enter or a double click asks why. GUI thread.
class ResultTable : public QTableView
{
    Q_OBJECT

public:
    explicit ResultTable(items::QueryTableModel& model, QWidget* parent = nullptr);

    [[nodiscard]] QAction* copyTextAction() const { return m_copyText; }
    [[nodiscard]] QAction* copyCsvAction() const { return m_copyCsv; }
    /// After another answer: columns as wide as what the first rows show.
    void fitColumns();

Q_SIGNALS:
    /// Of the current row.
    void whyAsked();

protected:
    bool viewportEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void onHeading(int column);
    [[nodiscard]] std::vector<int> selectedRows() const;
    [[nodiscard]] std::vector<int> wantedWidths() const;

    items::QueryTableModel& m_model;
    QAction* m_copyText;
    QAction* m_copyCsv;
};

} // namespace checkwatch::query
