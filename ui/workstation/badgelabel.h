#pragma once

#include "ui/common/glyphs.h"

#include <QAbstractButton>

namespace checkwatch::workstation {

/// A badge that can be clicked: a count in the header, the freshness pill. GUI thread.
class BadgeLabel : public QAbstractButton
{
    Q_OBJECT

public:
    explicit BadgeLabel(QWidget* parent = nullptr);

    /// The badge's text has passed the gateway.
    void setBadge(const common::Badge& badge);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    common::Badge m_badge;
};

} // namespace checkwatch::workstation
