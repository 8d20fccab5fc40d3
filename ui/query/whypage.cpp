#include "ui/query/whypage.h"

#include "models/base/numbers.h"
#include "ui/charts/whyview.h"
#include "ui/common/panel.h"
#include "ui/common/text.h"

namespace checkwatch::query {
namespace {

/// The element that is explained, or the one that was asked about.
metrics::Labels labelsOf(const fleet::Explanation& why)
{
    if (why.record && why.record->root.present)
        return why.record->root.labels;
    return why.question.element ? why.question.element->labels.value_or(metrics::Labels()) : metrics::Labels();
}

QString valueOf(const fleet::Explanation& why)
{
    if (!why.record || why.record->root.type == promql::ValueType::String)
        return {};
    const promql::Derivation& root = why.record->root;
    if (!root.present)
        return QStringLiteral("no value");
    return root.type == promql::ValueType::Matrix ? QStringLiteral("samples")
                                                  : QString::fromStdString(base::formatSampleValue(root.value));
}

} // namespace

WhyPage::WhyPage(QWidget* parent) : QScrollArea(parent), m_view(new charts::WhyView(this))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(QStringLiteral("Why the value is what it is"));
    setWidget(m_view);
    common::layOnPanel(this);
}

void WhyPage::setExplanation(const fleet::ExplanationPtr& why)
{
    m_explanation = why;
    if (why) {
        const metrics::Labels labels = labelsOf(*why);
        m_view->setSubject({labels.empty() ? QString() : common::display(labels.toString(), 1024), valueOf(*why)});
    }
    m_view->setExplanation(why);
}

void WhyPage::setZone(common::Zone zone)
{
    m_view->setZone(zone);
}

} // namespace checkwatch::query
