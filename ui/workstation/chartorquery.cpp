#include "ui/workstation/chartorquery.h"

#include "ui/common/panel.h"
#include "ui/query/expressionedit.h"
#include "ui/query/querypane.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonObject>
#include <QSplitter>
#include <QToolButton>

#include <numeric>

namespace checkwatch::workstation {

namespace {

constexpr int chartShare = 40;
constexpr int queryShare = 62;

} // namespace

ChartOrQuery::ChartOrQuery(common::Panel* chart, QSplitter* middle, QWidget* parent)
    : QStackedWidget(parent), m_middle(middle)
{
    auto* panel = new common::Panel(QStringLiteral("Query"), this);
    m_query = new query::QueryPane(panel);
    panel->setContent(m_query);
    auto* back = new QToolButton(panel);
    back->setText(QStringLiteral("Back to the chart"));
    back->setAutoRaise(true);
    back->setFocusPolicy(Qt::TabFocus);
    panel->bar()->addWidget(back);
    addWidget(chart);
    addWidget(panel);
    connect(back, &QToolButton::clicked, this, &ChartOrQuery::closeQuery);
    connect(m_query, &query::QueryPane::closeRequested, this, &ChartOrQuery::closeQuery);
}

void ChartOrQuery::toggleQuery()
{
    if (queryOpen() && m_query->isAncestorOf(focusWidget()))
        closeQuery();
    else
        openQuery();
}

void ChartOrQuery::openQuery()
{
    showPage(1);
    m_query->editor()->setFocus(Qt::ShortcutFocusReason);
}

void ChartOrQuery::closeQuery()
{
    showPage(0);
    Q_EMIT queryClosed();
}

void ChartOrQuery::showPage(int page)
{
    if (page == currentIndex())
        return;
    const QList<int> sizes = m_middle->sizes();
    setCurrentIndex(page);
    updateGeometry();
    const int height = std::accumulate(sizes.begin(), sizes.end(), 0);
    m_middle->setSizes(m_otherSizes.size() == sizes.size() ? m_otherSizes : sharesOf(height));
    m_otherSizes = sizes;
}

QList<int> ChartOrQuery::sharesOf(int height) const
{
    const int own = height * (queryOpen() ? queryShare : chartShare) / 100;
    return {height - own, own};
}

QSize ChartOrQuery::minimumSizeHint() const
{
    return currentWidget() != nullptr ? currentWidget()->minimumSizeHint() : QSize();
}

QJsonObject ChartOrQuery::save() const
{
    QJsonArray sizes;
    for (const int size : m_otherSizes)
        sizes.append(size);
    QJsonObject state = m_query->save();
    state.insert(QStringLiteral("open"), queryOpen());
    state.insert(QStringLiteral("otherSizes"), sizes);
    return state;
}

void ChartOrQuery::restore(const QJsonObject& state)
{
    m_query->restore(state);
    setCurrentIndex(state.value(QLatin1String("open")).toBool() ? 1 : 0);
    m_otherSizes.clear();
    const QJsonArray sizes = state.value(QLatin1String("otherSizes")).toArray();
    for (const auto size : sizes)
        m_otherSizes.append(size.toInt());
}

} // namespace checkwatch::workstation
