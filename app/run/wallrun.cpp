#include "app/run/wallrun.h"

#include "app/builtinrunbooks.h"
#include "app/headless/checkwall.h"
#include "app/run/picture.h"
#include "app/run/recordingfolder.h"
#include "app/run/run.h"
#include "app/run/screenchoice.h"
#include "app/run/soundtest.h"
#include "app/run/windowhelp.h"

#include <QApplication>
#include <QDateTime>

#include <algorithm>
#include <chrono>

namespace checkwatch::app {
namespace {

using namespace std::chrono_literals;

constexpr auto drillOverFor = 30s;

} // namespace

WallRun::WallRun(const Options& options, QApplication& application) : m_options(options), m_theme(application)
{
    connect(&m_signals, &Signals::hangUp, this, &WallRun::reload);
    connect(&m_signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    connect(&m_day, &QTimer::timeout, this, &WallRun::followDay);
    m_day.start(20s);
    if (!options.screenshot.empty()) {
        QTimer::singleShot(options.after, this, &WallRun::shoot);
    }
}

WallRun::~WallRun()
{
    for (const auto& view : m_views) {
        view->setSession(nullptr);
    }
}

/// As many views as there are screens; those that are there already stay, with what they know.
void WallRun::makeViews(const config::Wall& wall)
{
    m_wall = wall;
    m_wall.screens = screensOf(wall, m_options.screen);
    followDay();
    m_views.resize(std::min(m_views.size(), m_wall.screens.size()));
    for (std::size_t i = 0; i < m_wall.screens.size(); ++i) {
        if (i == m_views.size()) {
            m_views.push_back(newView());
        }
        wall::WallView& view = *m_views[i];
        view.setZone(m_wall.utc ? common::Zone::Utc : common::Zone::Local);
        view.setDwell(m_wall.dwell);
        auto scope = wall::scopeOf(m_wall.screens[i], m_wall.verdictAlerts);
        if (scope) {
            view.setScope(std::move(*scope));
        } else {
            tell(scope.error());
        }
    }
    hear();
    putOnScreens();
}

std::unique_ptr<wall::WallView> WallRun::newView()
{
    auto view = std::make_unique<wall::WallView>();
    view->setWindowTitle(QStringLiteral("Checkwatch wall"));
    connect(view.get(), &wall::WallView::painted, &m_watchdog, &Watchdog::painted);
    if (m_session) {
        view->setRunbooks(m_runbooks);
        view->setSession(m_session.get());
    }
    return view;
}

/// What is refused is told on stderr and changes nothing.
void WallRun::reload()
{
    if (!m_session) {
        return;
    }
    const std::string& path = m_session->config().path;
    if (const auto config = loadChecked(path); !config && !path.empty()) {
        base::Error error = config.error();
        error.message = "the running configuration stays: " + error.message;
        tell(error);
        return;
    }
    if (m_session->reload()) { // an error is told by the session's notice
        makeViews(m_session->config().checkwatch.wall);
    }
}

/// What is seen stays seen over a reload that changes nothing about the sound.
void WallRun::hear()
{
    const bool wanted = m_wall.sound.on && m_options.screenshot.empty(); // a picture is silent
    if (!wanted || !m_sound || m_sound->sound() != m_wall.sound) {
        m_sound.reset();
        for (const auto& view : m_views) {
            view->setNote({});
        }
    }
    if (wanted && !m_sound) {
        m_sound = std::make_unique<WallSound>(m_wall.sound, m_drill ? m_drill->begins() : base::SystemClock().wall());
    }
    for (const auto& view : m_views) {
        if (m_sound) {
            m_sound->listenTo(*view);
        }
    }
}

void WallRun::putOnScreens()
{
    std::vector<WallScreens::Place> places;
    for (std::size_t i = 0; i < m_views.size(); ++i) {
        wall::WallView& view = *m_views[i];
        if (m_options.screenshot.empty()) {
            places.push_back({&view, m_wall.screens[i].screen});
        } else {
            view.resize(m_options.width, m_options.height);
            view.show();
        }
    }
    m_places.setDwell(m_wall.dwell);
    m_places.keep(std::move(places));
    if (m_options.screenshot.empty() && !m_inhibitor) {
        m_inhibitor = std::make_unique<wall::Inhibitor>();
        connect(m_inhibitor.get(), &wall::Inhibitor::refused, this, [](const QString& why) {
            tell({base::ErrorCode::Refused, why.toStdString()});
        });
    }
}

void WallRun::followDay()
{
    const QDateTime now = QDateTime::currentDateTime();
    const QTime clock = now.time();
    const bool day = m_wall.themes.isDay(base::fromUnixMs(now.toMSecsSinceEpoch()), clock.hour() * 60 + clock.minute());
    const auto wanted
        = themeOf(m_options.theme.empty() ? day ? m_wall.themes.day : m_wall.themes.night : m_options.theme);
    if (wanted != m_theme.chosen()) {
        m_theme.choose(wanted);
    }
}

base::Result<config::Config> WallRun::configuration() const
{
    const std::string path = m_options.config.empty() ? usualConfig().toStdString() : m_options.config;
    if (path.empty()) {
        return base::Error{base::ErrorCode::NotFound,
                           "the wall wants a configuration: --config FILE, or `checkwatch demo wall`"};
    }
    return loadChecked(path);
}

bool WallRun::begin()
{
    if (m_options.demo) {
        makeViews({});
        startDemo();
        return true;
    }
    const auto opened = m_options.drill.empty() ? openLive() : openDrill();
    if (!opened) {
        tell(opened.error());
    }
    return opened.ok();
}

base::Result<void> WallRun::openLive()
{
    auto config = configuration();
    if (!config) {
        return std::move(config).error();
    }
    makeViews(config->checkwatch.wall);
    return open(std::move(*config));
}

/// Screens, themes and runbooks are those of the configuration where there is one; its exporters are left alone.
base::Result<void> WallRun::openDrill()
{
    auto config = m_options.config.empty() && usualConfig().isEmpty() ? config::Config{} : configuration();
    if (!config) {
        return std::move(config).error();
    }
    auto drill = DrillRun::open(m_options.drill);
    if (!drill) {
        return std::move(drill).error();
    }
    m_drill = std::move(*drill);
    connect(m_drill.get(), &DrillRun::over, this, &WallRun::endDrill);
    connect(m_drill.get(), &DrillRun::failed, this, [](const QString& text) {
        tell({base::ErrorCode::Refused, text.toStdString(), "--drill"});
        QCoreApplication::exit(2);
    });
    std::vector<std::string> notices;
    auto library = std::make_shared<const runbooks::Library>(loadRunbooks(*config, notices));
    m_drill->start(); // before the sound is made: only now is it known where it begins
    makeViews(config->checkwatch.wall);
    for (const auto& view : m_views) {
        view->setWindowTitle(QStringLiteral("DRILL – Checkwatch wall"));
        view->setStanding(wall::Standing::Drill);
        view->setRunbooks(library);
        view->setSession(&m_drill->session());
    }
    return {};
}

/// Said long enough to be seen by everybody; then whoever started it may put the live wall back.
void WallRun::endDrill()
{
    for (const auto& view : m_views) {
        view->setStanding(wall::Standing::DrillOver);
    }
    QTimer::singleShot(drillOverFor, qApp, &QCoreApplication::quit);
}

void WallRun::startDemo()
{
    m_demo = std::make_unique<demo::Demo>();
    connect(m_demo.get(), &demo::Demo::started, this, [this](const demo::DemoEndpoint& endpoint) {
        config::Config config = quickConfig("demo", {endpoint.hostAndPort.toStdString()});
        config.checkwatch.recording.folder = m_demoFolder.path().toStdString(); // goes with the wall
        (void)open(std::move(config));                                          // no rule files, so nothing to refuse
    });
    connect(m_demo.get(), &demo::Demo::failed, this, [](const base::Error& error) {
        tell(error);
        QCoreApplication::exit(2);
    });
    m_demo->start();
}

base::Result<void> WallRun::open(config::Config config)
{
    if (m_options.screenshot.empty()) { // taking a picture leaves nothing behind
        useUsualRecordingFolder(config);
    }
    std::vector<std::string> notices;
    auto library = std::make_shared<const runbooks::Library>(loadRunbooks(config, notices));
    config.notices.insert(config.notices.end(), notices.begin(), notices.end());
    auto session = session::LiveSession::create(std::move(config));
    if (!session) {
        return std::move(session).error();
    }
    m_session = std::move(*session);
    m_runbooks = library;
    m_session->recordRunbooks(*library);
    connect(m_session.get(), &session::Session::notice, this, [](const QString& text, bool error) {
        if (error) {
            tell({base::ErrorCode::Refused, text.toStdString()});
        }
    });
    for (const auto& view : m_views) {
        view->setRunbooks(library);
        view->setSession(m_session.get());
    }
    m_session->start();
    return {};
}

void WallRun::shoot()
{
    m_views.front()->compose();
    takePicture(*m_views.front(), m_options.screenshot);
}

int runWall(const Options& options)
{
    setUpApplication();
    if (options.testSound) {
        return testSound(options);
    }
    WallRun run(options, *qApp);
    return run.begin() ? QApplication::exec() : 2;
}

} // namespace checkwatch::app
