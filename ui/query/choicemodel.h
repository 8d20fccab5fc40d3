#pragma once

#include <QAbstractListModel>

#include <vector>

namespace checkwatch::query {

/// One thing that may be typed. Texts have passed the gateway, except `inserted`.
struct Choice
{
    QString inserted; ///< raw
    QString shown;
    QString detail; ///< what it is: "counter · 54 series", "function"
};

/// What a completer offers. Short lists that are replaced whole. GUI thread.
class ChoiceModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int DetailRole = Qt::UserRole;

    using QAbstractListModel::QAbstractListModel;

    void setChoices(std::vector<Choice> choices);
    [[nodiscard]] const std::vector<Choice>& choices() const { return m_choices; }
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Choice> m_choices;
};

} // namespace checkwatch::query
