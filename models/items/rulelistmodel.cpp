#include "models/items/rulelistmodel.h"

#include <utility>

namespace checkwatch::items {

namespace {

struct AlertCounts
{
    std::uint32_t firing = 0;
    std::uint32_t pending = 0;
};

std::unordered_map<const rules::Rule*, AlertCounts> countAlerts(const fleet::Snapshot& snapshot)
{
    std::unordered_map<const rules::Rule*, AlertCounts> counts;
    if (!snapshot.alerts)
        return counts;
    for (const fleet::AlertRow& row : *snapshot.alerts) {
        if (!row.alert.identity)
            continue;
        AlertCounts& count = counts[row.alert.identity->rule.get()];
        count.firing += row.alert.state == rules::AlertState::Firing ? 1 : 0;
        count.pending += row.alert.state == rules::AlertState::Pending ? 1 : 0;
    }
    return counts;
}

} // namespace

RowKey RuleListModel::keyOf(const rules::RuleStatus& status, std::map<std::string, int>& namesakes)
{
    std::string name = status.group ? status.group->file + '\0' + status.group->name : std::string();
    name += '\0' + status.rule->name;
    name += '\0' + std::to_string(namesakes[name]++);
    return m_keys.try_emplace(std::move(name), m_keys.size() + 1).first->second;
}

void RuleListModel::setSnapshot(const fleet::SnapshotPtr& snapshot)
{
    std::unordered_map<RowKey, RuleItem> items;
    std::vector<RowKey> keys;
    std::map<std::string, int> namesakes;
    if (snapshot) {
        const auto counts = countAlerts(*snapshot);
        for (const rules::RuleStatus& status : snapshot->rules) {
            const auto count = counts.find(status.rule.get());
            const RowKey key = keyOf(status, namesakes);
            items[key] = count == counts.end() ? RuleItem{status}
                                               : RuleItem{status, count->second.firing, count->second.pending};
            keys.push_back(key);
        }
    }
    m_items = std::move(items);
    setKeys(std::move(keys));
}

const RuleItem* RuleListModel::itemAt(int row) const
{
    const auto at = m_items.find(keyAt(row));
    return at == m_items.end() ? nullptr : &at->second;
}

int RuleListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : RuleColumnCount;
}

QVariant RuleListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::AccessibleTextRole)
        return wordsOf(index);
    const RuleItem* item = itemAt(index.row());
    if (item == nullptr)
        return {};
    switch (role) {
    case NameRole: return QString::fromStdString(item->status.rule->name);
    case FiringRole: return item->firing;
    case PendingRole: return item->pending;
    case CannotFireRole: return item->status.verdict && item->status.verdict->cannotFire();
    default: return {};
    }
}

} // namespace checkwatch::items
