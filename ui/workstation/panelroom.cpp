#include "ui/workstation/panelroom.h"

#include "ui/workstation/chartorquery.h"
#include "ui/workstation/layoutbytes.h"

#include <algorithm>

namespace checkwatch::workstation {

PanelRoom::PanelRoom(QWidget* parent)
    : QSplitter(Qt::Horizontal, parent), m_middle(new QSplitter(Qt::Vertical, this)),
      m_right(new QSplitter(Qt::Vertical, this))
{
    for (QSplitter* splitter : {static_cast<QSplitter*>(this), m_middle, m_right}) {
        splitter->setHandleWidth(8);
        splitter->setChildrenCollapsible(false);
        connect(splitter, &QSplitter::splitterMoved, this, [this] { m_chosen = true; });
    }
}

void PanelRoom::setPanels(const Panels& panels)
{
    m_lower = panels.lower;
    insertWidget(0, panels.left);
    m_middle->addWidget(panels.servers);
    m_middle->addWidget(panels.lower);
    m_right->addWidget(panels.alerts);
    m_right->addWidget(panels.details);
    setStretchFactor(1, 1);
    m_middle->setStretchFactor(0, 1);
    m_right->setStretchFactor(1, 1);
}

void PanelRoom::replaceLeft(QWidget* panel)
{
    delete replaceWidget(0, panel);
    panel->show();
    m_moreAtLeft = true;
    shareOut();
}

void PanelRoom::shareOut()
{
    if (m_chosen || m_lower == nullptr)
        return;
    const int whole = width();
    const int left = m_moreAtLeft ? std::clamp(whole * 17 / 100, 206, 420) : std::clamp(whole * 13 / 100, 184, 320);
    // Of a small window the servers need more than half: their alerts must be in sight.
    const bool small = whole < 1200;
    const int leastRight = m_moreAtLeft ? (small ? 290 : 320) : (small ? 300 : 352);
    const int right = std::clamp(whole * 25 / 100, leastRight, 560);
    setSizes({left, std::max(100, whole - left - right - 2 * handleWidth()), right});
    m_middle->setSizes(m_lower->sharesOf(height()));
    m_right->setSizes({height() * 40 / 100, height() * 60 / 100});
}

QJsonObject PanelRoom::save() const
{
    return {{QStringLiteral("columns"), encoded(saveState())},
            {QStringLiteral("middle"), encoded(m_middle->saveState())},
            {QStringLiteral("right"), encoded(m_right->saveState())}};
}

void PanelRoom::restore(const QJsonObject& state)
{
    m_chosen = true;
    restoreState(decoded(state, "columns"));
    m_middle->restoreState(decoded(state, "middle"));
    m_right->restoreState(decoded(state, "right"));
}

void PanelRoom::resizeEvent(QResizeEvent* event)
{
    QSplitter::resizeEvent(event);
    shareOut();
}

void PanelRoom::showEvent(QShowEvent* event)
{
    QSplitter::showEvent(event);
    shareOut();
}

} // namespace checkwatch::workstation
