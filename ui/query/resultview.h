#pragma once

#include "models/fleet/explanation.h"
#include "models/items/querytablemodel.h"
#include "models/session/query.h"
#include "ui/common/format.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QStackedWidget;
class QTabBar;

namespace checkwatch::charts {
class RangeChart;
}
namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::query {

class ExamplesPage;
class ResultTable;
class WhyPage;

/// The answer of a query: a table of one moment, a chart of a stretch of time, or why one element has its value; what it
/// cost and how much it is; or examples while nothing was asked. GUI thread.
class ResultView : public QWidget
{
    Q_OBJECT

public:
    enum Tab : int { TableTab, ChartTab, WhyTab };
    static constexpr std::size_t linesAtMost = 200; ///< of the chart; the others are counted

    explicit ResultView(QWidget* parent = nullptr);

    /// An error leaves what is shown, but says so.
    void setAnswer(const session::QueryAnswerPtr& answer);
    /// Of the element in focus.
    void setExplanation(const fleet::ExplanationPtr& why);
    /// Nothing was asked.
    void clear();
    void setZone(common::Zone zone);
    void setStatus(const QString& words);
    [[nodiscard]] Tab tab() const;
    void setTab(Tab tab);
    [[nodiscard]] QHBoxLayout* bar() const { return m_bar; }
    [[nodiscard]] ExamplesPage* examples() const { return m_examples; }
    [[nodiscard]] ResultTable* table() const { return m_table; }
    [[nodiscard]] const items::QueryTableModel& model() const { return m_model; }
    [[nodiscard]] charts::RangeChart* chart() const { return m_chart; }
    [[nodiscard]] WhyPage* why() const { return m_why; }
    /// The labels of the row that was current in the table, for as long as the expression stays the same; none: none was.
    [[nodiscard]] const std::optional<metrics::Labels>& focus() const { return m_focus; }
    /// False while there is nothing to copy.
    [[nodiscard]] bool hasRows() const { return m_model.rowCount() > 0; }

Q_SIGNALS:
    void tabChosen();
    void exampleChosen(QString expression);

private:
    void showTable(const session::QueryAnswerPtr& answer);
    void showChart(const session::QueryAnswerPtr& answer);
    void showFacts(const session::QueryAnswer& answer);

    items::QueryTableModel m_model;
    QTabBar* m_tabs;
    QHBoxLayout* m_bar;
    common::PlainLabel* m_facts;
    common::PlainLabel* m_shared;
    common::PlainLabel* m_nothing;
    QStackedWidget* m_pages;
    ExamplesPage* m_examples;
    ResultTable* m_table;
    charts::RangeChart* m_chart;
    WhyPage* m_why;
    std::optional<metrics::Labels> m_focus;
    session::QueryAnswerPtr m_answer; ///< shown last, for another zone
    common::Zone m_zone = common::Zone::Utc;
};

} // namespace checkwatch::query
