#include "ui/query/resultview.h"

#include "ui/charts/rangechart.h"
#include "ui/common/flattabbar.h"
#include "ui/common/text.h"
#include "ui/query/examples.h"
#include "ui/query/resulttable.h"
#include "ui/query/whypage.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

namespace checkwatch::query {

using common::PlainLabel;
using common::Role;

namespace {

/// 1234567 as "1,234,567".
QString counted(std::size_t number)
{
    QLocale grouped = QLocale::c();
    grouped.setNumberOptions(QLocale::DefaultNumberOptions);
    return grouped.toString(static_cast<qulonglong>(number));
}

QString named(const metrics::Labels& labels, const metrics::Labels& common)
{
    metrics::LabelsBuilder rest(labels);
    for (const metrics::Label label : common)
        rest.remove(label.name);
    const metrics::Labels differing = rest.build();
    return common::display(differing.empty() ? labels.toString() : differing.toString());
}

/// What all series of a matrix share.
metrics::Labels commonOf(const promql::Matrix& matrix)
{
    if (matrix.series.size() < 2)
        return {};
    metrics::LabelsBuilder common(matrix.series.front().labels);
    for (const promql::Series& series : matrix.series) {
        for (const metrics::Label label : matrix.series.front().labels) {
            if (series.labels.get(label.name) != label.value)
                common.remove(label.name);
        }
    }
    return common.build();
}

/// Where a step has no sample the line has a gap.
std::vector<fleet::Point> pointsOf(const promql::Series& series, base::Duration step)
{
    std::vector<fleet::Point> points;
    points.reserve(series.samples.size());
    for (const metrics::Sample& sample : series.samples) {
        if (!points.empty() && sample.time - points.back().time > step)
            points.push_back({points.back().time + step, std::numeric_limits<double>::quiet_NaN()});
        points.push_back({sample.time, sample.value});
    }
    return points;
}

} // namespace

ResultView::ResultView(QWidget* parent)
    : QWidget(parent), m_tabs(new common::FlatTabBar(this)), m_bar(new QHBoxLayout),
      m_facts(new PlainLabel(this, PlainLabel::Fit::Elide)), m_shared(new PlainLabel(this, PlainLabel::Fit::Elide)),
      m_nothing(new PlainLabel(this, PlainLabel::Fit::Wrap)), m_pages(new QStackedWidget(this)),
      m_examples(new ExamplesPage(this)), m_table(new ResultTable(m_model, this)),
      m_chart(new charts::RangeChart(this)), m_why(new WhyPage(this))
{
    m_tabs->addTab(QStringLiteral("Table"));
    m_tabs->addTab(QStringLiteral("Chart"));
    m_tabs->addTab(QStringLiteral("Why"));
    m_tabs->setAccessibleName(QStringLiteral("One moment, a stretch of time, or why"));
    m_facts->setInk(Role::Muted);
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_shared->setInk(Role::Muted);
    m_shared->setContentsMargins(12, 4, 12, 4);
    m_shared->hide();
    m_nothing->setInk(Role::Muted);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setContentsMargins(24, 8, 24, 8);
    m_bar->setContentsMargins(0, 0, 8, 0);
    m_bar->setSpacing(8);
    m_bar->addWidget(m_tabs);
    m_bar->addWidget(m_facts, 1);
    for (QWidget* page : {static_cast<QWidget*>(m_examples), static_cast<QWidget*>(m_nothing),
                          static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_chart), static_cast<QWidget*>(m_why)})
        m_pages->addWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(m_bar);
    layout->addWidget(m_shared);
    layout->addWidget(m_pages, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &ResultView::tabChosen);
    connect(m_examples, &ExamplesPage::chosen, this, &ResultView::exampleChosen);
    connect(m_table, &ResultTable::whyAsked, this, [this] { setTab(WhyTab); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
        // A row that goes makes another one current, which nobody has chosen.
        if (row.isValid() && m_pages->currentWidget() == m_table)
            m_focus = m_model.labelsAt(row.row());
    });
}

ResultView::Tab ResultView::tab() const
{
    return static_cast<Tab>(std::max(0, m_tabs->currentIndex()));
}

void ResultView::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(tab);
}

void ResultView::setZone(common::Zone zone)
{
    m_zone = zone;
    m_chart->setZone(zone);
    m_why->setZone(zone);
    if (m_answer)
        showFacts(*m_answer);
}

void ResultView::setStatus(const QString& words)
{
    m_facts->setPlain(words);
}

void ResultView::clear()
{
    m_answer.reset();
    m_focus.reset();
    m_why->setExplanation(nullptr);
    m_facts->setPlain(QString());
    m_shared->hide();
    m_model.setValue(nullptr);
    m_pages->setCurrentWidget(m_examples);
}

void ResultView::setAnswer(const session::QueryAnswerPtr& answer)
{
    if (answer->error) {
        m_facts->setPlain(
            m_answer ? QStringLiteral("below: the answer of %1").arg(common::clockTime(m_answer->asked.to, m_zone))
                     : QString());
        return;
    }
    if (!m_answer || m_answer->asked.text != answer->asked.text)
        m_focus.reset();
    m_answer = answer;
    if (answer->asked.step.count() > 0)
        showChart(answer);
    else
        showTable(answer);
    showFacts(*answer);
}

void ResultView::setExplanation(const fleet::ExplanationPtr& why)
{
    m_why->setExplanation(why);
    if (tab() == WhyTab) {
        m_shared->hide();
        m_pages->setCurrentWidget(m_why);
    }
}

void ResultView::showTable(const session::QueryAnswerPtr& answer)
{
    m_model.setValue({answer, &answer->value}); // shares the whole answer
    m_table->fitColumns();
    const metrics::Labels& shared = m_model.common();
    m_shared->setVisible(!shared.empty() && tab() == TableTab);
    m_shared->setPlain(QStringLiteral("all: ") + QString::fromStdString(shared.toString()));
    m_nothing->setPlain(QStringLiteral("No series at %1. The expression may filter all of them out, or no exporter has "
                                       "told such a metric in the last five minutes.")
                            .arg(common::clockTime(answer->asked.to, m_zone)));
    if (tab() != WhyTab)
        m_pages->setCurrentWidget(m_model.rowCount() > 0 ? static_cast<QWidget*>(m_table) : m_nothing);
}

void ResultView::showChart(const session::QueryAnswerPtr& answer)
{
    const auto& matrix = std::get<promql::Matrix>(answer->value);
    const metrics::Labels shared = commonOf(matrix);
    std::vector<charts::RangeChart::Line> lines;
    for (const promql::Series& series : matrix.series) {
        if (lines.size() == linesAtMost)
            break;
        lines.push_back({named(series.labels, shared), pointsOf(series, answer->asked.step)});
    }
    const bool any = !lines.empty();
    m_chart->setLines(std::move(lines), answer->asked.from, answer->asked.to);
    m_shared->setVisible(!shared.empty());
    m_shared->setPlain(QStringLiteral("all: ") + QString::fromStdString(shared.toString()));
    m_nothing->setPlain(
        QStringLiteral("No series between %1 and %2.")
            .arg(common::clockTime(answer->asked.from, m_zone), common::clockTime(answer->asked.to, m_zone)));
    m_pages->setCurrentWidget(any ? static_cast<QWidget*>(m_chart) : m_nothing);
}

void ResultView::showFacts(const session::QueryAnswer& answer)
{
    const bool chart = answer.asked.step.count() > 0;
    const std::size_t shown = chart ? m_chart->lines().size() : static_cast<std::size_t>(m_model.rowCount());
    QStringList facts;
    facts << QStringLiteral("%1 series").arg(counted(answer.series));
    if (answer.series > shown && shown > 0)
        facts.last() = QStringLiteral("%1 series, and %2 more").arg(counted(shown), counted(answer.series - shown));
    facts << counted(answer.samples) + (answer.samples == 1 ? QStringLiteral(" sample") : QStringLiteral(" samples"));
    facts << common::milliseconds(static_cast<double>(answer.took.count()) / 1000.0);
    facts << (chart ? QStringLiteral("every %1").arg(common::span(answer.asked.step))
                    : QStringLiteral("at %1").arg(common::clockTime(answer.asked.to, m_zone)));
    m_facts->setPlain(facts.join(QStringLiteral(" · ")));
}

} // namespace checkwatch::query
