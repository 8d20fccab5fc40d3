#pragma once

#include "models/session/review.h"
#include "ui/replay/namedspan.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;

namespace checkwatch::review {

class RulesBox;
class SpanEdit;
class ValueSlider;

/// What is to be tried: two sets of rules, or one beside itself with values changed, the time, and how long DOWN counts. GUI
/// thread.
class BacktestForm : public QWidget
{
    Q_OBJECT

public:
    explicit BacktestForm(QWidget* parent = nullptr);

    void setSpans(const replay::Place& place, std::vector<replay::NamedSpan> spans);
    /// What the rules have now is shown where nothing is changed; their alerts can be chosen.
    void setPresent(const session::Backtest& backtest, base::Duration scrapeInterval);
    [[nodiscard]] session::BacktestRequest request() const;
    /// Whether the time means something.
    [[nodiscard]] bool isValid() const;
    [[nodiscard]] RulesBox& first() { return *m_first; }
    [[nodiscard]] RulesBox& second() { return *m_second; }

Q_SIGNALS:
    /// The request is another one.
    void changed();

private:
    void build();
    void showPossible();

    RulesBox* m_first;
    RulesBox* m_second;
    QComboBox* m_alert;
    SpanEdit* m_span;
    QDoubleSpinBox* m_minDown;
    ValueSlider* m_holdFor;
    ValueSlider* m_threshold;
    ValueSlider* m_window;
    ValueSlider* m_scrape;
};

} // namespace checkwatch::review
