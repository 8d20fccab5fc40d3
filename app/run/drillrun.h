#pragma once

#include "models/base/result.h"
#include "models/session/replaysession.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>
#include <string>

namespace checkwatch::app {

/// A failure that is played on the wall: a recording, once, as fast as it was, from shortly before its first alert. It has
/// a session of its own, which reads that file and nothing else: no exporter is asked, nothing is recorded. GUI thread.
class DrillRun final : public QObject
{
    Q_OBJECT

public:
    /// A recording, or `builtIn`: half an hour of the demo that comes with the program. One that is being written at this
    /// moment is refused: its end would be now, and a drill must never be the truth.
    static base::Result<std::unique_ptr<DrillRun>> open(const std::string& file);
    static constexpr auto builtIn = "built-in";

    [[nodiscard]] session::Session& session() { return *m_session; }
    /// Recorded time.
    [[nodiscard]] base::Timestamp begins() const;
    void start();

Q_SIGNALS:
    /// It has been played to its end.
    void over();
    /// It cannot go on; plain text.
    void failed(QString text);

private:
    DrillRun() = default;

    QTemporaryDir m_folder; ///< of the demo's recording; outlives the session
    std::unique_ptr<session::ReplaySession> m_session;
};

} // namespace checkwatch::app
