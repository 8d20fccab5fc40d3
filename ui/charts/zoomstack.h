#pragma once

#include "models/base/time.h"

#include <QObject>

#include <vector>

class QAction;

namespace checkwatch::charts {

/// Which time a chart shows: the last `length` up to now (following), or a fixed stretch one zoomed or panned to. Keeps
/// the way back. Owns the actions for it; they are enabled only where they do something. GUI thread.
class ZoomStack : public QObject
{
    Q_OBJECT

public:
    struct Range
    {
        base::Timestamp from{};
        base::Timestamp to{};
        bool operator==(const Range&) const = default;
    };

    explicit ZoomStack(QObject* parent = nullptr);

    [[nodiscard]] const Range& range() const { return m_range; }
    [[nodiscard]] bool following() const { return m_following; }
    [[nodiscard]] base::Duration length() const { return m_length; }
    /// What is shown while following, whatever is shown now: `length`, or less where less is known.
    [[nodiscard]] Range newest() const;

    /// How much is shown while following; returns to following.
    void setLength(base::Duration length);
    /// Moves the range while following.
    /// Whether the range is another now.
    bool setNow(base::Timestamp now);
    /// Nothing is known from before: while following, less than that is shown, but at least five minutes.
    void setEarliest(base::Timestamp earliest);
    /// `factor` < 1 shows less time; `anchor` stays where it is. Between 5 s and 7 days.
    void zoom(double factor, base::Timestamp anchor);
    /// Moves a stretch of fixed time; `remember` is false for all but the first step of one drag.
    void pan(base::Duration by, bool remember);
    void back();
    void follow();

    [[nodiscard]] QAction* backAction() const { return m_back; }
    [[nodiscard]] QAction* followAction() const { return m_follow; }
    [[nodiscard]] QAction* zoomInAction() const { return m_in; }
    [[nodiscard]] QAction* zoomOutAction() const { return m_out; }

Q_SIGNALS:
    void rangeChanged();

private:
    struct State
    {
        Range range;
        bool following = true;
    };
    void remember();
    bool set(Range range, bool following);
    void updateActions();

    Range m_range;
    base::Duration m_length{1'800'000};
    base::Timestamp m_now{};
    base::Timestamp m_earliest{};
    bool m_following = true;
    std::vector<State> m_past;
    QAction* m_back;
    QAction* m_follow;
    QAction* m_in;
    QAction* m_out;
};

} // namespace checkwatch::charts
