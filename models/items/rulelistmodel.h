#pragma once

#include "models/fleet/snapshot.h"
#include "models/items/keyedmodel.h"

#include <map>
#include <string>
#include <unordered_map>

namespace checkwatch::items {

/// One rule as it stands in a list.
struct RuleItem
{
    rules::RuleStatus status;
    std::uint32_t firing = 0; ///< alerts
    std::uint32_t pending = 0;
};

enum RuleColumn : int {
    RuleNameColumn,
    RuleVerdictColumn, ///< whether it can fire here
    RuleStateColumn,
    RuleHealthColumn, ///< whether it was evaluated without an error
    RuleTimeColumn,   ///< how long that took
    RuleGroupColumn,
    RuleColumnCount,
};

/// All rules, group by group as they run. GUI thread.
class RuleListModel final : public KeyedTable
{
    Q_OBJECT

public:
    enum Role : int {
        NameRole = Qt::UserRole + 1, ///< QString
        FiringRole,                  ///< uint
        PendingRole,                 ///< uint
        CannotFireRole,              ///< bool
    };

    using KeyedTable::KeyedTable;

    void setSnapshot(const fleet::SnapshotPtr& snapshot);
    /// REQUIRES: a row that is there. Null only between the signals of a change. Valid until the next snapshot.
    [[nodiscard]] const RuleItem* itemAt(int row) const;

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] RowKey keyOf(const rules::RuleStatus& status, std::map<std::string, int>& namesakes);

    std::unordered_map<RowKey, RuleItem> m_items;
    std::map<std::string, RowKey> m_keys; ///< by file, group, name, and which of that name
};

} // namespace checkwatch::items
