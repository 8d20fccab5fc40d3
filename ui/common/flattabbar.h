#pragma once

#include <QTabBar>

namespace checkwatch::common {

/// Tabs as words over a line, the open one underlined. GUI thread.
class FlatTabBar final : public QTabBar
{
    Q_OBJECT

public:
    explicit FlatTabBar(QWidget* parent = nullptr);

protected:
    [[nodiscard]] QSize tabSizeHint(int index) const override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace checkwatch::common
