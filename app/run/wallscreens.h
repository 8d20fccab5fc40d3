#pragma once

#include <QObject>
#include <QPointer>
#include <QWidget>

#include <string>
#include <vector>

class QScreen;

namespace checkwatch::app {

/// Keeps the windows of a wall on their screens, each over the whole of it: on another one where its own has gone, back
/// where it is there again, and as large as it is then. GUI thread.
class WallScreens final : public QObject
{
    Q_OBJECT

public:
    explicit WallScreens(QObject* parent = nullptr);

    struct Place
    {
        QPointer<QWidget> window;
        std::string screen; ///< its name or number; "": the first
    };
    /// These are all there are; shows them. Does not take ownership.
    void keep(std::vector<Place> places);

private:
    void follow(QScreen* screen);
    void put();

    std::vector<Place> m_places;
};

} // namespace checkwatch::app
