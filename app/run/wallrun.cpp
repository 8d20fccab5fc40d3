#include "app/run/wallrun.h"

#include "app/builtinrunbooks.h"
#include "app/run/picture.h"
#include "app/run/recordingfolder.h"
#include "app/run/run.h"
#include "app/run/windowhelp.h"

#include <QApplication>
#include <QScreen>
#include <QTimer>

namespace checkwatch::app {
namespace {

/// By number from 1, or by name; the first screen where there is no such one; null without any.
QScreen* screenOf(const std::string& wanted)
{
    const QList<QScreen*> screens = QGuiApplication::screens();
    bool numbered = false;
    const QString name = QString::fromStdString(wanted);
    const int number = name.toInt(&numbered);
    if (numbered && number >= 1 && number <= screens.size()) {
        return screens[number - 1];
    }
    for (QScreen* screen : screens) {
        if (screen->name() == name) {
            return screen;
        }
    }
    return screens.isEmpty() ? nullptr : screens.front();
}

} // namespace

WallRun::WallRun(const Options& options, QApplication& application)
    : m_options(options), m_theme(application), m_view(wall::Grouping::Haproxy)
{
    const auto theme = themeOf(options.theme);
    m_theme.choose(theme ? theme : std::optional(common::ThemeKind::Dark));
    m_view.setWindowTitle(QStringLiteral("Checkwatch wall"));
    m_view.setZone(common::Zone::Local);
    connect(&m_signals, &Signals::hangUp, this, [this] {
        if (m_session) {
            (void)m_session->reload(); // the status says it
        }
    });
    connect(&m_signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    connect(&m_view, &wall::WallView::painted, &m_watchdog, &Watchdog::painted);
    connect(qApp, &QGuiApplication::screenAdded, this, &WallRun::putOnScreen);
    connect(qApp, &QGuiApplication::screenRemoved, this, &WallRun::putOnScreen);
    if (!options.screenshot.empty()) {
        QTimer::singleShot(options.after, this, [this] {
            m_view.compose();
            takePicture(m_view, m_options.screenshot);
        });
    }
}

WallRun::~WallRun()
{
    m_view.setSession(nullptr);
}

/// On another screen where the wanted one is gone, and back on it when it is there again.
void WallRun::putOnScreen()
{
    if (!m_options.screenshot.empty()) {
        m_view.resize(m_options.width, m_options.height);
        m_view.show();
        return;
    }
    if (QScreen* screen = screenOf(m_options.screen)) {
        m_view.setGeometry(screen->geometry());
    }
    m_view.showFullScreen();
    if (!m_inhibitor) {
        m_inhibitor = std::make_unique<wall::Inhibitor>();
        connect(m_inhibitor.get(), &wall::Inhibitor::refused, this, [](const QString& why) {
            tell({base::ErrorCode::Refused, why.toStdString()});
        });
    }
}

bool WallRun::begin()
{
    putOnScreen();
    if (m_options.demo) {
        startDemo();
        return true;
    }
    const std::string path = m_options.config.empty() ? usualConfig().toStdString() : m_options.config;
    if (path.empty()) {
        tell({base::ErrorCode::NotFound, "the wall wants a configuration: --config FILE, or `checkwatch wall --demo`"});
        return false;
    }
    auto config = config::loadConfig(path);
    if (!config) {
        tell(config.error());
        return false;
    }
    const auto opened = open(std::move(*config));
    if (!opened) {
        tell(opened.error());
    }
    return opened.ok();
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
    m_session->recordRunbooks(*library);
    m_view.setRunbooks(std::move(library));
    m_view.setSession(m_session.get());
    m_session->start();
    return {};
}

int runWall(const Options& options)
{
    setUpApplication();
    WallRun run(options, *qApp);
    return run.begin() ? QApplication::exec() : 2;
}

} // namespace checkwatch::app
