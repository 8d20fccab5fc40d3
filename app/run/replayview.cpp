#include "app/run/replayview.h"

#include "app/builtinrunbooks.h"

namespace checkwatch::app {

base::Result<std::unique_ptr<ReplayView>> ReplayView::open(const std::string& path, session::ReplayOptions options)
{
    std::vector<std::string> notices;
    auto library = std::make_shared<const runbooks::Library>(loadRunbooks(options.config, notices));
    auto session = session::ReplaySession::open(path, std::move(options));
    if (!session) {
        return std::move(session).error();
    }
    std::unique_ptr<ReplayView> view(new ReplayView(std::move(*session)));
    view->m_window.setRunbooks(std::move(library));
    return view;
}

ReplayView::ReplayView(std::unique_ptr<session::ReplaySession> session)
    : m_session(std::move(session)), m_window(m_session.get())
{
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
