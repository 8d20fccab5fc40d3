#pragma once

#include "models/fleet/explanation.h"
#include "models/fleet/snapshot.h"
#include "ui/common/format.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QGridLayout;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::charts {

class WhyChart;
class WhyStepList;

/// The Why tab: what a rule says about a server or an alert, the picture and the arithmetic it says it by, step by step, and
/// what it cannot tell. GUI thread.
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
    /// The rules that can be asked about.
    void setRules(const std::vector<rules::RuleStatus>& rules);
    /// Null while none has come yet.
    void setExplanation(fleet::ExplanationPtr why);
    void setNow(base::Timestamp now);
    void setZone(common::Zone zone);

Q_SIGNALS:
    /// The person wants to know what this rule says: its name and expression.
    void ruleChosen(std::string rule, std::string query);

private:
    void refresh();
    void refreshNumbers();
    void showRule();

    fleet::ExplanationPtr m_why;
    base::Timestamp m_now{};
    common::Zone m_zone = common::Zone::Utc;
    common::PlainLabel* m_state;
    common::PlainLabel* m_name;
    QComboBox* m_ruleBox;
    common::PlainLabel* m_rule;
    common::PlainLabel* m_next;
    common::PlainLabel* m_caveat;
    common::PlainLabel* m_cannotTell;
    WhyChart* m_chart;
    QGridLayout* m_numbers;
    std::vector<common::PlainLabel*> m_cells; ///< left, right, left, right
    WhyStepList* m_steps;
    std::vector<std::shared_ptr<const rules::Rule>> m_rules; ///< in the order of the box
};

} // namespace checkwatch::charts
