#pragma once

#include "app/run/reviews.h"
#include "models/session/replaysession.h"
#include "ui/replay/replaywindow.h"

#include <QObject>

#include <memory>
#include <string>

namespace checkwatch::app {

/// A recording in a window of its own: the replay, and what shows it. No part of it reaches a network. GUI thread.
class ReplayView final : public QObject
{
    Q_OBJECT

public:
    /// Refuses what is no recording. The window is not shown yet, nothing is evaluated.
    static base::Result<std::unique_ptr<ReplayView>> open(const std::string& path, session::ReplayOptions options);
    ~ReplayView() override;

    /// Shows the window and begins to evaluate.
    void start();
    [[nodiscard]] replay::ReplayWindow& window() { return m_window; }
    [[nodiscard]] session::Replay& session() { return *m_session; }

private:
    ReplayView(std::unique_ptr<session::ReplaySession> session, std::string path, std::string config);
    [[nodiscard]] ReviewSubject subject();

    const std::string m_path;
    const std::string m_config; ///< file of the rules as they are now
    std::unique_ptr<session::ReplaySession> m_session;
    replay::ReplayWindow m_window;
};

} // namespace checkwatch::app
