#include "app/run/wallscreens.h"

#include "app/run/screenchoice.h"

#include <QGuiApplication>
#include <QScreen>

#include <chrono>
#include <map>
#include <utility>

namespace checkwatch::app {
namespace {

/// Null where there is no screen at all.
QScreen* screenOf(const std::string& wanted)
{
    const QList<QScreen*> screens = QGuiApplication::screens();
    QStringList names;
    for (const QScreen* screen : screens) {
        names << screen->name();
    }
    const qsizetype chosen = screenFor(QString::fromStdString(wanted), names);
    return chosen < 0 ? nullptr : screens[chosen];
}

} // namespace

WallScreens::WallScreens(QObject* parent) : QObject(parent)
{
    connect(qApp, &QGuiApplication::screenAdded, this, &WallScreens::follow);
    connect(qApp, &QGuiApplication::screenAdded, this, &WallScreens::put);
    connect(qApp, &QGuiApplication::screenRemoved, this, &WallScreens::put);
    for (QScreen* const screen : QGuiApplication::screens()) {
        follow(screen);
    }
    connect(&m_turns, &QTimer::timeout, this, &WallScreens::turn);
    m_turns.start(std::chrono::seconds{8});
}

void WallScreens::follow(QScreen* screen)
{
    connect(screen, &QScreen::geometryChanged, this, &WallScreens::put);
}

void WallScreens::keep(std::vector<Place> places)
{
    m_places = std::move(places);
    put();
}

void WallScreens::put()
{
    for (const Place& place : m_places) {
        if (!place.window) {
            continue;
        }
        if (QScreen* const screen = screenOf(place.screen)) {
            place.window->setGeometry(screen->geometry());
        }
        place.window->showFullScreen();
    }
}

void WallScreens::turn()
{
    ++m_turn;
    std::map<QScreen*, std::vector<QWidget*>> together;
    for (const Place& place : m_places) {
        if (place.window) {
            together[screenOf(place.screen)].push_back(place.window);
        }
    }
    for (const auto& [screen, windows] : together) {
        if (windows.size() > 1) {
            windows[m_turn % windows.size()]->raise();
        }
    }
}

} // namespace checkwatch::app
