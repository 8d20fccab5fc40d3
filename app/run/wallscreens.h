#pragma once

#include "models/base/time.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

class QScreen;

namespace checkwatch::app {

/// Keeps the windows of a wall on their screens, each over the whole of it: on another one where its own has gone, back
/// where it is there again, and as large as it is then. Windows that share a screen take turns on top, so that none hides what
/// another has to say. GUI thread.
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
    /// How long one of several on a screen stays on top; 8 s at first.
    void setDwell(base::Duration dwell)
    {
        m_turns.setInterval(std::min<base::Duration>(dwell, std::chrono::hours{24}));
    }

private:
    void follow(QScreen* screen);
    void put();
    void turn();

    std::vector<Place> m_places;
    QTimer m_turns;
    std::size_t m_turn = 0;
};

} // namespace checkwatch::app
