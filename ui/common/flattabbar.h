#pragma once

#include <QTabBar>
#include <QTabWidget>

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

/// Pages under such tabs, without a frame. GUI thread.
class FlatTabs : public QTabWidget
{
    Q_OBJECT

public:
    explicit FlatTabs(QWidget* parent = nullptr);
};

} // namespace checkwatch::common
