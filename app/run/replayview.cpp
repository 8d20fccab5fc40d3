#include "app/run/replayview.h"

#include "app/builtinrunbooks.h"
#include "ui/workstation/fleetpanels.h"

namespace checkwatch::app {

base::Result<std::unique_ptr<ReplayView>> ReplayView::open(const std::string& path, session::ReplayOptions options)
{
    std::vector<std::string> notices;
    auto library = std::make_shared<const runbooks::Library>(loadRunbooks(options.config, notices));
    std::string config = options.config.path;
    auto session = session::ReplaySession::open(path, std::move(options));
    if (!session) {
        return std::move(session).error();
    }
    std::unique_ptr<ReplayView> view(new ReplayView(std::move(*session), path, std::move(config)));
    view->m_window.setRunbooks(std::move(library));
    return view;
}

ReplayView::ReplayView(std::unique_ptr<session::ReplaySession> session, std::string path, std::string config)
    : m_path(std::move(path)), m_config(std::move(config)), m_session(std::move(session)), m_window(m_session.get())
{
    connect(&m_window, &replay::ReplayWindow::backtestRequested, this, [this] {
        openBacktest(m_window, subject(), [this](base::Timestamp time, const QString& server) {
            m_session->seek(time);
            m_window.panels().selectServer(server);
        });
    });
    connect(&m_window, &replay::ReplayWindow::reportRequested, this, [this] { openReport(m_window, subject()); });
}

ReviewSubject ReplayView::subject()
{
    const replay::Place here = m_window.here();
    return {m_path, m_config, here.zone, here.now, [this](const replay::Place&) { return m_window.spans(); }};
}

ReplayView::~ReplayView()
{
    m_window.setReplay(nullptr);
}

void ReplayView::start()
{
    m_window.show();
    m_session->start();
}

} // namespace checkwatch::app
