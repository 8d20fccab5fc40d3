#pragma once

#include "models/fleet/explanation.h"
#include "ui/common/format.h"

#include <QScrollArea>

namespace checkwatch::charts {
class WhyView;
}

namespace checkwatch::query {

/// Why an element of a query's answer has its value, or is not there, as the Why tab shows it of a rule. GUI thread.
class WhyPage : public QScrollArea
{
    Q_OBJECT

public:
    explicit WhyPage(QWidget* parent = nullptr);

    /// Null while none has come yet.
    void setExplanation(const fleet::ExplanationPtr& why);
    void setZone(common::Zone zone);
    [[nodiscard]] const fleet::ExplanationPtr& explanation() const { return m_explanation; }

private:
    charts::WhyView* m_view;
    fleet::ExplanationPtr m_explanation;
};

} // namespace checkwatch::query
