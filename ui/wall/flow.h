#pragma once

#include <QRectF>

#include <optional>

namespace checkwatch::wall {

inline constexpr int mostColumns = 6;
inline constexpr double leastColumn = 250; ///< at 1920×1080: a heading has to be readable

/// Fills columns of equal width from the top, one after the other.
class Flow
{
public:
    Flow(const QRectF& area, int columns, double columnGap)
        : m_area(area), m_columns(columns), m_gap(columnGap),
          m_width((area.width() - columnGap * (columns - 1)) / columns), m_y(area.top())
    {
    }
    [[nodiscard]] double width() const { return m_width; }
    /// What is left of the column that is being filled.
    [[nodiscard]] double room() const { return m_column < m_columns ? m_area.bottom() - m_y : 0; }
    /// The top left corner for something so high, in the next column where it does not fit; nullopt where no room is left.
    std::optional<QPointF> take(double height)
    {
        if (m_y + height > m_area.bottom() + 0.01) {
            ++m_column;
            m_y = m_area.top();
        }
        if (m_column >= m_columns || m_y + height > m_area.bottom() + 0.01) {
            return std::nullopt;
        }
        const QPointF at(m_area.left() + m_column * (m_width + m_gap), m_y);
        m_y += height;
        return at;
    }

private:
    QRectF m_area;
    int m_columns;
    double m_gap;
    double m_width;
    int m_column = 0;
    double m_y;
};

} // namespace checkwatch::wall
