#pragma once

#include "ui/common/theme.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::replay {

/// A line under the banner that says something once, until it is closed. Hidden until it has words. GUI thread.
class NoticeLine : public QWidget
{
    Q_OBJECT

public:
    /// `stripe`: its colour at the left edge; `ink`: of the words.
    NoticeLine(common::Role stripe, common::Role ink, QWidget* parent);

    /// Shows them; none hides the line.
    void setWords(const QString& words);
    [[nodiscard]] QString words() const;

protected:
    /// A button before the one that closes.
    QToolButton* addButton(const QString& words);
    void paintEvent(QPaintEvent* event) override;

private:
    common::Role m_stripe;
    common::PlainLabel* m_words;
    QHBoxLayout* m_layout;
};

} // namespace checkwatch::replay
