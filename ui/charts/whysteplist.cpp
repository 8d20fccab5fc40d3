#include "ui/charts/whysteplist.h"

#include "ui/common/font.h"
#include "ui/common/text.h"

#include <QVBoxLayout>

#include <algorithm>

namespace checkwatch::charts {

using common::PlainLabel;
using common::Role;

namespace {

constexpr qsizetype shownAtMost = 60;
constexpr int indent = 8;
constexpr int deepest = 10;

Role inkOf(WhyStep::Tone tone)
{
    switch (tone) {
    case WhyStep::Tone::True: return Role::FiringText;
    case WhyStep::Tone::Lost: return Role::PendingText;
    case WhyStep::Tone::Idle: return Role::Muted;
    case WhyStep::Tone::Value: break;
    }
    return Role::Text;
}

} // namespace

WhyStepList::WhyStepList(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 2, 0, 2);
    m_layout->setSpacing(0);
}

void WhyStepList::setSteps(const QList<WhyStep>& steps)
{
    QList<WhyStep> told = steps.mid(0, shownAtMost);
    if (steps.size() > shownAtMost)
        told << WhyStep{0, QStringLiteral("and %1 more steps").arg(steps.size() - shownAtMost), {}, {}};
    while (static_cast<qsizetype>(m_rows.size()) < told.size()) {
        Row row{new PlainLabel(this, PlainLabel::Fit::Wrap), new PlainLabel(this, PlainLabel::Fit::Wrap)};
        row.more->setFont(common::scaled(font(), 0.9));
        row.more->setInk(Role::Muted);
        m_layout->addWidget(row.text);
        m_layout->addWidget(row.more);
        m_rows.push_back(row);
    }
    m_shown = told.size();
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        show(m_rows[i], static_cast<qsizetype>(i) < told.size() ? told[static_cast<qsizetype>(i)] : WhyStep());
    setVisible(m_shown > 0);
}

void WhyStepList::show(const Row& row, const WhyStep& step)
{
    const int left = std::min(step.depth, deepest) * indent;
    row.text->setContentsMargins(left, 4, 0, 0);
    row.more->setContentsMargins(left, 0, 0, 0);
    row.text->setPlain(step.text);
    row.text->setInk(inkOf(step.tone));
    row.more->setPlain(step.more);
    row.text->setVisible(!step.text.isEmpty());
    row.more->setVisible(!step.more.isEmpty());
}

} // namespace checkwatch::charts
