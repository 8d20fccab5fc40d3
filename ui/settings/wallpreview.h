#pragma once

#include "ui/wall/wallview.h"

#include <QTimer>
#include <QWidget>

namespace checkwatch::settings {

/// A wall of 1920×1080 as it is now, in whatever room there is. GUI thread.
class WallPreview final : public QWidget
{
    Q_OBJECT

public:
    explicit WallPreview(QWidget* parent = nullptr);

    /// The wall itself, which is never shown.
    [[nodiscard]] wall::WallView& wall() noexcept { return m_wall; }

    [[nodiscard]] QSize sizeHint() const override { return {800, 450}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {480, 270}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    wall::WallView m_wall;
    QTimer m_timer;
};

} // namespace checkwatch::settings
