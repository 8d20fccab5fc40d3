#pragma once

#include "models/runbooks/runbook.h"

#include <QDateTime>
#include <QWidget>

class QCheckBox;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::runbook {

/// One step of a runbook: what it is, what the data already says, commands to copy, a tick. GUI thread.
class StepWidget : public QWidget
{
    Q_OBJECT

public:
    StepWidget(const runbooks::GuidedStep& step, QWidget* parent);

    /// When it was ticked; invalid = it is not.
    void setTicked(const QDateTime& when);

Q_SIGNALS:
    void ticked(int step, bool on);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void addCommand(const QString& command, QWidget* under);
    [[nodiscard]] QWidget* makeHead(const runbooks::GuidedStep& step);

    runbooks::GuidedStep::Verdict m_verdict;
    QCheckBox* m_tick;
};

} // namespace checkwatch::runbook
