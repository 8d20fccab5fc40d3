#include "ui/workstation/emptypage.h"
#include "ui/workstation/fleetpanels.h"
#include "ui/workstation/helpdialog.h"
#include "ui/workstation/workstationwindow.h"

#include <QFileDialog>
#include <QMenuBar>

// The menus of the window, and the files they ask for.
namespace checkwatch::workstation {

namespace {

QFileDialog* fileDialog(const QString& title, const QString& kinds, QWidget* window)
{
    auto* dialog = new QFileDialog(window, title, QString(), kinds);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->open();
    return dialog;
}

} // namespace

void WorkstationWindow::buildMenus()
{
    buildFileMenu();
    QMenu* view = menuBar()->addMenu(QStringLiteral("&View"));
    m_panels->fillViewMenu(view);
    m_wall
        = view->addAction(QStringLiteral("&Wall…"), QKeySequence(Qt::Key_F11), this, &WorkstationWindow::wallRequested);
    m_wall->setEnabled(false); // until there is something to show on it
    m_panels->fillServersMenu(menuBar()->addMenu(QStringLiteral("&Servers")));
    m_panels->fillAlertsMenu(menuBar()->addMenu(QStringLiteral("&Alerts")));
    buildReplayMenu();
    addHelpMenu(*this);
}

void WorkstationWindow::buildFileMenu()
{
    QMenu* file = menuBar()->addMenu(QStringLiteral("&File"));
    file->addAction(QStringLiteral("&Open configuration…"), QKeySequence::Open, this, &WorkstationWindow::openFile);
    file->addAction(QStringLiteral("&Add exporter…"), QKeySequence(Qt::CTRL | Qt::Key_N), this, [this] {
        askForExporter(true);
        m_empty->focusAddress();
    });
    m_keep = file->addAction(QStringLiteral("&Keep added exporters…"), this, &WorkstationWindow::keepRequested);
    m_keep->setEnabled(false);
    file->addAction(QStringLiteral("Start &demo"), this, &WorkstationWindow::demoRequested);
    file->addAction(QStringLiteral("&Reload configuration"), QKeySequence::Refresh, this,
                    &WorkstationWindow::reloadRequested);
    file->addSeparator();
    file->addAction(QStringLiteral("&Quit"), QKeySequence::Quit, this, &QWidget::close);
}

void WorkstationWindow::buildReplayMenu()
{
    QMenu* replay = menuBar()->addMenu(QStringLiteral("&Replay"));
    m_goBack = replay->addAction(QStringLiteral("&Go back 10 min"), QKeySequence(Qt::CTRL | Qt::Key_B), this,
                                 [this] { Q_EMIT goBackRequested(std::chrono::minutes{10}); });
    m_note = replay->addAction(QStringLiteral("&Note now…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N), this,
                               &WorkstationWindow::noteRequested);
    m_backtest = replay->addAction(QStringLiteral("&Backtest…"), QKeySequence(Qt::CTRL | Qt::Key_T), this,
                                   &WorkstationWindow::backtestRequested);
    m_report = replay->addAction(QStringLiteral("&Export report…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E),
                                 this, &WorkstationWindow::reportRequested);
    for (QAction* const action : {m_goBack, m_backtest, m_report, m_note})
        action->setEnabled(false); // until something is recorded
    replay->addAction(QStringLiteral("&Open recording…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), this,
                      &WorkstationWindow::openRecording);
}

void WorkstationWindow::openFile()
{
    QFileDialog* dialog = fileDialog(QStringLiteral("Open configuration"),
                                     QStringLiteral("Configuration (*.yml *.yaml);;All files (*)"), this);
    connect(dialog, &QFileDialog::fileSelected, this, &WorkstationWindow::openRequested);
}

void WorkstationWindow::openRecording()
{
    QFileDialog* dialog
        = fileDialog(QStringLiteral("Open recording"), QStringLiteral("Recordings (*.cwrec);;All files (*)"), this);
    connect(dialog, &QFileDialog::fileSelected, this, &WorkstationWindow::recordingRequested);
}

} // namespace checkwatch::workstation
