#pragma once

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QDoubleSpinBox;
class QSlider;

namespace checkwatch::review {

/// One value that may be tried otherwise: a box to tick, a slider over what people choose, and the value itself to type.
/// GUI thread.
class ValueSlider : public QWidget
{
    Q_OBJECT

public:
    enum class Unit : std::uint8_t { Seconds, Number };

    /// `stops`: of the slider, ascending; anything from `least` to a year or a million can be typed.
    ValueSlider(const QString& words, Unit unit, std::vector<double> stops, double least, QWidget* parent = nullptr);

    /// Set where it is to be tried.
    [[nodiscard]] std::optional<double> value() const;
    /// What it is now: shown until somebody ticks the box.
    void setPresent(double value);
    /// False: the rules have no such thing.
    void setPossible(bool possible);

Q_SIGNALS:
    void changed();

private:
    void slide(int stop);
    void showOnSlider();

    const std::vector<double> m_stops;
    QCheckBox* m_tick;
    QSlider* m_slider;
    QDoubleSpinBox* m_spin;
};

} // namespace checkwatch::review
