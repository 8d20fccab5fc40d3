#pragma once

#include "models/items/rulelistmodel.h"

#include <QTreeView>

namespace checkwatch::rulepage {

/// The list of all rules. Selection survives every snapshot; the first rule that cannot fire is chosen at first. GUI thread.
class RuleTable : public QTreeView
{
    Q_OBJECT

public:
    explicit RuleTable(QWidget* parent = nullptr);

    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    /// Null where none is selected. Valid until the next snapshot.
    [[nodiscard]] const items::RuleItem* selected() const;
    [[nodiscard]] const items::RuleListModel& list() const { return *m_model; }

Q_SIGNALS:
    void ruleSelected();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void shareOutWidth();
    void chooseFirst();

    items::RuleListModel* m_model;
};

} // namespace checkwatch::rulepage
