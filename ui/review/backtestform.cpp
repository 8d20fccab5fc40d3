#include "ui/review/backtestform.h"

#include "models/rules/rulevariant.h"
#include "ui/common/text.h"
#include "ui/review/rulesbox.h"
#include "ui/review/spanedit.h"
#include "ui/review/valueslider.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>
#include <set>

namespace checkwatch::review {

using common::PlainLabel;

namespace {

const std::vector<double>& holds()
{
    static const std::vector<double> stops{0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600};
    return stops;
}

const std::vector<double>& windows()
{
    static const std::vector<double> stops{10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800, 3600};
    return stops;
}

const std::vector<double>& scrapes()
{
    static const std::vector<double> stops{1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300};
    return stops;
}

const std::vector<double>& thresholds()
{
    static const std::vector<double> stops{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100};
    return stops;
}

std::optional<base::Duration> durationOf(const ValueSlider& slider)
{
    const auto seconds = slider.value();
    return seconds ? std::optional(base::Duration{std::llround(*seconds * 1000)}) : std::nullopt;
}

double secondsOf(base::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

PlainLabel* nameOf(const QString& words, QWidget* buddy, QWidget* parent)
{
    auto* label = new PlainLabel(parent);
    label->setPlain(words);
    label->setInk(common::Role::Muted);
    buddy->setAccessibleName(words);
    return label;
}

} // namespace

BacktestForm::BacktestForm(QWidget* parent)
    : QWidget(parent), m_first(new RulesBox({}, this)),
      m_second(new RulesBox({QStringLiteral("A with changes"), QStringLiteral("Nothing, A alone")}, this)),
      m_alert(new QComboBox(this)), m_span(new SpanEdit(this)), m_minDown(new QDoubleSpinBox(this)),
      m_holdFor(new ValueSlider(QStringLiteral("&for"), ValueSlider::Unit::Seconds, holds(), 0, this)),
      m_threshold(new ValueSlider(QStringLiteral("t&hreshold"), ValueSlider::Unit::Number, thresholds(), -1e6, this)),
      m_window(new ValueSlider(QStringLiteral("&window"), ValueSlider::Unit::Seconds, windows(), 0.001, this)),
      m_scrape(new ValueSlider(QStringLiteral("scrape &interval"), ValueSlider::Unit::Seconds, scrapes(), 0.001, this))
{
    m_alert->addItem(QStringLiteral("All alerts"));
    m_alert->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_alert->setMinimumContentsLength(18);
    m_minDown->setRange(0, 86400);
    m_minDown->setDecimals(1);
    m_minDown->setValue(15);
    m_minDown->setSuffix(QStringLiteral(" s"));
    m_minDown->setKeyboardTracking(false);
    build();
    m_holdFor->setPresent(60); // until it is known what the rules have
    m_window->setPresent(60);
    m_scrape->setPresent(5);
    connect(m_first, &RulesBox::changed, this, &BacktestForm::changed);
    connect(m_second, &RulesBox::changed, this, [this] {
        showPossible();
        Q_EMIT changed();
    });
    connect(m_alert, &QComboBox::activated, this, &BacktestForm::changed);
    connect(m_span, &SpanEdit::changed, this, &BacktestForm::changed);
    connect(m_minDown, &QDoubleSpinBox::valueChanged, this, &BacktestForm::changed);
    for (ValueSlider* const slider : {m_holdFor, m_threshold, m_window, m_scrape})
        connect(slider, &ValueSlider::changed, this, &BacktestForm::changed);
}

void BacktestForm::build()
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(4);
    grid->addWidget(nameOf(QStringLiteral("A"), m_first, this), 0, 0);
    grid->addWidget(m_first, 0, 1);
    grid->addWidget(nameOf(QStringLiteral("Alerts"), m_alert, this), 0, 2);
    grid->addWidget(m_alert, 0, 3);
    grid->addWidget(nameOf(QStringLiteral("B"), m_second, this), 1, 0);
    grid->addWidget(m_second, 1, 1);
    grid->addWidget(nameOf(QStringLiteral("DOWN at least"), m_minDown, this), 1, 2);
    grid->addWidget(m_minDown, 1, 3);
    grid->addWidget(m_span, 0, 4, 2, 1);
    auto* sliders = new QGridLayout;
    sliders->setHorizontalSpacing(18);
    sliders->addWidget(m_holdFor, 0, 0);
    sliders->addWidget(m_threshold, 0, 1);
    sliders->addWidget(m_window, 1, 0);
    sliders->addWidget(m_scrape, 1, 1);
    grid->addLayout(sliders, 2, 0, 1, 5);
    grid->setColumnStretch(4, 1);
}

void BacktestForm::setSpans(const replay::Place& place, std::vector<replay::NamedSpan> spans)
{
    using Kind = replay::NamedSpan::Kind;
    m_span->setSpans(place, std::move(spans), {Kind::InSight, Kind::Whole});
}

/// Only A beside itself has something to change.
void BacktestForm::showPossible()
{
    for (ValueSlider* const slider : {m_holdFor, m_threshold, m_window, m_scrape})
        slider->setPossible(m_second->other() == 0);
}

void BacktestForm::setPresent(const session::Backtest& backtest, base::Duration scrapeInterval)
{
    m_scrape->setPresent(secondsOf(scrapeInterval));
    std::optional<rules::RuleVariant> present;
    for (const session::ReplayedRule& rule : backtest.sets.front().rules) {
        if (rule.rule->kind != rules::Rule::Kind::Alerting)
            continue;
        present = present ? present : rules::valuesOf(*rule.rule);
        const QString name = QString::fromStdString(rule.rule->name);
        if (m_alert->findData(name) < 0)
            m_alert->addItem(common::display(name, 80), name);
    }
    if (!present)
        return;
    m_holdFor->setPresent(secondsOf(*present->holdFor));
    if (present->threshold)
        m_threshold->setPresent(*present->threshold);
    if (present->window)
        m_window->setPresent(secondsOf(*present->window));
}

session::BacktestRequest BacktestForm::request() const
{
    session::BacktestRequest request;
    request.first = m_first->choice().value_or(session::RulesChoice());
    request.second = m_second->choice();
    if (m_alert->currentIndex() > 0)
        request.alerts = {m_alert->currentData().toString().toStdString()};
    if (m_second->other() == 0) {
        request.variant = {durationOf(*m_holdFor), m_threshold->value(), durationOf(*m_window)};
        request.variantScrapeInterval = durationOf(*m_scrape);
    }
    if (request.second == request.first)
        request.second.reset();
    request.start = m_span->from();
    request.end = m_span->to();
    request.minDown = base::Duration{std::llround(m_minDown->value() * 1000)};
    return request;
}

bool BacktestForm::isValid() const
{
    return m_span->isValid();
}

} // namespace checkwatch::review
