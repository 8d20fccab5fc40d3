#pragma once

#include "models/items/fleettreemodel.h"
#include "ui/common/format.h"

#include <QTreeView>

#include <functional>
#include <string>

namespace checkwatch::servers {

class FleetNodeDelegate;

/// The fleet as a tree of exporters and backends with counts of what is wrong. Keeps its order while pointed at. Give
/// snapshots to the model. GUI thread.
class FleetTree final : public QTreeView
{
    Q_OBJECT

public:
    /// `model` must outlive the view.
    explicit FleetTree(items::FleetTreeModel& model, QWidget* parent = nullptr);

    /// Where the time of ages comes from.
    void setClock(std::function<base::Timestamp()> clock);

Q_SIGNALS:
    /// A node was chosen: raw names; empty proxy for an exporter, both empty for everything.
    void nodeSelected(std::string job, std::string instance, std::string proxy);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    bool viewportEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void drawBranches(QPainter* painter, const QRect& rect, const QModelIndex& index) const override;

private:
    void learnNames();
    void openNew(const QModelIndex& parent, int first, int last);

    items::FleetTreeModel& m_model;
    FleetNodeDelegate* m_delegate; ///< a child
};

} // namespace checkwatch::servers
