#pragma once

#include <QSplitter>

class QJsonObject;

namespace checkwatch::workstation {

class ChartOrQuery;

/// How the panels of a window share its room: three columns, two of which are parted once more. While nobody has moved a splitter
/// the columns at the sides grow with the window, within what they can use, and the middle has the rest. GUI thread.
class PanelRoom final : public QSplitter
{
    Q_OBJECT

public:
    explicit PanelRoom(QWidget* parent = nullptr);

    /// Who stands where; all become its children.
    struct Panels
    {
        QWidget* left = nullptr;
        QWidget* servers = nullptr;
        ChartOrQuery* lower = nullptr; ///< below the servers
        QWidget* alerts = nullptr;
        QWidget* details = nullptr; ///< below the alerts
    };
    void setPanels(const Panels& panels);
    /// Where the servers stand, and what is below them.
    [[nodiscard]] QSplitter* middle() const { return m_middle; }
    /// Takes the place of the left panel, which is deleted, with a page more, which needs more room.
    void replaceLeft(QWidget* panel);

    /// Positions of the splitters.
    [[nodiscard]] QJsonObject save() const;
    void restore(const QJsonObject& state);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void shareOut();

    QSplitter* m_middle; ///< a child
    QSplitter* m_right;  ///< a child
    ChartOrQuery* m_lower = nullptr;
    bool m_moreAtLeft = false; ///< a page beside the fleet
    bool m_chosen = false;     ///< the user moved a splitter, or a layout was restored
};

} // namespace checkwatch::workstation
