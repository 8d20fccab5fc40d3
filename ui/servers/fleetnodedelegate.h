#pragma once

#include "models/items/fleettreemodel.h"
#include "ui/common/exporternames.h"

#include <QAbstractItemDelegate>

#include <functional>

namespace checkwatch::servers {

/// Paints a node of the fleet tree: name, "5 of 6", counts of what is wrong; what a stale one was, and its age.
class FleetNodeDelegate final : public QAbstractItemDelegate
{
    Q_OBJECT

public:
    explicit FleetNodeDelegate(const items::FleetTreeModel& model, QObject* parent = nullptr);

    /// What exporters are called.
    [[nodiscard]] common::ExporterNames& names() { return m_names; }
    void setClock(std::function<base::Timestamp()> clock) { m_clock = std::move(clock); }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// The node with its counts, for assistive technology.
    [[nodiscard]] QString spoken(const QModelIndex& index) const;
    /// The node in full, as plain text.
    [[nodiscard]] QString tip(const QModelIndex& index) const;

private:
    [[nodiscard]] QString nameOf(const items::FleetNode& node) const;
    [[nodiscard]] QString ageOf(const items::FleetNode& node) const;

    const items::FleetTreeModel& m_model;
    common::ExporterNames m_names;
    std::function<base::Timestamp()> m_clock;
};

} // namespace checkwatch::servers
