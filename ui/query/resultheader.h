#pragma once

#include <QHeaderView>

namespace checkwatch::query {

/// The headings of the query's table: muted words on the ground of the panel, an arrow where one sorts. GUI thread.
class ResultHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit ResultHeader(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    void paintSection(QPainter* painter, const QRect& rectangle, int section) const override;
};

} // namespace checkwatch::query
