#pragma once

#include "models/session/replay.h"

#include <QAbstractListModel>

#include <functional>

namespace checkwatch::replay {

/// What happened around a time of a recording, oldest first, with a row that says where one is. Raw values; the words come
/// from the view. GUI thread.
class RecordedEventsModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    /// With the time that they are around. False where they are those that are there already: that of now moves at most.
    bool setEvents(session::RecordedEventsPtr events, base::Timestamp now);
    void setNow(base::Timestamp now);
    /// Row of "now showing": after what has happened, before what comes.
    [[nodiscard]] int nowRow() const { return m_nowRow; }
    [[nodiscard]] base::Timestamp now() const { return m_now; }
    /// Null for the row of now, and beside the rows.
    [[nodiscard]] const fleet::Event* eventAt(int row) const;
    [[nodiscard]] int eventCount() const;
    /// All of them, oldest first; null: none.
    [[nodiscard]] const session::RecordedEventsPtr& events() const { return m_events; }
    /// True where too little is known around a time, and there is more.
    [[nodiscard]] bool runsShort(base::Timestamp time) const;
    /// What a row says aloud.
    void setWords(std::function<QString(int row)> words) { m_words = std::move(words); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] int rowAfter(base::Timestamp time) const;

    session::RecordedEventsPtr m_events;
    base::Timestamp m_now{};
    int m_nowRow = 0;
    std::function<QString(int row)> m_words;
};

} // namespace checkwatch::replay
