#include "ui/charts/whyview.h"

#include "ui/charts/whychart.h"
#include "ui/charts/whysteplist.h"
#include "ui/charts/whywords.h"
#include "ui/common/font.h"
#include "ui/common/statewords.h"
#include "ui/common/text.h"

#include <QComboBox>
#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::charts {

using common::PlainLabel;
using common::Role;

namespace {
constexpr int numberRows = 4;
}

WhyView::WhyView(QWidget* parent)
    : QWidget(parent), m_state(new PlainLabel(this)), m_name(new PlainLabel(this, PlainLabel::Fit::Elide)),
      m_ruleBox(new QComboBox(this)), m_rule(new PlainLabel(this, PlainLabel::Fit::Wrap)),
      m_next(new PlainLabel(this, PlainLabel::Fit::Wrap)), m_caveat(new PlainLabel(this, PlainLabel::Fit::Wrap)),
      m_cannotTell(new PlainLabel(this, PlainLabel::Fit::Wrap)), m_chart(new WhyChart(this)),
      m_numbers(new QGridLayout), m_steps(new WhyStepList(this))
{
    m_state->setFont(common::bold(font()));
    m_name->setFont(common::bold(font()));
    m_ruleBox->setAccessibleName(QStringLiteral("Rule to explain"));
    m_ruleBox->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_ruleBox->setMinimumContentsLength(8);
    m_rule->setFont(common::scaled(font(), 0.9));
    m_rule->setInk(Role::Muted);
    m_rule->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_next->setInk(Role::Text);
    m_caveat->setInk(Role::PendingText);
    m_cannotTell->setInk(Role::Muted);
    m_cannotTell->setFont(common::scaled(font(), 0.9));
    auto* head = new QHBoxLayout;
    head->addWidget(m_state);
    head->addWidget(m_name, 1);
    for (int row = 0; row < numberRows; ++row) {
        for (int column = 0; column < 2; ++column) {
            auto* cell = new PlainLabel(this, PlainLabel::Fit::Elide);
            m_cells.push_back(cell);
            m_numbers->addWidget(cell, row, column);
        }
    }
    m_numbers->setHorizontalSpacing(16);
    m_numbers->setVerticalSpacing(2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->addLayout(head);
    layout->addWidget(m_ruleBox);
    layout->addWidget(m_rule);
    layout->addWidget(m_chart, 1);
    layout->addLayout(m_numbers);
    layout->addWidget(m_steps);
    layout->addWidget(m_next);
    layout->addWidget(m_caveat);
    layout->addWidget(m_cannotTell);
    layout->addStretch();
    connect(m_ruleBox, &QComboBox::activated, this, [this](int index) {
        if (index >= 0 && static_cast<std::size_t>(index) < m_rules.size())
            Q_EMIT ruleChosen(m_rules[static_cast<std::size_t>(index)]->name,
                              m_rules[static_cast<std::size_t>(index)]->query);
    });
    refresh();
}

void WhyView::setSubject(const Subject& subject)
{
    m_state->setPlain(subject.words);
    m_state->setInk(subject.shown == fleet::Shown::Up ? Role::Text : common::textRole(subject.shown));
    m_name->setPlain(subject.name);
}

void WhyView::setRules(const std::vector<rules::RuleStatus>& rules)
{
    std::vector<std::shared_ptr<const rules::Rule>> alerting;
    for (const rules::RuleStatus& status : rules) {
        const bool seen = std::any_of(alerting.begin(), alerting.end(), [&](const auto& other) {
            return other->name == status.rule->name && other->query == status.rule->query;
        });
        if (status.rule->kind == rules::Rule::Kind::Alerting && !seen)
            alerting.push_back(status.rule);
    }
    if (alerting == m_rules)
        return;
    m_rules = std::move(alerting);
    m_ruleBox->clear();
    for (const auto& rule : m_rules)
        m_ruleBox->addItem(common::display(rule->name, 80));
    showRule();
}

void WhyView::setExplanation(fleet::ExplanationPtr why)
{
    m_why = std::move(why);
    m_chart->setExplanation(m_why);
    refresh();
}

void WhyView::setNow(base::Timestamp now)
{
    m_now = now;
    m_next->setPlain(m_why ? whyNext(*m_why, m_now, m_zone) : QString());
}

void WhyView::setZone(common::Zone zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    m_chart->setZone(zone);
    refresh();
}

/// The rule that is explained, in the box.
void WhyView::showRule()
{
    const auto at = std::find_if(m_rules.begin(), m_rules.end(), [this](const auto& rule) {
        return m_why && rule->name == m_why->ruleName && rule->query == m_why->expression;
    });
    m_ruleBox->setVisible(m_why != nullptr && !m_rules.empty());
    m_ruleBox->setCurrentIndex(at == m_rules.end() ? -1 : static_cast<int>(at - m_rules.begin()));
}

void WhyView::refresh()
{
    showRule();
    m_chart->setVisible(m_why != nullptr && !m_chart->isEmpty());
    m_rule->setPlain(m_why && !m_why->expression.empty()
                         ? whyRule(*m_why, m_zone)
                         : QStringLiteral("Select a server to see why its alert is pending, firing, or silent."));
    m_next->setPlain(m_why ? whyNext(*m_why, m_now, m_zone) : QString());
    m_next->setVisible(!m_next->plain().isEmpty());
    m_caveat->setPlain(m_why ? whyCaveat(*m_why) : QString());
    m_caveat->setVisible(!m_caveat->plain().isEmpty());
    QString sentences;
    if (m_why) {
        for (const std::string& sentence : m_why->cannotTell)
            sentences
                += (sentences.isEmpty() ? QStringLiteral("What this rule cannot tell you here: ") : QStringLiteral(" "))
                + common::display(sentence, 1024);
    }
    m_cannotTell->setPlain(sentences);
    m_cannotTell->setVisible(!sentences.isEmpty());
    refreshNumbers();
}

void WhyView::refreshNumbers()
{
    const QList<WhyLine> lines = m_why ? whyLines(*m_why) : QList<WhyLine>();
    m_steps->setSteps(m_why && m_why->record && lines.isEmpty() ? whySteps(*m_why->record, m_zone) : QList<WhyStep>());
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const auto row = static_cast<qsizetype>(i / 2);
        const bool right = i % 2 == 1;
        PlainLabel* cell = m_cells[i];
        cell->setVisible(row < lines.size());
        cell->setPlain(row < lines.size() ? (right ? lines[row].right : lines[row].left) : QString());
        const bool verdict = row == numberRows - 1;
        cell->setInk(verdict && m_why && m_why->isTrue && right ? Role::FiringText
                         : verdict                              ? Role::Text
                                                                : Role::Muted);
        cell->setFont(verdict ? common::bold(font()) : font());
    }
}

} // namespace checkwatch::charts
