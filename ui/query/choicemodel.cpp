#include "ui/query/choicemodel.h"

namespace checkwatch::query {

void ChoiceModel::setChoices(std::vector<Choice> choices)
{
    beginResetModel();
    m_choices = std::move(choices);
    endResetModel();
}

int ChoiceModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_choices.size());
}

QVariant ChoiceModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Choice& choice = m_choices[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return choice.shown;
    case DetailRole: return choice.detail;
    case Qt::AccessibleTextRole: return QString(choice.shown + QLatin1String(", ") + choice.detail);
    default: return {};
    }
}

} // namespace checkwatch::query
