#pragma once

#include <QAbstractItemModel>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace checkwatch::items {

/// What names a row for as long as it lives, wherever it stands.
using RowKey = std::uint64_t;

/// Keyed diffing for item models: brings the rows under a parent from one list of keys to another with the fewest kinds
/// of signals (reorder, remove, insert), never a reset; selection, scroll position and persistent indexes survive.
class KeyedModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    using QAbstractItemModel::QAbstractItemModel;

    /// What Qt::AccessibleTextRole answers: models carry raw values, the words are the view's. Asked on the GUI thread,
    /// for as long as the model lives.
    void setWords(std::function<QString(const QModelIndex&)> words) { m_words = std::move(words); }

protected:
    [[nodiscard]] QVariant wordsOf(const QModelIndex& index) const
    {
        return m_words ? QVariant(m_words(index)) : QVariant();
    }
    enum class Members : std::uint8_t {
        Maybe, ///< rows may come and go
        Same,  ///< the same rows, perhaps in another order
    };
    /// `current` is what rowCount(parent) and index() answer from; it is changed between the signals and equals `next`
    /// at the end. Between them data() may be asked for keys of both lists. Keys of one list are unique. The caller
    /// emits dataChanged.
    void syncRows(std::vector<RowKey>& current, std::vector<RowKey> next, const QModelIndex& parent = {},
                  Members members = Members::Maybe);

private:
    std::function<QString(const QModelIndex&)> m_words;
    void reorder(std::vector<RowKey>& current, std::vector<RowKey> next, const QModelIndex& parent);
    void removeGone(std::vector<RowKey>& current, std::vector<RowKey> kept, const std::vector<RowKey>& gone,
                    const QModelIndex& parent);
    void insertNew(std::vector<RowKey>& current, std::vector<RowKey> next, const std::vector<bool>& isNew,
                   const QModelIndex& parent);
};

/// A keyed model without children: the base of tables and lists. Subclasses give columns and data.
class KeyedTable : public KeyedModel
{
    Q_OBJECT

public:
    using KeyedModel::KeyedModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const final;
    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const final;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const final;
    using QObject::parent;

    /// REQUIRES: a row that is there.
    [[nodiscard]] RowKey keyAt(int row) const { return m_keys[static_cast<std::size_t>(row)]; }
    /// -1 = not there.
    [[nodiscard]] int rowOfKey(RowKey key) const;

protected:
    /// syncRows, then one dataChanged over all rows.
    void setKeys(std::vector<RowKey> next, Members members = Members::Maybe);
    void touchRows();
    [[nodiscard]] const std::vector<RowKey>& keys() const noexcept { return m_keys; }

private:
    std::vector<RowKey> m_keys;
};

} // namespace checkwatch::items
