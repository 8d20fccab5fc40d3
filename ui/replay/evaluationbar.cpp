#include "ui/replay/evaluationbar.h"

#include "ui/common/text.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace checkwatch::replay {

namespace {
constexpr int steps = 1000;
}

EvaluationBar::EvaluationBar(QWidget* parent)
    : QWidget(parent), m_words(new common::PlainLabel(this)), m_bar(new QProgressBar(this))
{
    m_bar->setRange(0, steps);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(120, fontMetrics().height());
    m_bar->setAccessibleName(QStringLiteral("Evaluation of the rules"));
    m_words->setInk(common::Role::PendingText);
    setSettled(true);
    auto* stop = new QToolButton(this);
    stop->setText(QStringLiteral("Cancel"));
    stop->setFocusPolicy(Qt::TabFocus);
    common::setPlainToolTip(stop, QStringLiteral("What is evaluated stays"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->addWidget(m_words);
    layout->addWidget(m_bar);
    layout->addWidget(stop);
    connect(stop, &QToolButton::clicked, this, &EvaluationBar::cancel);
    hide();
}

void EvaluationBar::setShare(double share)
{
    if (!m_since.isValid())
        m_since.start();
    const int value = static_cast<int>(std::clamp(share, 0.0, 1.0) * steps);
    if (value < m_bar->value())
        m_spentMs = 0; // another one, not what was stopped
    m_bar->setValue(value);
    if (share < 1)
        setVisible(true);
    else
        finish();
}

void EvaluationBar::setSettled(bool settled)
{
    m_words->setPlain(settled ? QStringLiteral("evaluating the rules")
                              : QStringLiteral("alerts not settled yet, evaluating the rules"));
}

void EvaluationBar::finish()
{
    if (m_since.isValid())
        m_seconds = static_cast<double>(m_spentMs + m_since.elapsed()) / 1000.0;
    m_spentMs = 0;
    m_since.invalidate();
    hide();
    Q_EMIT finished();
}

void EvaluationBar::cancel()
{
    m_spentMs += m_since.isValid() ? m_since.elapsed() : 0;
    m_since.invalidate();
    hide();
    Q_EMIT cancelled();
}

} // namespace checkwatch::replay
