#pragma once

#include <QHeaderView>

namespace checkwatch::servers {

/// The heading of the server table: quiet words over the columns they belong to, with the edge of the cells' text, and
/// an arrow where the table is sorted by one.
class ServerHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit ServerHeader(QWidget* parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    /// What stands over a column at its present width: the heading, or the brief one where that does not fit.
    [[nodiscard]] QString shownHeading(int column) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
};

} // namespace checkwatch::servers
