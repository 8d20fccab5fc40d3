#include "app/run/windowrun.h"

#include "app/builtinrunbooks.h"
#include "app/demo/demorecording.h"
#include "app/run/addedexporters.h"
#include "app/run/picture.h"
#include "app/run/recordingfolder.h"
#include "app/run/replaypicture.h"
#include "app/run/replayview.h"
#include "app/run/run.h"
#include "app/run/windowhelp.h"
#include "ui/common/confirm.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>

namespace checkwatch::app {
namespace {

/// Where it would be, for who has none yet.
QString usualConfigPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::ConfigLocation)
        + QStringLiteral("/checkwatch/checkwatch.yml");
}

} // namespace

WindowRun::WindowRun(const Options& options, QApplication& application)
    : m_options(options), m_theme(application), m_window(nullptr)
{
    m_theme.choose(themeOf(options.theme));
    connectWindow();
    connectReviews();
    m_window.resize(options.width, options.height);
    if (options.screenshot.empty()) {
        const QSettings settings;
        m_window.restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray());
        if (options.sized) { // before what it was the last time
            m_window.setWindowState(Qt::WindowNoState);
            m_window.resize(options.width, options.height);
        }
        m_window.restoreLayout(settings.value(QStringLiteral("layout")).toByteArray());
    } else {
        m_window.setNotificationsEnabled(false);
        QTimer::singleShot(options.after, this, &WindowRun::shoot);
    }
    if (!options.openQuery.empty()) {
        m_window.openQuery(QString::fromStdString(options.openQuery));
    }
}

WindowRun::~WindowRun()
{
    m_window.setSession(nullptr);
}

void WindowRun::connectWindow()
{
    using Window = workstation::WorkstationWindow;
    connect(&m_window, &Window::demoRequested, this, &WindowRun::startDemo);
    connect(&m_window, &Window::openRequested, this, &WindowRun::openFile);
    connect(&m_window, &Window::exporterRequested, this, &WindowRun::addExporter);
    connect(&m_window, &Window::themeChosen, &m_theme, &common::ThemeFollower::choose);
    connect(&m_window, &Window::wallRequested, this, &WindowRun::showWallSettings);
    connect(&m_window, &Window::keepRequested, this,
            [this] { keepExporters(m_window, m_session.get(), usualConfigPath()); });
    connect(&m_window, &Window::recordingRequested, this,
            [this](const QString& path) { openReplay(path.toStdString(), std::nullopt); });
    connect(&m_window, &Window::goBackRequested, this, [this](base::Duration ago) {
        if (m_session) {
            openReplay(m_session->recording().path, ago);
        }
    });
    const auto reload = [this] {
        if (m_session) {
            (void)m_session->reload(); // the window shows the notice
            m_window.setKeepable(!m_session->config().added.empty());
        }
    };
    connect(&m_window, &Window::reloadRequested, this, reload);
    connect(&m_signals, &Signals::hangUp, this, reload);
    connect(&m_signals, &Signals::terminate, qApp, &QCoreApplication::quit);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &WindowRun::saveLayout);
}

bool WindowRun::begin()
{
    m_window.show();
    if (m_options.command == Command::Demo) {
        startDemo();
        return true;
    }
    const QString usual = usualConfig();
    if (m_options.config.empty() && usual.isEmpty()) {
        return true; // the window says how to begin
    }
    auto config = config::loadConfig(m_options.config.empty() ? usual.toStdString() : m_options.config);
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

void WindowRun::startDemo()
{
    m_demo = std::make_unique<demo::Demo>();
    connect(m_demo.get(), &demo::Demo::started, this, [this](const demo::DemoEndpoint& endpoint) {
        config::Config config = quickConfig("demo", {endpoint.hostAndPort.toStdString()});
        config.checkwatch.logs.push_back({"127.0.0.1", endpoint.logPort, {}, endpoint.hostAndPort.toStdString()});
        config.checkwatch.recording.folder = m_demoFolder.path().toStdString(); // goes with the window
        (void)open(std::move(config));                                          // no rule files, so nothing to refuse
    });
    connect(m_demo.get(), &demo::Demo::failed, this, &WindowRun::demoFailed);
    m_demo->start();
}

void WindowRun::demoFailed(const base::Error& error)
{
    tell(error);
    const bool missing = error.code == base::ErrorCode::NotFound || error.code == base::ErrorCode::Unsupported;
    if (missing && replayDemo(error)) {
        return;
    }
    if (!m_options.screenshot.empty()) {
        QCoreApplication::exit(2);
        return;
    }
    refused(QStringLiteral("The demo cannot run"), error);
}

/// Where there is no HAProxy for it: the demo as it was recorded, from its beginning and as fast as it was.
bool WindowRun::replayDemo(const base::Error& missing)
{
    const auto unpacked = demo::unpackDemoRecording(m_demoFolder.path());
    m_demoReplay = unpacked ? openReplay(unpacked->toStdString(), std::nullopt) : nullptr;
    if (!m_demoReplay) {
        return false;
    }
    replay::ReplayWindow& window = m_demoReplay->window();
    window.showRemark(QStringLiteral("This is a recording: ") + QString::fromStdString(missing.message));
    window.play(1);
    if (m_options.command == Command::Demo) {
        window.offerLive(false);
        m_window.hide(); // it has nothing to show
    }
    return true;
}

base::Result<void> WindowRun::open(config::Config config)
{
    if (m_session) {
        auto taken = m_session->reconfigure(std::move(config));
        m_window.setKeepable(!m_session->config().added.empty());
        return taken;
    }
    if (m_options.screenshot.empty()) { // taking a picture leaves nothing behind
        useUsualRecordingFolder(config);
    }
    std::vector<std::string> notices;
    auto library = std::make_shared<const runbooks::Library>(loadRunbooks(config, notices));
    config.notices.insert(config.notices.end(), notices.begin(), notices.end());
    const bool notify = config.checkwatch.notifications && m_options.screenshot.empty();
    auto session = session::LiveSession::create(std::move(config));
    if (!session) {
        return std::move(session).error();
    }
    m_session = std::move(*session);
    m_session->recordRunbooks(*library);
    m_runbooks = library;
    m_window.setRunbooks(std::move(library));
    m_window.setNotificationsEnabled(notify);
    m_window.setSession(m_session.get());
    m_window.setKeepable(!m_session->config().added.empty());
    m_session->start();
    if (m_options.screenshot.empty()) {
        m_window.selectServerWhenThere(QString::fromStdString(m_options.select));
    }
    return {};
}

void WindowRun::openFile(const QString& path)
{
    auto config = config::loadConfig(path.toStdString());
    if (!config) {
        refused(QStringLiteral("This configuration cannot be used"), config.error());
        return;
    }
    if (const auto opened = open(std::move(*config)); !opened) {
        refused(QStringLiteral("This configuration cannot be used"), opened.error());
    }
}

/// Beside this window, which goes on; `ago` is before now, else the replay begins at the beginning.
ReplayView* WindowRun::openReplay(const std::string& path, std::optional<base::Duration> ago)
{
    session::ReplayOptions options;
    if (m_session) {
        options.config = m_session->config();
        if (path == m_session->recording().path) { // the one that is being written takes its own notes
            options.addNote
                = [session = m_session.get()](const recording::NoteRecord& note) { return session->addNote(note); };
        }
    }
    auto opened = ReplayView::open(path, std::move(options));
    if (!opened) {
        refused(QStringLiteral("This recording cannot be replayed"), opened.error());
        return nullptr;
    }
    ReplayView* view = opened->release();
    view->setParent(this);
    replay::ReplayWindow& window = view->window();
    window.offerLive(true);
    window.resize(m_window.size());
    connect(&window, &replay::ReplayWindow::themeChosen, &m_theme, &common::ThemeFollower::choose);
    connect(&window, &replay::ReplayWindow::closed, view, &QObject::deleteLater);
    connect(&window, &replay::ReplayWindow::liveRequested, this, [this, &window] {
        window.close();
        m_window.raise();
        m_window.activateWindow();
    });
    view->start();
    if (ago) {
        view->session().seek(m_session->now() - *ago);
    }
    return view;
}

void WindowRun::addExporter(const QString& address)
{
    auto scrape = exporterOf(address);
    if (!scrape) {
        refused(QStringLiteral("That is not an exporter's address"), scrape.error());
        return;
    }
    config::Config config = m_session ? m_session->config() : quickConfig("haproxy", {});
    config::addExporter(config, std::move(*scrape));
    if (const auto opened = open(std::move(config)); !opened) {
        refused(QStringLiteral("The exporter was not added"), opened.error());
        return;
    }
    m_window.showNotice(QStringLiteral("Added until this window closes; File > Keep added exporters makes it last"));
}

void WindowRun::refused(const QString& heading, const base::Error& error)
{
    common::confirm(&m_window, {heading, QString::fromStdString(error.text()), QStringLiteral("Close")}, [] {});
}

void WindowRun::shoot()
{
    if (m_demoReplay) {
        shootReplay(*m_demoReplay, m_options);
        return;
    }
    if (!m_options.select.empty() && !m_window.selectServer(QString::fromStdString(m_options.select))) {
        tell(noSuchServer(m_session ? m_session->snapshot() : nullptr, m_options.select));
        QCoreApplication::exit(2);
        return;
    }
    // What a selection asks of the engine comes back within a frame or two.
    QTimer::singleShot(m_options.select.empty() ? 0 : 1500, this, [this] {
        m_window.flush();
        takePicture(m_window, m_options.screenshot);
    });
}

void WindowRun::saveLayout()
{
    if (m_options.screenshot.empty()) {
        QSettings settings;
        settings.setValue(QStringLiteral("geometry"), m_window.saveGeometry());
        settings.setValue(QStringLiteral("layout"), m_window.saveLayout());
    }
}

int runWindow(const Options& options)
{
    setUpApplication();
    WindowRun run(options, *qApp);
    return run.begin() ? QApplication::exec() : 2;
}

} // namespace checkwatch::app
