#pragma once

#include "models/runbooks/library.h"
#include "models/session/session.h"
#include "ui/common/theme.h"
#include "ui/workstation/selection.h"

#include <QMainWindow>

#include <memory>
#include <optional>

class QAction;
class QStackedWidget;

namespace checkwatch::workstation {

class EmptyPage;
class FleetPanels;
class Notifier;

/// The workstation: the panels over a running session, and the page to begin with while there is none. What only the
/// program around it can do (demo, files, exporters, replays, themes) it asks for by signals. GUI thread.
class WorkstationWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Null shows how to begin. Does not take ownership; the session must outlive the window or be replaced before.
    explicit WorkstationWindow(session::Session* session, QWidget* parent = nullptr);
    ~WorkstationWindow() override;

    void setSession(session::Session* session);
    void setRunbooks(std::shared_ptr<const runbooks::Library> library);
    void setNotificationsEnabled(bool enabled);
    /// See FleetPanels.
    bool selectServer(const QString& name);
    void openQuery(const QString& expression = {});
    void selectServerWhenThere(const QString& name);
    void showNotice(const QString& text);
    /// Whether there are added exporters that a file could keep.
    void setKeepable(bool keepable);
    /// Positions of splitters, columns, and what the user chose; for settings. Foreign bytes are refused.
    [[nodiscard]] QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray& layout);
    /// Draws now what was going to be drawn in the next frames: for screenshots.
    void flush();
    [[nodiscard]] const Selection& selection() const;

Q_SIGNALS:
    void demoRequested();
    void openRequested(QString path);
    void exporterRequested(QString address);
    void reloadRequested();
    void keepRequested();
    /// To set up a wall and see it.
    void wallRequested();
    /// A recording of the past, to be opened beside this window.
    void recordingRequested(QString path);
    /// What is being recorded, that long ago.
    void goBackRequested(checkwatch::base::Duration ago);
    /// To try rules on what is being recorded, to write a report of it.
    void backtestRequested();
    void reportRequested();
    /// To write down something about now.
    void noteRequested();
    /// nullopt follows the desktop.
    void themeChosen(std::optional<checkwatch::common::ThemeKind> kind);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void buildMenus();
    void buildFileMenu();
    void buildReplayMenu();
    void askForExporter(bool asked);
    void openFile();
    void openRecording();
    void showRecording(const fleet::RecordingState& state);

    session::Session* m_session = nullptr;
    Notifier* m_notifier;
    FleetPanels* m_panels;
    QStackedWidget* m_pages;
    EmptyPage* m_empty;
    QAction* m_keep = nullptr;
    QAction* m_goBack = nullptr;
    QAction* m_backtest = nullptr;
    QAction* m_report = nullptr;
    QAction* m_note = nullptr;
    QAction* m_wall = nullptr;
    bool m_emptyAsked = false; ///< the user opened the page of exporters over a running session
};

} // namespace checkwatch::workstation
