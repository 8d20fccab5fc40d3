#pragma once

#include "ui/charts/whysteps.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::charts {

/// A derivation as lines of text, indented where it branches; as high as its text needs at its width. GUI thread.
class WhyStepList : public QWidget
{
    Q_OBJECT

public:
    explicit WhyStepList(QWidget* parent = nullptr);

    void setSteps(const QList<WhyStep>& steps);
    [[nodiscard]] qsizetype count() const { return m_shown; }

private:
    struct Row
    {
        common::PlainLabel* text = nullptr;
        common::PlainLabel* more = nullptr;
    };
    void show(const Row& row, const WhyStep& step);

    QVBoxLayout* m_layout;
    std::vector<Row> m_rows; ///< kept for the next explanation
    qsizetype m_shown = 0;
};

} // namespace checkwatch::charts
