#include "ui/workstation/workstationwindow.h"

#include "ui/workstation/emptypage.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/layoutbytes.h"
#include "ui/workstation/notifier.h"

#include <QAction>
#include <QCloseEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStackedWidget>

namespace checkwatch::workstation {

WorkstationWindow::WorkstationWindow(session::Session* session, QWidget* parent)
    : QMainWindow(parent), m_notifier(new Notifier(this)), m_panels(new FleetPanels(this)),
      m_pages(new QStackedWidget(this)), m_empty(new EmptyPage(this))
{
    setWindowTitle(QStringLiteral("Checkwatch"));
    resize(1600, 1000);
    m_pages->addWidget(m_panels);
    m_pages->addWidget(m_empty);
    setCentralWidget(m_pages);
    setStatusBar(m_panels->status());
    buildMenus();
    connect(m_panels, &FleetPanels::themeChosen, this, &WorkstationWindow::themeChosen);
    connect(m_panels, &FleetPanels::snapshotShown, m_notifier, &Notifier::setSnapshot);
    connect(m_panels, &FleetPanels::snapshotShown, this, [this] { askForExporter(m_emptyAsked); });
    connect(m_empty, &EmptyPage::demoRequested, this, &WorkstationWindow::demoRequested);
    connect(m_empty, &EmptyPage::exporterRequested, this, &WorkstationWindow::exporterRequested);
    connect(m_empty, &EmptyPage::openRequested, this, &WorkstationWindow::openFile);
    connect(m_empty, &EmptyPage::returnRequested, this, [this] { askForExporter(false); });
    connect(m_notifier, &Notifier::activated, this, [this] {
        show();
        raise();
        activateWindow();
    });
    setSession(session);
}

WorkstationWindow::~WorkstationWindow() = default;

void WorkstationWindow::setSession(session::Session* session)
{
    if (m_session != nullptr)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_emptyAsked = false;
    if (session != nullptr)
        connect(session, &session::Session::recordingChanged, this, &WorkstationWindow::showRecording);
    showRecording(session != nullptr ? session->recording() : fleet::RecordingState());
    m_panels->setSession(session);
    m_wall->setEnabled(session != nullptr);
}

void WorkstationWindow::setRunbooks(std::shared_ptr<const runbooks::Library> library)
{
    m_panels->setRunbooks(std::move(library));
}

void WorkstationWindow::setNotificationsEnabled(bool enabled)
{
    m_notifier->setEnabled(enabled);
}

bool WorkstationWindow::selectServer(const QString& name)
{
    return m_panels->selectServer(name);
}

void WorkstationWindow::selectServerWhenThere(const QString& name)
{
    m_panels->selectServerWhenThere(name);
}

void WorkstationWindow::openQuery(const QString& expression)
{
    m_panels->openQuery(expression);
}

void WorkstationWindow::showNotice(const QString& text)
{
    m_panels->showNotice(text);
}

void WorkstationWindow::setKeepable(bool keepable)
{
    m_keep->setEnabled(keepable);
}

const Selection& WorkstationWindow::selection() const
{
    return m_panels->selection();
}

/// Shows the page that asks for one, or the servers where there are any.
void WorkstationWindow::askForExporter(bool asked)
{
    const bool nothing = m_panels->snapshot()->targets.empty();
    m_emptyAsked = asked;
    m_empty->setReturn(!nothing);
    m_pages->setCurrentWidget(nothing || asked ? static_cast<QWidget*>(m_empty) : m_panels);
}

/// A past can be gone back to where one is written down.
void WorkstationWindow::showRecording(const fleet::RecordingState& state)
{
    for (QAction* const action : {m_goBack, m_backtest, m_report, m_note})
        action->setEnabled(!state.path.empty());
}

QByteArray WorkstationWindow::saveLayout() const
{
    QJsonObject object = m_panels->saveLayout();
    object.insert(QStringLiteral("version"), 1);
    object.insert(QStringLiteral("geometry"), encoded(saveGeometry()));
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool WorkstationWindow::restoreLayout(const QByteArray& layout)
{
    const QJsonObject object = QJsonDocument::fromJson(layout).object();
    if (object.value(QLatin1String("version")).toInt() != 1)
        return false;
    restoreGeometry(decoded(object, "geometry"));
    m_panels->restoreLayout(object);
    return true;
}

void WorkstationWindow::flush()
{
    m_panels->flush();
}

void WorkstationWindow::closeEvent(QCloseEvent* event)
{
    m_panels->stop();
    QMainWindow::closeEvent(event);
}

} // namespace checkwatch::workstation
