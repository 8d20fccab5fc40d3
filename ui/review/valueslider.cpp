#include "ui/review/valueslider.h"

#include "models/base/duration.h"
#include "ui/common/format.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace checkwatch::review {

namespace {

constexpr double mostSeconds = 365.0 * 86400;
constexpr double mostNumber = 1e6;

/// Seconds as durations are written in rules: "1m30s".
class DurationSpin final : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;

    [[nodiscard]] QString textFromValue(double value) const override
    {
        return QString::fromStdString(base::formatDuration(base::Duration{std::llround(value * 1000)}));
    }
    [[nodiscard]] double valueFromText(const QString& text) const override
    {
        const auto duration = durationOf(text);
        return duration ? static_cast<double>(duration->count()) / 1000 : value();
    }
    QValidator::State validate(QString& text, int&) const override
    {
        const auto duration = durationOf(text);
        const bool good = duration && static_cast<double>(duration->count()) / 1000 >= minimum()
            && static_cast<double>(duration->count()) / 1000 <= maximum();
        return good ? QValidator::Acceptable : QValidator::Intermediate;
    }

private:
    /// A number alone is of seconds.
    static std::optional<base::Duration> durationOf(const QString& text)
    {
        bool plain = false;
        const uint seconds = text.trimmed().toUInt(&plain);
        const auto duration = base::parseDuration(text.trimmed().toStdString());
        return plain   ? std::optional(base::Duration{std::int64_t{seconds} * 1000})
            : duration ? std::optional(*duration)
                       : std::nullopt;
    }
};

} // namespace

ValueSlider::ValueSlider(const QString& words, Unit unit, std::vector<double> stops, double least, QWidget* parent)
    : QWidget(parent), m_stops(std::move(stops)), m_tick(new QCheckBox(words, this)),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_spin(unit == Unit::Seconds ? new DurationSpin(this) : new QDoubleSpinBox(this))
{
    m_tick->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("scrape interval")) + 36);
    m_slider->setRange(0, static_cast<int>(m_stops.size()) - 1);
    m_slider->setPageStep(1);
    m_slider->setAccessibleName(QString(words).remove(QLatin1Char('&')) + QStringLiteral(", slider"));
    m_slider->setMinimumWidth(80);
    m_spin->setRange(least, unit == Unit::Seconds ? mostSeconds : mostNumber);
    m_spin->setDecimals(unit == Unit::Seconds ? 3 : 2);
    m_spin->setKeyboardTracking(false);
    m_spin->setAccessibleName(QString(words).remove(QLatin1Char('&')) + QStringLiteral(", value"));
    m_spin->setFixedWidth(fontMetrics().horizontalAdvance(QStringLiteral("1000000.00")) + 34);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tick);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_spin);
    connect(m_tick, &QCheckBox::toggled, this, &ValueSlider::changed);
    connect(m_slider, &QSlider::valueChanged, this, &ValueSlider::slide);
    connect(m_spin, &QDoubleSpinBox::valueChanged, this, [this] {
        showOnSlider();
        m_tick->setChecked(true);
        Q_EMIT changed();
    });
    showOnSlider();
}

std::optional<double> ValueSlider::value() const
{
    return m_tick->isChecked() && isEnabled() ? std::optional(m_spin->value()) : std::nullopt;
}

void ValueSlider::setPresent(double value)
{
    if (m_tick->isChecked())
        return;
    const QSignalBlocker quiet(m_spin);
    m_spin->setValue(value);
    showOnSlider();
}

void ValueSlider::setPossible(bool possible)
{
    setEnabled(possible);
}

void ValueSlider::slide(int stop)
{
    m_spin->setValue(m_stops[static_cast<std::size_t>(stop)]);
}

/// At the nearest stop.
void ValueSlider::showOnSlider()
{
    const double value = m_spin->value();
    const auto nearest = std::ranges::min_element(m_stops, {}, [value](double stop) { return std::abs(stop - value); });
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(nearest - m_stops.begin()));
}

} // namespace checkwatch::review
