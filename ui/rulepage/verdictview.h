#pragma once

#include "models/items/rulelistmodel.h"

#include <QScrollArea>

class QGridLayout;
class QVBoxLayout;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::rulepage {

/// What is known of one rule: where it is from, its expression, what was found, and for the health-check rule which
/// failures it catches. GUI thread.
class VerdictView : public QScrollArea
{
    Q_OBJECT

public:
    explicit VerdictView(QWidget* parent = nullptr);

    /// Null shows nothing. Drawn anew only where what is shown has changed.
    void setRule(const items::RuleItem* item);

private:
    void build(const rules::RuleStatus& status);
    void addFindings(const rules::RuleVerdict& verdict);
    void addShapes(const QString& heading, const std::vector<rules::ShapeVerdict>& shapes);
    common::PlainLabel* add(const QString& text);
    QGridLayout* addGrid();

    QWidget* m_page = nullptr;
    QVBoxLayout* m_layout = nullptr;
    std::shared_ptr<const rules::Rule> m_rule; ///< with the next two: what is shown
    rules::RuleVerdictPtr m_verdict;
    std::string m_error;
};

} // namespace checkwatch::rulepage
