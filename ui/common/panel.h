#pragma once

#include "ui/common/theme.h"

#include <QFrame>

class QHBoxLayout;
class QScrollArea;
class QVBoxLayout;

namespace checkwatch::common {

class PlainLabel;

/// A framed part of a window: a small capital heading, a note at its right, content below; without a heading, content
/// alone. GUI thread.
class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(const QString& heading, QWidget* parent = nullptr);

    void setHeading(const QString& heading);
    /// Plain text; goes through the gateway.
    void setNote(const QString& note, Role ink = Role::Muted);
    void setContent(QWidget* content);
    /// Widgets between heading and note.
    [[nodiscard]] QHBoxLayout* bar() const { return m_bar; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PlainLabel* m_heading;
    PlainLabel* m_note;
    QHBoxLayout* m_bar;
    QWidget* m_head; ///< all of it
    QVBoxLayout* m_layout;
};

/// Lets a scroll area and what scrolls in it stand on the ground of a panel, through theme changes.
void layOnPanel(QScrollArea* area);

} // namespace checkwatch::common
