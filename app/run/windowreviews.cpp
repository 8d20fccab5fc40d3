#include "app/run/replayview.h"
#include "app/run/windowrun.h"
#include "ui/replay/linedialog.h"
#include "ui/settings/wallsettings.h"
#include "ui/workstation/fleetpanels.h"

#include <QPointer>

// Backtest, report and notes, which the window asks for about what is being recorded, and the wall it would be.
namespace checkwatch::app {

ReviewSubject WindowRun::subject() const
{
    return {m_session->recording().path, m_session->config().path, common::Zone::Utc, std::nullopt,
            [snapshot = m_session->snapshot()](const replay::Place& place) { return liveSpans(snapshot, place); }};
}

/// What a review leads to is shown in one window of its own.
void WindowRun::connectReviews()
{
    using Window = workstation::WorkstationWindow;
    connect(&m_window, &Window::backtestRequested, this, [this] {
        if (!m_session) {
            return;
        }
        const std::string path = m_session->recording().path;
        openBacktest(m_window, subject(),
                     [this, path, view = QPointer<ReplayView>()](base::Timestamp time, const QString& server) mutable {
                         if (view.isNull()) {
                             view = openReplay(path, std::nullopt);
                         }
                         if (!view.isNull()) {
                             view->session().seek(time);
                             view->window().panels().selectServerWhenThere(server);
                         }
                     });
    });
    connect(&m_window, &Window::noteRequested, this, &WindowRun::askForNote);
    connect(&m_window, &Window::reportRequested, this, [this] {
        if (m_session) {
            openReport(m_window, subject());
        }
    });
}

void WindowRun::askForNote()
{
    const auto check = [](const QString&) -> base::Result<QString> {
        return QStringLiteral("Kept in the recording, with the time at which you keep it");
    };
    auto* dialog = new replay::LineDialog(
        {QStringLiteral("Note now"), QStringLiteral("what happened, what you saw or did"), QStringLiteral("Keep")},
        check, &m_window);
    connect(dialog, &replay::LineDialog::lineAccepted, this, [this](const QString& line) {
        if (!m_session) {
            return;
        }
        if (const auto kept = m_session->addNote(line.toStdString()); !kept) {
            refused(QStringLiteral("The note was not kept"), kept.error());
            return;
        }
        m_window.showNotice(QStringLiteral("Noted; reports of this time have it"));
    });
    dialog->open();
}

void WindowRun::showWallSettings()
{
    auto* shown = m_window.findChild<settings::WallSettings*>();
    if (shown == nullptr && m_session) {
        shown = new settings::WallSettings(*m_session, m_session->config().checkwatch.wall, m_runbooks, &m_window);
        shown->show();
    }
    if (shown != nullptr) {
        shown->raise();
        shown->activateWindow();
    }
}

} // namespace checkwatch::app
