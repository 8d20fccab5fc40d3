#include "ui/alerts/alertpanel.h"
#include "ui/charts/failureschart.h"
#include "ui/rulepage/rulesdialog.h"
#include "ui/servers/filteredit.h"
#include "ui/servers/servertable.h"
#include "ui/workstation/chartorquery.h"
#include "ui/workstation/emptypage.h"
#include "ui/workstation/gotodialog.h"
#include "ui/workstation/headerbar.h"
#include "ui/workstation/helpdialog.h"
#include "ui/workstation/statusline.h"
#include "ui/workstation/workstationwindow.h"

#include <QActionGroup>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenuBar>
#include <QSplitter>
#include <QStackedWidget>

// The menus of the window, and what it remembers.
namespace checkwatch::workstation {

namespace {

QString encoded(const QByteArray& bytes)
{
    return QString::fromLatin1(bytes.toBase64());
}

QByteArray decoded(const QJsonObject& object, const char* key)
{
    return QByteArray::fromBase64(object.value(QLatin1String(key)).toString().toLatin1());
}

} // namespace

void WorkstationWindow::buildMenus()
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
    buildViewMenu();
    QMenu* server = menuBar()->addMenu(QStringLiteral("&Servers"));
    server->addAction(QStringLiteral("&Filter"), QKeySequence::Find, this,
                      [this] { m_header->filter()->setFocus(Qt::ShortcutFocusReason); });
    server->addAction(QStringLiteral("&Go to server…"), QKeySequence(Qt::CTRL | Qt::Key_K), this,
                      &WorkstationWindow::goToServer);
    server->addAction(m_selection->backAction());
    server->addAction(m_selection->forwardAction());
    QMenu* alert = menuBar()->addMenu(QStringLiteral("&Alerts"));
    alert->addAction(m_alerts->copyAction());
    alert->addAction(m_alerts->seenAction());
    alert->addSeparator();
    alert->addAction(QStringLiteral("&Rules…"), QKeySequence(Qt::CTRL | Qt::Key_R), this, [this] {
        auto* rules = findChild<rulepage::RulesDialog*>();
        if (rules == nullptr)
            rules = new rulepage::RulesDialog(m_session, this);
        rules->show();
        rules->raise();
        rules->activateWindow();
    });
    QMenu* help = menuBar()->addMenu(QStringLiteral("&Help"));
    QAction* keys = help->addAction(QStringLiteral("&Keys, shapes and words"), this, [this] { showHelp(this); });
    keys->setShortcuts({QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)});
}

void WorkstationWindow::buildViewMenu()
{
    QMenu* view = menuBar()->addMenu(QStringLiteral("&View"));
    charts::ZoomStack& zoom = m_chart->zoom();
    view->addAction(QStringLiteral("&Query"), QKeySequence(Qt::CTRL | Qt::Key_E), m_lower, &ChartOrQuery::toggleQuery);
    view->addSeparator();
    view->addActions({zoom.zoomInAction(), zoom.zoomOutAction(), zoom.backAction(), zoom.followAction()});
    view->addSeparator();
    QMenu* columns = view->addMenu(QStringLiteral("&Columns"));
    connect(columns, &QMenu::aboutToShow, this, [this, columns] { m_table->fillColumnMenu(columns); });
    QMenu* sorting = view->addMenu(QStringLiteral("&Sort servers by"));
    connect(sorting, &QMenu::aboutToShow, this, [this, sorting] { m_table->fillSortMenu(sorting); });
    view->addSeparator();
    view->addAction(QStringLiteral("Switch UTC and &local time"), QKeySequence(Qt::CTRL | Qt::Key_L), this, [this] {
        m_status->setZone(m_status->zone() == common::Zone::Utc ? common::Zone::Local : common::Zone::Utc);
    });
    QMenu* themes = view->addMenu(QStringLiteral("&Theme"));
    auto* group = new QActionGroup(themes);
    const auto add = [&](const QString& words, std::optional<common::ThemeKind> kind) {
        QAction* action = themes->addAction(words, this, [this, kind] { Q_EMIT themeChosen(kind); });
        action->setCheckable(true);
        action->setChecked(!kind.has_value());
        group->addAction(action);
    };
    add(QStringLiteral("&Follow desktop"), std::nullopt);
    add(QStringLiteral("&Dark"), common::ThemeKind::Dark);
    add(QStringLiteral("&Light"), common::ThemeKind::Light);
    add(QStringLiteral("&High contrast"), common::ThemeKind::Contrast);
}

void WorkstationWindow::openFile()
{
    auto* dialog = new QFileDialog(this, QStringLiteral("Open configuration"), QString(),
                                   QStringLiteral("Configuration (*.yml *.yaml);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &WorkstationWindow::openRequested);
    dialog->open();
}

void WorkstationWindow::goToServer()
{
    auto* dialog = new GotoDialog(m_snapshot, this);
    connect(dialog, &GotoDialog::serverChosen, this, [this](fleet::ServerId server) {
        m_selection->select({server, 0});
    });
    dialog->open();
}

QByteArray WorkstationWindow::saveLayout() const
{
    const QJsonObject object{
        {QStringLiteral("version"), 1},
        {QStringLiteral("geometry"), encoded(saveGeometry())},
        {QStringLiteral("columns"), encoded(m_columns->saveState())},
        {QStringLiteral("middle"), encoded(m_middle->saveState())},
        {QStringLiteral("right"), encoded(m_right->saveState())},
        {QStringLiteral("table"), encoded(m_table->saveColumns())},
        {QStringLiteral("query"), m_lower->save()},
        {QStringLiteral("rangeMs"), static_cast<double>(m_header->range().count())},
        {QStringLiteral("grouping"), static_cast<int>(m_header->grouping())},
        {QStringLiteral("local"), m_status->zone() == common::Zone::Local},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool WorkstationWindow::restoreLayout(const QByteArray& layout)
{
    const QJsonObject object = QJsonDocument::fromJson(layout).object();
    if (object.value(QLatin1String("version")).toInt() != 1)
        return false;
    m_sizesChosen = true;
    restoreGeometry(decoded(object, "geometry"));
    m_columns->restoreState(decoded(object, "columns"));
    m_middle->restoreState(decoded(object, "middle"));
    m_right->restoreState(decoded(object, "right"));
    m_table->restoreColumns(decoded(object, "table"));
    m_lower->restore(object.value(QLatin1String("query")).toObject());
    m_header->setRange(base::Duration{static_cast<std::int64_t>(object.value(QLatin1String("rangeMs")).toDouble())});
    m_chart->zoom().setLength(m_header->range());
    m_header->setGrouping(static_cast<items::Grouping>(object.value(QLatin1String("grouping")).toInt()));
    m_serverModel.setGrouping(m_header->grouping());
    m_status->setZone(object.value(QLatin1String("local")).toBool() ? common::Zone::Local : common::Zone::Utc);
    return true;
}

} // namespace checkwatch::workstation
