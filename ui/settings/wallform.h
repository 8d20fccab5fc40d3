#pragma once

#include "models/config/wall.h"
#include "models/fleet/snapshot.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace checkwatch::servers {
class FilterEdit;
}

namespace checkwatch::settings {

/// The choices of a wall; what has no field here stays as it was given. GUI thread.
class WallForm final : public QWidget
{
    Q_OBJECT

public:
    WallForm(config::Wall wall, QWidget* parent);

    /// Where names to complete come from; may be null.
    void setSnapshot(fleet::SnapshotPtr snapshot);
    [[nodiscard]] const config::Wall& wall() const noexcept { return m_wall; }
    /// The screen that is being set up.
    [[nodiscard]] config::WallScreen screen() const;
    /// Whether it is to be seen as it is by night.
    [[nodiscard]] bool byNight() const;

Q_SIGNALS:
    void changed();

private:
    void build();
    void addScreens(QFormLayout& rows);
    void connectFields();
    void showScreen();
    void read();
    void readScreen(config::WallGrouping& grouping, config::WallFilter& filter,
                    std::vector<config::WallFilter>& pages) const;

    config::Wall m_wall;
    QComboBox* m_screen; ///< one entry for each screen; hidden where the file names none
    QComboBox* m_grouping;
    servers::FilterEdit* m_filter;
    QPlainTextEdit* m_pages; ///< a filter a line
    QSpinBox* m_dwell;       ///< seconds
    QComboBox* m_clock;
    QComboBox* m_day;
    QComboBox* m_night;
    QCheckBox* m_byNight;
    QLineEdit* m_severities;
    bool m_filling = false; ///< by itself: nobody has changed anything
};

} // namespace checkwatch::settings
