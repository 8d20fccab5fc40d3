#pragma once

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace checkwatch::common {

class PlainLabel;

/// A framed part of a window: a small capital heading, a note at its right, content below. GUI thread.
class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(const QString& heading, QWidget* parent = nullptr);

    void setHeading(const QString& heading);
    /// Plain text; goes through the gateway.
    void setNote(const QString& note);
    void setContent(QWidget* content);
    /// Widgets between heading and note.
    [[nodiscard]] QHBoxLayout* bar() const { return m_bar; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PlainLabel* m_heading;
    PlainLabel* m_note;
    QHBoxLayout* m_bar;
    QVBoxLayout* m_layout;
};

} // namespace checkwatch::common
