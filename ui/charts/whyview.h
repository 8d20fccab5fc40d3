#pragma once

#include "models/fleet/history.h"
#include "models/fleet/snapshot.h"
#include "ui/common/format.h"

#include <QWidget>

class QGridLayout;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::charts {

class WhyChart;

/// The Why tab: what the headline rule says about one server, the numbers it says it by, and what it cannot tell.
/// GUI thread.
class WhyView : public QWidget
{
    Q_OBJECT

public:
    /// What the explanation is about; texts have passed the gateway.
    struct Subject
    {
        QString name;  ///< "app / web-02 on lb-01"
        QString words; ///< "firing 3:12"
        fleet::Shown shown = fleet::Shown::Up;
    };

    explicit WhyView(QWidget* parent = nullptr);

    void setSubject(const Subject& subject);
    /// Null while none has come yet.
    void setExplanation(fleet::ExplanationPtr why);
    void setNow(base::Timestamp now);
    void setZone(common::Zone zone);

private:
    void refresh();
    void refreshNumbers();

    fleet::ExplanationPtr m_why;
    base::Timestamp m_now{};
    common::Zone m_zone = common::Zone::Utc;
    common::PlainLabel* m_state;
    common::PlainLabel* m_name;
    common::PlainLabel* m_rule;
    common::PlainLabel* m_next;
    common::PlainLabel* m_cannotTell;
    WhyChart* m_chart;
    QGridLayout* m_numbers;
    std::vector<common::PlainLabel*> m_cells; ///< left, right, left, right
};

} // namespace checkwatch::charts
