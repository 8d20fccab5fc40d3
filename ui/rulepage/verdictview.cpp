#include "ui/rulepage/verdictview.h"

#include "ui/common/font.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"
#include "ui/rulepage/rulewords.h"

#include <QGridLayout>
#include <QScrollBar>
#include <QVBoxLayout>

namespace checkwatch::rulepage {

using common::PlainLabel;
using common::Role;

namespace {

/// A word in its colour at the left, sentences at the right.
void addRow(QGridLayout* grid, const Words& word, const QString& middle, const QString& text)
{
    const int row = grid->rowCount();
    auto* left = new PlainLabel(grid->parentWidget());
    left->setPlain(word.text);
    left->setInk(word.ink);
    grid->addWidget(left, row, 0, Qt::AlignTop);
    int column = 1;
    for (const QString& words : {middle, text}) {
        if (words.isEmpty())
            continue;
        auto* label = new PlainLabel(grid->parentWidget(), PlainLabel::Fit::Wrap);
        label->setPlain(words);
        label->setInk(column == 1 ? Role::Text : Role::Muted);
        grid->addWidget(label, row, column, Qt::AlignTop);
        ++column;
    }
}

QString text(const std::string& utf8)
{
    return common::displayBlock(utf8);
}

} // namespace

VerdictView::VerdictView(QWidget* parent) : QScrollArea(parent)
{
    setFont(common::interfaceFont());
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(QStringLiteral("What is known of the rule"));
    setRule(nullptr);
}

void VerdictView::setRule(const items::RuleItem* item)
{
    const auto* status = item == nullptr ? nullptr : &item->status;
    const bool same = m_page != nullptr && status != nullptr && status->rule == m_rule && status->verdict == m_verdict
        && status->lastError.message == m_error;
    if (same)
        return;
    const bool sameRule = status != nullptr && status->rule == m_rule;
    const int scrolled = sameRule ? verticalScrollBar()->value() : 0;
    m_rule = status == nullptr ? nullptr : status->rule;
    m_verdict = status == nullptr ? nullptr : status->verdict;
    m_error = status == nullptr ? std::string() : status->lastError.message;
    m_page = new QWidget;
    m_layout = new QVBoxLayout(m_page);
    m_layout->setContentsMargins(12, 8, 12, 12);
    m_layout->setSpacing(6);
    if (status != nullptr)
        build(*status);
    m_layout->addStretch(1);
    setWidget(m_page);
    common::layOnPanel(this);
    verticalScrollBar()->setValue(scrolled);
}

PlainLabel* VerdictView::add(const QString& words)
{
    auto* label = new PlainLabel(m_page, PlainLabel::Fit::Wrap);
    label->setPlain(words);
    m_layout->addWidget(label);
    return label;
}

QGridLayout* VerdictView::addGrid()
{
    auto* holder = new QWidget(m_page);
    auto* grid = new QGridLayout(holder);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(0, fontMetrics().horizontalAdvance(QStringLiteral("at times, 35 %")));
    m_layout->addWidget(holder);
    return grid;
}

void VerdictView::build(const rules::RuleStatus& status)
{
    PlainLabel* name = add(text(status.rule->name));
    name->setFont(common::bold(common::scaled(font(), 1.15)));
    add(placeWords(status))->setInk(Role::Muted);
    add(text(status.rule->query))->setFont(common::monospaceFont());
    add(holdWords(*status.rule))->setInk(Role::Muted);
    if (!status.lastError.message.empty())
        add(QStringLiteral("The newest evaluation failed, and its alerts stay as they were: ")
            + text(status.lastError.message))
            ->setInk(Role::DownText);
    if (!status.verdict) {
        add(QStringLiteral("Whether it can fire here is being looked at."))->setInk(Role::Muted);
        return;
    }
    addFindings(*status.verdict);
    if (!status.verdict->shapes.empty()) {
        addShapes(QStringLiteral("Does it fire for a server that …"), status.verdict->shapes);
        addShapes(QStringLiteral("… and for one that dies and stays dead, with other settings of its checks"),
                  status.verdict->otherSettings);
    }
}

void VerdictView::addFindings(const rules::RuleVerdict& verdict)
{
    if (verdict.findings.empty()) {
        if (verdict.shapes.empty())
            add(QStringLiteral("Nothing here keeps it from firing."));
        return;
    }
    QGridLayout* grid = addGrid();
    grid->setColumnStretch(1, 1);
    for (const rules::Finding& finding : verdict.findings)
        addRow(grid, severityWords(finding.severity), text(finding.text), {});
}

void VerdictView::addShapes(const QString& words, const std::vector<rules::ShapeVerdict>& shapes)
{
    PlainLabel* label = add(words);
    label->setFont(common::bold(font()));
    label->setContentsMargins(0, 8, 0, 0);
    QGridLayout* grid = addGrid();
    grid->setColumnStretch(1, 2);
    grid->setColumnStretch(2, 5);
    for (const rules::ShapeVerdict& shape : shapes)
        addRow(grid, caughtWords(shape), text(shape.shape), text(shape.text));
}

} // namespace checkwatch::rulepage
